import assert from 'node:assert/strict';
import { findCreated, findSubmitted } from '../../../../src/api/resources/createRecovery';
import type { PlatformClient } from '../../../../src/api/client';
import type { RunRequest } from '../../../../src/api/resources/wire';
import { errorOf } from '../support';
import { startWorkshop, type Bench, type Workshop } from '../fixture';

describe('a create whose answer was lost', () => {
  let shop: Workshop;
  before(async () => (shop = await startWorkshop()));
  beforeEach(() => {
    shop.emulator.faults.clear();
    shop.emulator.clearRequests();
  });
  after(() => shop.close());

  const known = async (client: PlatformClient, deployment: string) =>
    new Set(
      (await client.triggers.list(deployment)).items.flatMap((entry) =>
        entry.kind === 'resource' ? [entry.value.trigger_id] : [],
      ),
    );

  it('is found by listing and comparing, and was sent once', async () => {
    const { client, deployment, body } = shop.connect();
    const before = await known(client, deployment);
    shop.emulator.faults.add({
      ...{ method: 'POST', path: '/triggers', action: 'reset', afterHandling: true },
    });
    const error = await errorOf(client.triggers.create(deployment, body));
    assert.equal(error.outcomeUnknown, true);
    const found = await findCreated(client, deployment, body, before);
    assert.equal(found.length, 1);
    assert.ok(!before.has(found[0]?.trigger_id ?? ''));
    assert.deepEqual(found[0]?.user_env_vars, { A: '1' });
    assert.equal(shop.emulator.requests().filter(({ method }) => method === 'POST').length, 1);

    for (const other of [
      { ...body, retry_count: 4 },
      { ...body, environment: {} },
      { ...body, environment: { A: '2' } },
      { ...body, models: { alias: '1' } },
      { ...body, output_service_name: 'datalake', output_service_id: body.input_service_id },
      { ...body, version_id: 'ver-other' },
    ]) {
      assert.deepEqual(await findCreated(client, deployment, other, before), []);
    }
    client.dispose();
  });

  it('is not found when it was not carried out', async () => {
    const { client, deployment, body } = shop.connect();
    const before = await known(client, deployment);
    shop.emulator.faults.add({ method: 'POST', path: '/triggers', action: 'reset' });
    assert.equal((await errorOf(client.triggers.create(deployment, body))).outcomeUnknown, true);
    assert.deepEqual(await findCreated(client, deployment, body, before), []);
    client.dispose();
  });

  describe('that is a run', () => {
    const run = ({ body }: Bench): RunRequest => ({
      version_id: body.version_id,
      retry_count: 2,
      environment: { A: '1' },
      input_data: { '$datalake:1': `${body.input_service_id}/20240301T091500-7d0f0b52` },
    });
    const newest = async ({ client, deployment }: Bench) =>
      new Set(
        (await client.runs.list(deployment)).items.flatMap((entry) =>
          entry.kind === 'resource' ? [entry.value.run_id] : [],
        ),
      );

    it('is found among the newest runs, and was sent once', async () => {
      const bench = shop.connect();
      const { client, deployment } = bench;
      const before = await newest(bench);
      const asked = run(bench);
      shop.emulator.faults.add({
        ...{ method: 'POST', path: '/runs', action: 'resetInBody', afterHandling: true },
      });
      const error = await errorOf(client.runs.submit(deployment, asked));
      assert.equal(error.outcomeUnknown, true);
      shop.emulator.clearRequests();
      const [found, ...more] = await findSubmitted(client, deployment, asked, before);
      assert.deepEqual([found?.retry_count, more], [2, []]);
      assert.ok(found !== undefined && !before.has(found.run_id));
      assert.equal(shop.emulator.requests().length, 1);

      for (const other of [
        { ...asked, retry_count: 3 },
        { ...asked, environment: {} },
        { ...asked, input_data: { '$datalake:1': 'other/file' } },
        { ...asked, output_template: { '$datalake:1': '1' } },
      ]) {
        assert.deepEqual(await findSubmitted(client, deployment, other, before), []);
      }
      client.dispose();
    });

    it('is not found when it was not carried out', async () => {
      const bench = shop.connect();
      const before = await newest(bench);
      shop.emulator.faults.add({ method: 'POST', path: '/runs', action: 'reset' });
      await errorOf(bench.client.runs.submit(bench.deployment, run(bench)));
      const found = await findSubmitted(bench.client, bench.deployment, run(bench), before);
      assert.deepEqual(found, []);
      bench.client.dispose();
    });
  });
});
