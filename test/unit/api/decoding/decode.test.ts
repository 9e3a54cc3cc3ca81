import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  decodeChannel,
  decodeChannelFile,
  decodeDeployment,
  decodeDownloadUrl,
  decodeLogEvent,
  decodeOrganization,
  decodeRun,
  decodeTrainingDefinition,
  decodeTrainingModel,
  decodeTrigger,
  decodeVersion,
  decodeOne,
} from '../../../../src/api/decoding/decode';
import {
  dataReference,
  environmentOf,
  inputFile,
  metadataOf,
  modelIds,
} from '../../../../src/api/decoding/fields';
import { decodeRecentLogs } from '../../../../src/api/resources/logs';
import { offsetPage, parsePosition, tokenPage } from '../../../../src/api/decoding/paging';

const value = (entry: ReturnType<typeof decodeTrigger>) =>
  entry.kind === 'resource' ? entry.value : assert.fail(entry.reason);

describe('decoding a resource', () => {
  it('keeps what it does not know, and the very object when nothing is odd', () => {
    const json = {
      trigger_id: 'tri-1',
      retry_count: 0,
      output_service_id: null,
      novel: { a: [1] },
    };
    assert.equal(value(decodeTrigger(json)), json);
  });

  it('mends what has another type than it should', () => {
    assert.deepEqual(
      value(
        decodeTrigger({
          trigger_id: 1234567890123,
          deployment_id: 1200000000029,
          input_service_name: { odd: true },
          retry_count: '7',
          distribution: 'three',
          models: 'kept as it is',
        }),
      ),
      {
        trigger_id: '1234567890123',
        deployment_id: '1200000000029',
        input_service_name: '{"odd":true}',
        retry_count: 7,
        distribution: null,
        models: 'kept as it is',
      },
    );
    assert.deepEqual(decodeChannel({ channel_id: '1', archived: 'true' }), {
      kind: 'resource',
      value: { channel_id: '1', archived: true },
    });
  });

  const malformed: readonly (readonly [unknown, string])[] = [
    [null, 'not an object'],
    [7, 'not an object'],
    ['tri-1', 'not an object'],
    [[{ trigger_id: 'tri-1' }], 'not an object'],
    [{}, 'trigger_id is missing'],
    [{ trigger_id: '' }, 'trigger_id is missing'],
    [{ trigger_id: null, name: 'x' }, 'trigger_id is missing'],
    [{ trigger_id: { id: 1 } }, 'trigger_id is missing'],
  ];
  for (const [json, reason] of malformed) {
    it(`marks ${JSON.stringify(json)}: ${reason}`, () =>
      assert.deepEqual(decodeTrigger(json), {
        kind: 'malformed',
        reason,
        raw: JSON.stringify(json),
      }));
  }

  it('knows a training model by either of its ids (F)', () => {
    const id = (json: object) => decodeOne(decodeTrainingModel)(json)?.training_model_id;
    assert.equal(id({ id: '1', training_model_id: '2' }), '2');
    assert.equal(id({ id: '1' }), '1');
    assert.equal(id({ id: 1400000000053 }), '1400000000053');
    assert.equal(id({}), undefined);
  });

  it('finds a channel in its envelope, or without one (E.2)', () => {
    const decode = decodeOne(decodeChannel, 'channel');
    assert.equal(decode({ organization_id: '1', channel: { channel_id: '2' } })?.channel_id, '2');
    assert.equal(decode({ channel_id: '2' })?.channel_id, '2');
    assert.equal(decode({ channel: null, channel_id: '2' })?.channel_id, '2');
    assert.equal(decode({ organization_id: '1' }), undefined);
  });

  it('asks nothing of an organization but that it is an object (G)', () => {
    assert.deepEqual(decodeOrganization({ id: 1100000000017, name: 'acme' }), {
      id: '1100000000017',
      name: 'acme',
    });
    assert.deepEqual(decodeOrganization({}), {});
    assert.deepEqual(decodeOrganization({ id: { odd: 1 }, a: 2 }), { a: 2 });
    assert.equal(decodeOrganization([]), undefined);
  });

  it('takes the download URL under both names (C.8)', () => {
    assert.equal(decodeDownloadUrl({ download_uri: 'a', download_url: 'b' }), 'a');
    assert.equal(decodeDownloadUrl({ download_url: 'b' }), 'b');
    assert.equal(decodeDownloadUrl({ download_uri: null }), undefined);
  });

  it('takes an empty line of a log for a line', () => {
    assert.equal(decodeLogEvent({ message: '', timestamp: 5 }).kind, 'resource');
    assert.equal(decodeLogEvent({ timestamp: 'x' }).kind, 'malformed');
  });
});

