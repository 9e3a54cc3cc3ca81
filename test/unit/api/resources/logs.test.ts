import assert from 'node:assert/strict';
import {
  decodeLogEvent,
  decodeRecentLogs,
  type RecentLogOptions,
} from '../../../../src/api/resources/logs';
import { D, DEPLOYMENT, entry, testVectors } from '../vector';

const EVENT = { message: '...', timestamp: '2018-01-01T00:00:00.000000Z' };
const r = 'run-5555555555555555';
const logsAt2017 = Date.UTC(2017, 0, 1);
const logAnswer = { events: [EVENT], next_token: 'next' };
const logResult = { items: [entry(EVENT)], next: 'next' };
const recentAnswer = { events: [EVENT], next_backward_token: 'b', next_forward_token: 'f' };
const recentResult = { items: [entry(EVENT)], older: 'b', newer: 'f' };

describe('logs (the vectors of K)', () => {
  testVectors([
    {
      number: '14: logs',
      call: ({ logs }) => logs.list(DEPLOYMENT, r),
      request: `GET ${D}/runs/${r}/logs`,
      answer: logAnswer,
      result: logResult,
    },
    {
      number: '15: logs from a time',
      call: ({ logs }) => logs.list(DEPLOYMENT, r, { startTime: logsAt2017 }),
      request: `GET ${D}/runs/${r}/logs?start_time=2017-01-01T00%3A00%3A00`,
      answer: logAnswer,
      result: logResult,
    },
    {
      number: '16: logs up to a time',
      call: ({ logs }) => logs.list(DEPLOYMENT, r, { endTime: logsAt2017 }),
      request: `GET ${D}/runs/${r}/logs?end_time=2017-01-01T00%3A00%3A00`,
      answer: logAnswer,
      result: logResult,
    },
    {
      number: '17: logs by token',
      call: ({ logs }) => logs.list(DEPLOYMENT, r, { next: '...' }),
      request: `GET ${D}/runs/${r}/logs?next_token=...`,
      answer: { events: [EVENT] },
      result: { items: [entry(EVENT)] },
    },
    {
      number: '18: recent logs',
      call: ({ logs }) => logs.recent(DEPLOYMENT, r),
      request: `GET ${D}/runs/${r}/recentlogs`,
      answer: recentAnswer,
      result: recentResult,
    },
    {
      number: '19: recent logs from a time',
      call: ({ logs }) => logs.recent(DEPLOYMENT, r, { startTime: logsAt2017 }),
      request: `GET ${D}/runs/${r}/recentlogs?start_time=2017-01-01T00%3A00%3A00`,
      answer: recentAnswer,
      result: recentResult,
    },
    {
      number: '20: recent logs up to a time',
      call: ({ logs }) => logs.recent(DEPLOYMENT, r, { endTime: logsAt2017 }),
      request: `GET ${D}/runs/${r}/recentlogs?end_time=2017-01-01T00%3A00%3A00`,
      answer: recentAnswer,
      result: recentResult,
    },
    {
      number: '21: newer recent logs',
      call: ({ logs }) => logs.recent(DEPLOYMENT, r, { newer: 'x' }),
      request: `GET ${D}/runs/${r}/recentlogs?next_forward_token=x`,
      answer: recentAnswer,
      result: recentResult,
    },
    {
      number: '22: older recent logs',
      call: ({ logs }) => logs.recent(DEPLOYMENT, r, { older: 'x' }),
      request: `GET ${D}/runs/${r}/recentlogs?next_backward_token=x`,
      answer: recentAnswer,
      result: recentResult,
    },
    {
      number: 'K.5: both tokens of recent logs',
      call: ({ logs }) => logs.recent(DEPLOYMENT, 'a', { newer: 'f/1==', older: 'b' }),
      request: `GET ${D}/runs/a/recentlogs?next_forward_token=f%2F1%3D%3D&next_backward_token=b`,
      answer: { events: [], next_forward_token: 'f2', next_backward_token: [] },
      result: { items: [], newer: 'f2' },
    },
    {
      number: 'K.5: a log time without its sub-seconds',
      call: ({ logs }) =>
        logs.list(DEPLOYMENT, 'a', { startTime: Date.UTC(2024, 2, 1, 9, 15, 0, 5) }),
      request: `GET ${D}/runs/a/logs?start_time=2024-03-01T09%3A15%3A00`,
      answer: { events: [] },
      result: { items: [] },
    },
  ]);
});

describe('recent logs', () => {
  const events = [{ message: 'x' }];
  /** The answer, what was sent, and the tokens of the older and the newer page. */
  const cases: readonly (readonly [
    string,
    object,
    RecentLogOptions,
    string | undefined,
    string | undefined,
  ])[] = [
    ['both tokens', { events, next_backward_token: 'b', next_forward_token: 'f' }, {}, 'b', 'f'],
    ['no tokens', { events }, {}, undefined, undefined],
    [
      'null tokens',
      { events, next_backward_token: null, next_forward_token: null },
      {},
      undefined,
      undefined,
    ],
    [
      'empty tokens',
      { events, next_backward_token: '', next_forward_token: '' },
      {},
      undefined,
      undefined,
    ],
    [
      'lists for tokens',
      { events, next_backward_token: [], next_forward_token: [] },
      {},
      undefined,
      undefined,
    ],
    [
      'the same backward token',
      { events, next_backward_token: 'b' },
      { older: 'b' },
      undefined,
      undefined,
    ],
    [
      'no events',
      { events: [], next_backward_token: 'b', next_forward_token: 'f' },
      {},
      undefined,
      'f',
    ],
    [
      'an empty page keeps the token',
      { events: [], next_forward_token: [] },
      { newer: 'f' },
      undefined,
      'f',
    ],
  ];
  for (const [name, json, sent, older, newer] of cases) {
    it(name, () => {
      const page = decodeRecentLogs(sent)(json);
      assert.deepEqual([page?.older, page?.newer], [older, newer]);
    });
  }

  it('has no page without events', () => assert.equal(decodeRecentLogs({})({}), undefined));

  it('takes an empty line of a log for a line', () => {
    assert.equal(decodeLogEvent({ message: '', timestamp: 5 }).kind, 'resource');
    assert.equal(decodeLogEvent({ timestamp: 'x' }).kind, 'malformed');
  });
});
