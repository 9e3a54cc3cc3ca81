import { DAY, HOUR, MINUTE, type OrganizationPlan, SECOND, type WorldPlan } from '../worldPlan';

/**
 * Two organizations: deployments whose runs succeed, one whose runs fail since an hour, one that
 * was never used, and hundreds of older runs. New runs come in all the time.
 */
export function demoWorld(): WorldPlan {
  return { pageSize: 30, organizations: [acmeLab(), minato()] };
}

function acmeLab(): OrganizationPlan {
  return {
    name: 'acme-lab',
    channels: [
      {
        name: 'pictures-in',
        description: 'camera uploads',
        feed: { kind: 'image', prefix: 'shot-', age: 4 * HOUR, everyMs: 20 * SECOND },
      },
      { name: 'tags-out', description: 'tags of pictures' },
      {
        name: 'invoices-in',
        description: 'invoices as tables, one file each',
        // Since an hour the tables have no column `amount`, which version 1.4.2 reads.
        feed: {
          kind: 'table',
          prefix: 'invoice-',
          age: 2 * DAY,
          everyMs: 5 * MINUTE,
          changedFor: HOUR + 2 * SECOND,
        },
      },
      { name: 'invoices-read', description: 'fields read from invoices' },
      {
        name: 'subscriptions-daily',
        description: 'one export a night',
        feed: { kind: 'table', prefix: 'export-', age: 120 * DAY, everyMs: DAY },
      },
      { name: 'churn-scores', description: 'scores for the customer team' },
      {
        name: 'support-tickets',
        description: 'tickets as they are opened',
        feed: {
          kind: 'record',
          prefix: 'ticket-',
          age: 3 * DAY,
          everyMs: 11 * MINUTE,
          lifetime: '1day',
        },
      },
      { name: 'ticket-routes', description: '' },
      { name: 'calibration-shots', description: 'pictures for tests, uploaded by hand' },
      { name: 'old-pictures', description: 'before the new cameras', archived: true },
      { name: 'shared-reports', description: '', storageType: 'file' },
    ],
    definitions: [
      {
        name: 'tagger-train',
        models: [
          { description: 'epoch 10', archived: true },
          { description: 'epoch 30' },
          { description: 'epoch 45, more night shots' },
        ],
      },
      { name: 'churn-train', models: [{ description: 'gradient boosting, autumn data' }] },
      { name: 'tagger-train-2022', archived: true, models: [] },
    ],
    deployments: [
      {
        name: 'image-tagger',
        description: 'tags incoming pictures',
        environment: { LOG_LEVEL: 'info' },
        versions: [
          { name: '0.0.1', failureRate: 0.3, failure: 'outOfMemory', log: { style: 'ansi' } },
          {
            name: '0.0.2',
            failureRate: 0.05,
            failure: 'outOfMemory',
            seconds: [30, 120],
            log: { style: 'ansi' },
          },
          { name: '0.0.3', failureRate: 0.03, failure: 'badImage', seconds: [30, 120] },
        ],
        triggers: [
          {
            version: '0.0.3',
            input: 'pictures-in',
            output: 'tags-out',
            model: 'epoch 45, more night shots',
            environment: { LOG_LEVEL: 'debug', TOP_K: '5', TAGGER_API_KEY: 'not-a-real-key' },
            age: 4 * HOUR,
          },
          {
            version: '0.0.2',
            input: 'pictures-in',
            model: 'epoch 30',
            retryCount: 0,
            environment: { LOG_LEVEL: 'info', SHADOW: 'true' },
            age: 90 * MINUTE,
          },
          { version: '0.0.3', input: 'calibration-shots', retryCount: 1, age: 6 * DAY },
        ],
      },
      {
        name: 'invoice-reader',
        description: 'reads amounts and dates from invoices',
        versions: [
          { name: '1.4.1', failureRate: 0.03, failure: 'badNumber' },
          {
            name: '1.4.2',
            failureRate: 0.01,
            failing: { age: HOUR, failure: 'missingColumn' },
            log: { style: 'levels' },
          },
          { name: '1.4.3', failureRate: 0, seconds: [10, 30], age: 15 * MINUTE },
        ],
        triggers: [
          {
            version: '1.4.2',
            input: 'invoices-in',
            output: 'invoices-read',
            retryCount: 2,
            environment: { LANGUAGE: 'en', MIN_CONFIDENCE: '0.85' },
            age: 2 * DAY,
          },
          {
            version: '1.4.1',
            input: 'invoices-in',
            retryCount: 5,
            environment: { LANGUAGE: 'ja' },
            age: DAY,
          },
        ],
      },
      {
        name: 'churn-forecast',
        description: 'scores subscriptions every night',
        versions: [
          {
            name: '2.0.0',
            failureRate: 0.06,
            failure: 'badNumber',
            seconds: [300, 900],
            log: { style: 'levels', linesPerSecond: 10 },
          },
        ],
        triggers: [
          {
            version: '2.0.0',
            input: 'subscriptions-daily',
            output: 'churn-scores',
            model: 'gradient boosting, autumn data',
            environment: { HORIZON_DAYS: '90' },
            age: 100 * DAY,
          },
          {
            version: '2.0.0',
            input: { everyMs: 7 * DAY, age: 90 * DAY },
            environment: { MODE: 'recalibrate' },
            age: 90 * DAY,
          },
        ],
      },
      {
        name: 'ticket-router',
        description: 'sends support tickets to the right queue',
        versions: [
          { name: '0.9.0', failureRate: 0.15, failure: 'timeout', log: { style: 'json' } },
          {
            name: '1.0.0',
            failureRate: 0.02,
            failure: 'chained',
            seconds: [4, 12],
            log: { style: 'json' },
          },
        ],
        triggers: [
          {
            version: '1.0.0',
            input: 'support-tickets',
            output: 'ticket-routes',
            environment: { QUEUES: 'billing,returns,technical' },
            age: 3 * DAY,
          },
          { version: '0.9.0', input: 'support-tickets', retryCount: 0, age: 2 * DAY },
        ],
      },
      {
        name: 'defect-segmentation',
        description: 'not in use yet',
        versions: [{ name: '0.0.1' }],
        triggers: [],
      },
    ],
  };
}

