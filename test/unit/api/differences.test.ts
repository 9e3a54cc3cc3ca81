import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import type { PlatformClient } from '../../../src/api/client';
import type { TriggerRequest } from '../../../src/api/resources/triggers';
import {
  clientAt,
  errorOf,
  instantTime,
  startServer,
  type Answer,
  type SmallServer,
} from './support';

const trigger: TriggerRequest = {
  version_id: 'ver-a',
  input_service_name: 'datalake',
  input_service_id: '3',
  retry_count: 5,
  environment: {},
};

describe('where the client differs from the Python SDK on purpose', () => {
  let server: SmallServer;
  let client: PlatformClient;
  let answer: Answer;

  beforeEach(async () => {
    answer = { body: { trigger_id: 'tri-1' } };
    server = await startServer(() => answer);
    client = clientAt(server.url, { time: instantTime(10_000), timeoutMs: () => 10_000 });
  });
  afterEach(async () => {
    client.dispose();
    await server.close();
  });

  it('a POST is sent once where the SDK sends it six times (K.5)', async () => {
    answer = { status: 500, body: '' };
    const error = await errorOf(client.triggers.create('1', trigger));
    assert.equal(error.outcomeUnknown, true);
    assert.equal(server.seen.length, 1);
  });

  it('a GET is sent five times where the SDK sends it six times (K.5)', async () => {
    answer = { status: 502, body: '' };
    await errorOf(client.triggers.list('1'));
    assert.equal(server.seen.length, 5);
  });

  it('an id is one segment of the path, whatever it holds (section 0)', async () => {
    await client.triggers.get('a/b', 'c d');
    assert.match(server.seen[0]?.url ?? '', /deployments\/a%2Fb\/triggers\/c%20d$/);
  });

  it('an empty environment is {} and not null (B.1)', async () => {
    await client.triggers.create('1', trigger);
    assert.equal(
      server.seen[0]?.body,
      '{"version_id":"ver-a","input_service_name":"datalake","input_service_id":"3","retry_count":5,"environment":{}}',
    );
  });

  for (const half of [
    { output_service_name: 'datalake' },
    { output_service_id: '3333333333333' },
    { output_service_name: 'datalake', output_service_id: '' },
  ]) {
    it(`half an output is refused and not dropped (K.3 25): ${JSON.stringify(half)}`, async () => {
      const error = await errorOf(client.triggers.create('1', { ...trigger, ...half }));
      assert.deepEqual(error.failure, {
        kind: 'invalid',
        status: 0,
        error: 'body',
        description: 'output_service_name and output_service_id belong together',
      });
      assert.equal(error.outcomeUnknown, false);
      assert.deepEqual(server.seen, []);
    });
  }

  it('an empty token is none and is not sent (K.5)', async () => {
    answer = { body: { entries: [] } };
    await client.triggers.runs('1', 'tri-a', { oldestFirst: true, next: '' });
    assert.match(server.seen[0]?.url ?? '', /runs\?scan_forward=True$/);
  });

  it('a DELETE may be answered with nothing where the SDK fails (K.5)', async () => {
    answer = { status: 204 };
    await client.triggers.delete('1', 'tri-1');
  });

  it('an error whose JSON is no object is an error, where the SDK fails (H)', async () => {
    answer = { status: 400, body: '["no"]' };
    const { failure } = await errorOf(client.triggers.list('1'));
    assert.deepEqual(failure, { kind: 'invalid', status: 400, description: '["no"]' });
  });
});

describe('the vectors of docs/platform-api.md', () => {
  /** Numbers that are no call of the client, and why they are not tested here. */
  const OTHERS: Readonly<Record<number, string>> = {
    28: 'an output is one value here, and there is no half of it',
    29: "the CLI's own choice of channels",
    31: "the CLI's own syntax of variables",
    32: 'deployments are not created here',
    34: 'deployments are not created here',
    36: 'deployments are not changed here',
    44: 'files are not uploaded here',
    45: 'the account of the environment, test/unit/core',
    56: 'a call of the runner',
  };

  it('are all there by their numbers, but for those that are not of this client', () => {
    const folder = 'test/unit/api';
    const titles = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.test.ts'))
      .flatMap((file) => readFileSync(`${folder}/${file}`, 'utf8').split('\n'))
      .flatMap((line) => /(?:number: ["']|K\.[34] )((?:\d+, )*\d+)/.exec(line)?.[1] ?? []);
    const there = new Set(titles.flatMap((numbers) => numbers.split(', ').map(Number)));
    const missing = Array.from({ length: 56 }, (_, index) => index + 1).filter(
      (number) => !there.has(number) && !(number in OTHERS),
    );
    assert.deepEqual(missing, []);
  });
});