describe('decoding a page', () => {
  const page = tokenPage(decodeRun);
  const runs = [{ run_id: 'run-1' }];

  for (const [name, json] of [
    ['entries', { entries: runs }],
    ['entities, a slip of one fixture (F)', { entities: runs }],
    ['a bare array (D.1)', runs],
  ] as const) {
    it(`takes ${name}`, () =>
      assert.deepEqual(page(json), { items: [{ kind: 'resource', value: runs[0] }] }));
  }

  it('marks one malformed entry and keeps the others', () => {
    assert.deepEqual(
      page({ entries: [{ run_id: 'run-1' }, { run: 'no' }, null, { run_id: 'run-2' }] })?.items.map(
        ({ kind }) => kind,
      ),
      ['resource', 'malformed', 'malformed', 'resource'],
    );
  });

  for (const end of [undefined, null, '', [], {}, true]) {
    it(`ends on the token ${JSON.stringify(end)}`, () =>
      assert.deepEqual(page({ entries: [], next_page_token: end }), { items: [] }));
  }

  it('goes on by a token, but not by the one that was sent', () => {
    assert.equal(page({ entries: [], next_page_token: 'b' })?.next, 'b');
    assert.equal(page({ entries: [], next_page_token: 5 })?.next, '5');
    const sent = tokenPage(decodeRun, 'next_token', 'b');
    assert.equal(sent({ events: [], next_token: 'b' })?.next, undefined);
  });

  for (const json of [null, 5, 'text', {}, { entries: {} }, { entries: 'none' }]) {
    it(`is none of ${JSON.stringify(json)}`, () => assert.equal(page(json), undefined));
  }

  /** Fields beside ten entries asked for at offset 20, and the next. */
  const counted: readonly (readonly [object, string | undefined])[] = [
    [{}, undefined],
    [{ has_next: true }, 'offset:30'],
    [{ has_next: false, total: 99 }, undefined],
    [{ has_next: true, offset: 20, limit: 10 }, 'offset:30'],
    [{ has_next: true, offset: 0 }, 'offset:10'],
    [{ total: 31 }, 'offset:30'],
    [{ total: 30 }, undefined],
    [{ total: 3 }, undefined],
    [{ limit: 10 }, 'offset:30'],
    [{ limit: 50 }, undefined],
    [{ next_page_token: 'x y' }, 'token:x y'],
  ];
  for (const [fields, next] of counted) {
    it(`${JSON.stringify(fields)} at offset 20 leads to ${next ?? 'nothing'} (E.1, F)`, () => {
      const entries = Array.from({ length: 10 }, (_, id) => ({ channel_id: id }));
      const decode = offsetPage(decodeChannel, { kind: 'offset', offset: 20 });
      assert.equal(decode({ ...fields, channels: entries })?.next, next);
    });
  }

  it('passes an empty page that has a next one by the limit', () => {
    const decode = offsetPage(decodeChannel, { kind: 'offset', offset: 20 });
    assert.equal(decode({ channels: [], has_next: true, limit: 10 })?.next, 'offset:30');
  });

  it('reads its own positions and refuses others', () => {
    assert.deepEqual(parsePosition(undefined), { kind: 'offset', offset: 0 });
    assert.deepEqual(parsePosition('offset:100'), { kind: 'offset', offset: 100 });
    assert.deepEqual(parsePosition('token:a\nb'), { kind: 'token', token: 'a\nb' });
    for (const next of ['100', 'offset:', 'offset:-1', 'offset:1e3', 'token:', 'x']) {
      assert.equal(parsePosition(next), undefined);
    }
  });
});

describe('any JSON at all', () => {
  const entries = [
    decodeChannel,
    decodeChannelFile,
    decodeDeployment,
    decodeLogEvent,
    decodeRun,
    decodeTrainingDefinition,
    decodeTrainingModel,
    decodeTrigger,
    decodeVersion,
  ];
  const odd = fc.jsonValue();
  const resource = fc.record(
    Object.fromEntries(
      [
        'run_id',
        'trigger_id',
        'status',
        'retry_count',
        'archived',
        'message',
        'id',
        '__proto__',
      ].map((name) => [name, odd]),
    ),
    { requiredKeys: [] },
  );
  const list = fc.record(
    Object.fromEntries(
      [
        'entries',
        'channels',
        'events',
        'next_page_token',
        'next_token',
        'has_next',
        'total',
        'offset',
      ].map((name) => [name, fc.oneof(odd, fc.array(resource))]),
    ),
    { requiredKeys: [] },
  );

  it('is decoded without throwing, and what is promised of a resource is kept', () => {
    fc.assert(
      fc.property(fc.oneof(odd, resource, list), (json) => {
        for (const decode of entries) {
          tokenPage<unknown>(decode)(json);
          offsetPage<unknown>(decode, { kind: 'offset', offset: 0 })(json);
          const entry = decode(json);
          if (entry.kind === 'malformed') {
            assert.deepEqual(JSON.parse(entry.raw), JSON.parse(JSON.stringify(json)));
          }
        }
        decodeOrganization(json);
        decodeDownloadUrl(json);
        decodeRecentLogs({})(json);
        const run = decodeRun(json);
        if (run.kind === 'resource') {
          assert.equal(typeof run.value.run_id, 'string');
          assert.ok(['string', 'undefined'].includes(typeof (run.value.status ?? undefined)));
          assert.ok(['number', 'undefined'].includes(typeof (run.value.retry_count ?? undefined)));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('may be nested deeper than can be written again', () => {
    const deep: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));
    assert.deepEqual(decodeRun(deep), { kind: 'malformed', reason: 'not an object', raw: '…' });
    assert.equal(tokenPage(decodeRun)([{ run_id: '1', status: deep }])?.items[0]?.kind, 'resource');
    assert.deepEqual(environmentOf({ A: deep }), { A: '…' });
  });

  it('is read by the accessors without throwing, into texts alone', () => {
    fc.assert(
      fc.property(fc.oneof(odd, fc.json(), resource), (json) => {
        inputFile(json);
        for (const read of [dataReference, environmentOf, metadataOf, modelIds]) {
          assert.ok(Object.values(read(json) ?? {}).every((text) => typeof text === 'string'));
        }
      }),
      { numRuns: 500 },
    );
  });
});
