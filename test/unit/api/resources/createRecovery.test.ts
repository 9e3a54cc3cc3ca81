import assert from 'node:assert/strict';
import { findCreated, findSubmitted } from '../../../../src/api/resources/createRecovery';
import type { PlatformClient } from '../../../../src/api/client';
import type { RunRequest } from '../../../../src/api/resources/runs';
import { errorOf } from '../support';
import { startClientFixture, type ConnectedClient, type ClientFixture } from '../fixture';

describe('a create whose answer was lost', () => {
  let fixture: ClientFixture;
  before(async () => (fixture = await startClientFixture()));
  beforeEach(() => {
    fixture.emulator.faults.clear();
    fixture.emulator.clearRequests();
  });
  after(() => fixture.close());

  const known = async (client: PlatformClient, deployment: string) =>
    new Set(
      (await client.triggers.list(deployment)).items.flatMap((entry) =>
        entry.kind === 'resource' ? [entry.value.trigger_id] : [],
      ),
    );

  it('is found by listing and comparing, and was sent once', async () => {
    const { client, deployment, body } = fixture.connect();
    const before = await known(client, deployment);
    fixture.emulator.faults.add({
      ...{ method: 'POST', path: '/triggers', action: 'reset', afterHandling: true },
    });
    const error = await errorOf(client.triggers.create(deployment, body));
    assert.equal(error.outcomeUnknown, true);
    const found = await findCreated(client.triggers, deployment, body, before);
    assert.equal(found.length, 1);
    assert.ok(!before.has(found[0]?.trigger_id ?? ''));
    assert.deepEqual(found[0]?.user_env_vars, { A: '1' });
    assert.equal(fixture.emulator.requests().filter(({ method }) => method === 'POST').length, 1);

    for (const other of [
      { ...body, retry_count: 4 },
      { ...body, environment: {} },
      { ...body, environment: { A: '2' } },
      { ...body, models: { alias: '1' } },
      { ...body, output_service_name: 'datalake', output_service_id: body.input_service_id },
      { ...body, version_id: 'ver-other' },
    ]) {
      assert.deepEqual(await findCreated(client.triggers, deployment, other, before), []);
    }
    client.dispose();
  });

  it('is not found when it was not carried out', async () => {
    const { client, deployment, body } = fixture.connect();
    const before = await known(client, deployment);
    fixture.emulator.faults.add({ method: 'POST', path: '/triggers', action: 'reset' });
    assert.equal((await errorOf(client.triggers.create(deployment, body))).outcomeUnknown, true);
    assert.deepEqual(await findCreated(client.triggers, deployment, body, before), []);
    client.dispose();
  });

  describe('that is a run', () => {
    const run = ({ body }: ConnectedClient): RunRequest => ({
      version_id: body.version_id,
      retry_count: 2,
      environment: { A: '1' },
      input_data: { '$datalake:1': `${body.input_service_id}/20240301T091500-7d0f0b52` },
    });
    const newest = async ({ client, deployment }: ConnectedClient) =>
      new Set(
        (await client.runs.list(deployment)).items.flatMap((entry) =>
          entry.kind === 'resource' ? [entry.value.run_id] : [],
        ),
      );

    it('is found among the newest runs, and was sent once', async () => {
      const connected = fixture.connect();
      const { client, deployment } = connected;
      const before = await newest(connected);
      const asked = run(connected);
      fixture.emulator.faults.add({
        ...{ method: 'POST', path: '/runs', action: 'resetInBody', afterHandling: true },
      });
      const error = await errorOf(client.runs.submit(deployment, asked));
      assert.equal(error.outcomeUnknown, true);
      fixture.emulator.clearRequests();
      const [found, ...more] = await findSubmitted(client.runs, deployment, asked, before);
      assert.deepEqual([found?.retry_count, more], [2, []]);
      assert.ok(found !== undefined && !before.has(found.run_id));
      assert.equal(fixture.emulator.requests().length, 1);

      for (const other of [
        { ...asked, retry_count: 3 },
        { ...asked, environment: {} },
        { ...asked, input_data: { '$datalake:1': 'other/file' } },
        { ...asked, output_template: { '$datalake:1': '1' } },
      ]) {
        assert.deepEqual(await findSubmitted(client.runs, deployment, other, before), []);
      }
      client.dispose();
    });

    it('is not found when it was not carried out', async () => {
      const connected = fixture.connect();
      const before = await newest(connected);
      fixture.emulator.faults.add({ method: 'POST', path: '/runs', action: 'reset' });
      await errorOf(connected.client.runs.submit(connected.deployment, run(connected)));
      const found = await findSubmitted(
        connected.client.runs,
        connected.deployment,
        run(connected),
        before,
      );
      assert.deepEqual(found, []);
      connected.client.dispose();
    });
  });
});
