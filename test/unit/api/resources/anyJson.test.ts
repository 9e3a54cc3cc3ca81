import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeDownloadUrl } from '../../../../src/api/decoding/decode';
import {
  dataReference,
  environmentOf,
  inputFile,
  metadataOf,
  modelIds,
} from '../../../../src/api/decoding/fields';
import { offsetPage, tokenPage } from '../../../../src/api/decoding/paging';
import { decodeChannel } from '../../../../src/api/resources/channels';
import { decodeDeployment } from '../../../../src/api/resources/deployments';
import { decodeChannelFile } from '../../../../src/api/resources/files';
import { decodeLogEvent, decodeRecentLogs } from '../../../../src/api/resources/logs';
import { decodeOrganization } from '../../../../src/api/resources/organization';
import { decodeRun } from '../../../../src/api/resources/runs';
import {
  decodeTrainingDefinition,
  decodeTrainingModel,
} from '../../../../src/api/resources/training';
import { decodeTrigger } from '../../../../src/api/resources/triggers';
import { decodeVersion } from '../../../../src/api/resources/versions';

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
  const anyValue = fc.jsonValue();
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
      ].map((name) => [name, anyValue]),
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
      ].map((name) => [name, fc.oneof(anyValue, fc.array(resource))]),
    ),
    { requiredKeys: [] },
  );

  it('is decoded without throwing, and what is promised of a resource is kept', () => {
    fc.assert(
      fc.property(fc.oneof(anyValue, resource, list), (json) => {
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
      fc.property(fc.oneof(anyValue, fc.json(), resource), (json) => {
        inputFile(json);
        for (const read of [dataReference, environmentOf, metadataOf, modelIds]) {
          assert.ok(Object.values(read(json) ?? {}).every((text) => typeof text === 'string'));
        }
      }),
      { numRuns: 500 },
    );
  });
});
