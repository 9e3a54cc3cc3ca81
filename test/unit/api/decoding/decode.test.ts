import assert from 'node:assert/strict';
import { decodeDownloadUrl } from '../../../../src/api/decoding/decode';
import { decodeChannel } from '../../../../src/api/resources/channels';
import { decodeTrigger } from '../../../../src/api/resources/triggers';

const value = (entry: ReturnType<typeof decodeTrigger>) =>
  entry.kind === 'resource' ? entry.value : assert.fail(entry.reason);

describe('decoding a resource', () => {
  it('keeps unknown fields, and gives the object itself when every type is right', () => {
    const json = {
      trigger_id: 'tri-1',
      retry_count: 0,
      output_service_id: null,
      novel: { a: [1] },
    };
    assert.equal(value(decodeTrigger(json)), json);
  });

  it('converts fields of another type than expected', () => {
    assert.deepEqual(
      value(
        decodeTrigger({
          trigger_id: 1234567890123,
          deployment_id: 1200000000029,
          input_service_name: { nested: true },
          retry_count: '7',
          distribution: 'three',
          models: 'kept as it is',
        }),
      ),
      {
        trigger_id: '1234567890123',
        deployment_id: '1200000000029',
        input_service_name: '{"nested":true}',
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

  it('takes the download URL under both names (C.8)', () => {
    assert.equal(decodeDownloadUrl({ download_uri: 'a', download_url: 'b' }), 'a');
    assert.equal(decodeDownloadUrl({ download_url: 'b' }), 'b');
    assert.equal(decodeDownloadUrl({ download_uri: null }), undefined);
  });
});
