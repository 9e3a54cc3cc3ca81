import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import type { PlatformClient } from '../../../src/api/client';
import type { Trigger, TriggerRequest } from '../../../src/api/resources/triggers';
import { startEmulator, type Emulator } from '../../emulator/emulator';

interface Example {
  connect(url: string, organization: string, user: string, token: string): PlatformClient;
  failedRuns(client: PlatformClient): Promise<string[]>;
  createOnce(
    client: PlatformClient,
    deployment: string,
    body: TriggerRequest,
  ): Promise<Trigger | undefined>;
}

describe("the README's example", () => {
  const api = resolve('src/api');
  const readme = readFileSync(join(api, 'README.md'), 'utf8');
  let emulator: Emulator;
  let example: Example;
  let client: PlatformClient;
  let folder: string;

  before(async () => {
    const [, source = ''] = /```ts\n(.*?)```/s.exec(readme) ?? [];
    folder = mkdtempSync(resolve('out', 'readme-'));
    const outfile = join(folder, 'example.cjs');
    buildSync({
      stdin: { contents: source, resolveDir: api, sourcefile: 'README.md', loader: 'ts' },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      external: ['node-fetch'],
      drop: ['console'],
      outfile,
    });
    writeFileSync(join(folder, 'package.json'), '{}');
    example = (await import(outfile)) as Example;
    emulator = await startEmulator();
    const { id, userId, personalAccessToken } = emulator.organizations[0] ?? assert.fail();
    client = example.connect(emulator.url, id, userId, personalAccessToken);
  });
  after(async () => {
    client.dispose();
    rmSync(folder, { recursive: true, force: true });
    await emulator.close();
  });

  it('is short enough', () => assert.ok(readme.split('\n').length <= 81));

  it('finds failed runs', async () => {
    const failed = await example.failedRuns(client);
    assert.ok(failed.length > 0 && failed.every((run) => run.startsWith('run-')));
  });

  it('creates a trigger once though its answer is lost', async () => {
    const [state] = emulator.state().organizations;
    const deployment = state?.deployments[0] ?? assert.fail('no deployment');
    emulator.faults.add({
      method: 'POST',
      path: '/triggers',
      action: 'reset',
      afterHandling: true,
    });
    const trigger = await example.createOnce(client, deployment.id, {
      version_id: deployment.versions[0]?.id ?? '',
      input_service_name: 'datalake',
      input_service_id: state?.channels[0]?.id ?? '',
      retry_count: 5,
      environment: {},
    });
    assert.ok(trigger?.trigger_id.startsWith('tri-'));
  });
});
