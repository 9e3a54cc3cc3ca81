import assert from 'node:assert/strict';
import { findCreated } from '../../../src/api/lostCreate';
import type { PlatformClient } from '../../../src/api/platformClient';
import { errorOf } from './support';
import { startWorkshop, type Workshop } from './workshop';

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
});
