import type { TriggerRequest } from '../../../../src/api/resources/triggers';
import { D, DEPLOYMENT, entry, O, testVectors } from '../vector';

const TRIGGER = {
  created_at: '2018-01-01T00:00:00.000000Z',
  deployment_id: '3333333333333',
  input_service_id: '4444444444444',
  input_service_name: 'datalake',
  models: { alias: '4444444444444' },
  model_version: '0.0.3',
  model_version_id: 'ver-1111111111111111',
  modified_at: '2018-01-01T00:00:00.000000Z',
  retry_count: 7,
  distribution: 0,
  trigger_id: 'tri-5555555555555555',
  user_env_vars: { ENV: 'testing' },
};
const TRIGGER_RUN = {
  created_at: '2019-01-01T00:00:00.000000Z',
  deployment_id: '3333333333333',
  input_data: {
    '$datalake:1': '4444444444444/20180101T112233-44444444-5555-6666-7777-888888888888',
  },
  models: { alias: '4444444444444' },
  model_version_id: 'ver-1111111111111111',
  modified_at: '2019-01-01T00:00:00.000000Z',
  output_template: null,
  retry_count: 7,
  distribution: 0,
  run_id: 'run-6666666666666666',
  status: 'SUCCEEDED',
  trigger_id: 'tri-5555555555555555',
  user_env_vars: {},
};
const withoutDistribution: TriggerRequest = {
  version_id: 'ver-1111111111111111',
  input_service_name: 'datalake',
  input_service_id: '4444444444444',
  environment: { ENV: 'testing' },
  models: { alias: '4444444444444' },
  retry_count: 7,
};
const triggerAll: TriggerRequest = { ...withoutDistribution, distribution: 0 };
const cliTrigger: TriggerRequest = {
  version_id: 'ver-1111111111111',
  input_service_name: 'datalake',
  input_service_id: '2222222222222',
  retry_count: 5,
  environment: { DEBUG: 'x' },
};
const t = 'tri-5555555555555555';

describe('triggers (the vectors of K)', () => {
  testVectors([
    {
      number: '1: create a trigger, all fields',
      call: ({ triggers }) => triggers.create(DEPLOYMENT, triggerAll),
      request: `POST ${D}/triggers`,
      body: {
        environment: { ENV: 'testing' },
        input_service_name: 'datalake',
        input_service_id: '4444444444444',
        retry_count: 7,
        distribution: 0,
        version_id: 'ver-1111111111111111',
        models: { alias: '4444444444444' },
      },
      answer: TRIGGER,
      result: TRIGGER,
    },
    {
      number: '2, differently: retry_count is always sent, as B.1 recommends',
      call: ({ triggers }) => triggers.create(DEPLOYMENT, { ...triggerAll, retry_count: 5 }),
      request: `POST ${D}/triggers`,
      body: { ...triggerAll, retry_count: 5 },
      answer: TRIGGER,
      result: TRIGGER,
    },
    {
      number: '3: create without distribution',
      call: ({ triggers }) => triggers.create(DEPLOYMENT, withoutDistribution),
      request: `POST ${D}/triggers`,
      body: withoutDistribution,
      answer: TRIGGER,
      result: TRIGGER,
    },
    {
      number: 'B.1, differently: an empty environment is {}, not null as the SDK sends it',
      call: ({ triggers }) => triggers.create('1', { ...cliTrigger, environment: {} }),
      request: `POST ${O}/deployments/1/triggers`,
      body: '{"version_id":"ver-1111111111111","input_service_name":"datalake","input_service_id":"2222222222222","retry_count":5,"environment":{}}',
      answer: TRIGGER,
      result: TRIGGER,
    },
    {
      number: '4: get a trigger',
      call: ({ triggers }) => triggers.get(DEPLOYMENT, t),
      request: `GET ${D}/triggers/${t}`,
      answer: TRIGGER,
      result: TRIGGER,
    },
    {
      number: '5: list triggers',
      call: ({ triggers }) => triggers.list(DEPLOYMENT),
      request: `GET ${D}/triggers`,
      answer: { entries: [TRIGGER] },
      result: { items: [entry(TRIGGER)] },
    },
    {
      number: '6: delete a trigger; whatever the message says',
      call: ({ triggers }) => triggers.delete(DEPLOYMENT, t),
      request: `DELETE ${D}/triggers/${t}`,
      answer: { message: 'tri-3333333333333333 deleted' },
      result: undefined,
    },
    {
      number: '7: runs of a trigger',
      call: ({ triggers }) => triggers.runs(DEPLOYMENT, t),
      request: `GET ${D}/triggers/${t}/runs`,
      answer: { entries: [TRIGGER_RUN] },
      result: { items: [entry(TRIGGER_RUN)] },
    },
    {
      number: '23, differently: one key order for every body, that of B.1',
      call: ({ triggers }) =>
        triggers.create('1111111111111', {
          output_service_id: '3333333333333',
          output_service_name: 'datamart',
          models: { alias: '4444444444444' },
          ...cliTrigger,
        }),
      request: `POST ${O}/deployments/1111111111111/triggers`,
      body: '{"version_id":"ver-1111111111111","input_service_name":"datalake","input_service_id":"2222222222222","retry_count":5,"environment":{"DEBUG":"x"},"models":{"alias":"4444444444444"},"output_service_name":"datamart","output_service_id":"3333333333333"}',
      answer: TRIGGER,
      result: TRIGGER,
    },
    {
      number: '24: create without model and output, as exact text',
      call: ({ triggers }) => triggers.create('1111111111111', cliTrigger),
      request: `POST ${O}/deployments/1111111111111/triggers`,
      body: '{"version_id":"ver-1111111111111","input_service_name":"datalake","input_service_id":"2222222222222","retry_count":5,"environment":{"DEBUG":"x"}}',
      answer: TRIGGER,
      result: TRIGGER,
    },
    {
      number: '33: the answer names the output and the variables',
      call: ({ triggers }) =>
        triggers.create(DEPLOYMENT, {
          ...cliTrigger,
          output_service_name: 'datalake',
          output_service_id: '3333333333333',
        }),
      request: `POST ${D}/triggers`,
      body: '{"version_id":"ver-1111111111111","input_service_name":"datalake","input_service_id":"2222222222222","retry_count":5,"environment":{"DEBUG":"x"},"output_service_name":"datalake","output_service_id":"3333333333333"}',
      answer: {
        ...TRIGGER,
        output_service_name: 'datalake',
        output_service_id: '3333333333333',
        user_env_vars: { DEBUG: 'x' },
      },
      result: {
        ...TRIGGER,
        output_service_name: 'datalake',
        output_service_id: '3333333333333',
        user_env_vars: { DEBUG: 'x' },
      },
    },
    {
      number: 'K.5, differently: newest first is the default and not asked for',
      call: ({ triggers }) => triggers.runs(DEPLOYMENT, t, { oldestFirst: false }),
      request: `GET ${D}/triggers/${t}/runs`,
      answer: { entries: [], next_page_token: '' },
      result: { items: [] },
    },
    {
      number: 'K.5: oldest first, with a token',
      call: ({ triggers }) => triggers.runs(DEPLOYMENT, t, { oldestFirst: true, next: 'a/b=' }),
      request: `GET ${D}/triggers/${t}/runs?scan_forward=True&next_page_token=a%2Fb%3D`,
      answer: { entries: [] },
      result: { items: [] },
    },
  ]);
});