function minato(): OrganizationPlan {
  return {
    name: 'みなと製作所',
    channels: [
      {
        name: '検査画像-第3ライン',
        description: '第3ラインのカメラ画像',
        feed: { kind: 'image', prefix: '検査-', age: 6 * HOUR, everyMs: 45 * SECOND },
      },
      { name: '検査結果', description: '良否判定' },
      {
        name: '売上日次',
        description: '基幹システムからの日次出力',
        feed: { kind: 'table', prefix: 'sales_', age: 200 * DAY, everyMs: DAY },
      },
      {
        name: '振動センサー',
        description: 'プレス機の振動',
        feed: { kind: 'record', prefix: 'press-', age: 2 * DAY, everyMs: 7 * MINUTE },
      },
      { name: '予測結果', description: '' },
      { name: '図面', description: '手動アップロード' },
    ],
    definitions: [
      { name: 'visual-inspection', models: [{ description: '第3ライン 2024年2月' }] },
      { name: 'demand-forecast', models: [{ description: '全店舗' }, { description: '関東のみ' }] },
    ],
    deployments: [
      {
        name: '外観検査-第3ライン',
        description: 'カメラ画像から傷と汚れを見つける',
        versions: [
          { name: '3.1.0', failureRate: 0.04, failure: 'badImage', seconds: [15, 40] },
          { name: '3.2.0', failureRate: 0.01, failure: 'outOfMemory', seconds: [15, 40] },
        ],
        triggers: [
          {
            version: '3.2.0',
            input: '検査画像-第3ライン',
            output: '検査結果',
            model: '第3ライン 2024年2月',
            environment: { THRESHOLD: '0.72', DISPLAY_LANGUAGE: 'ja' },
            age: 6 * HOUR,
          },
          { version: '3.1.0', input: '検査画像-第3ライン', retryCount: 1, age: 3 * HOUR },
        ],
      },
      {
        name: '需要予測',
        description: '店舗ごとの翌週の需要',
        versions: [{ name: '1.0.4', failureRate: 0.05, failure: 'badNumber', seconds: [200, 600] }],
        triggers: [
          {
            version: '1.0.4',
            input: '売上日次',
            output: '予測結果',
            model: '全店舗',
            environment: { REGION: 'all' },
            age: 180 * DAY,
          },
          {
            version: '1.0.4',
            input: '売上日次',
            model: '関東のみ',
            environment: { REGION: 'kanto' },
            age: 30 * DAY,
          },
        ],
      },
      {
        name: '予知保全',
        description: 'プレス機の故障の前兆を見つける',
        versions: [
          { name: '0.4.0', failureRate: 0.1, failure: 'timeout' },
          { name: '0.5.0', failureRate: 0.02, failure: 'missingColumn', seconds: [8, 20] },
        ],
        triggers: [
          { version: '0.5.0', input: '振動センサー', output: '予測結果', age: 2 * DAY },
          { version: '0.4.0', input: '振動センサー', retryCount: 0, age: DAY },
        ],
      },
      {
        name: '図面検索',
        description: '似た図面を探す',
        versions: [{ name: '0.1.0' }],
        triggers: [{ version: '0.1.0', input: '図面', age: 12 * DAY }],
      },
      {
        name: 'anomaly-dashboard',
        description: 'collects what the inspection found',
        versions: [{ name: '0.2.1', failureRate: 0.02, seconds: [5, 15] }],
        triggers: [
          { version: '0.2.1', input: '検査結果', age: 20 * DAY },
          { version: '0.2.1', input: { everyMs: HOUR, age: 8 * DAY }, age: 8 * DAY },
        ],
      },
    ],
  };
}
