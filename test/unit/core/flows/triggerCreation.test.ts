import assert from 'node:assert/strict';
import { ApiError } from '../../../../src/api/failure';
import type { PlatformClient } from '../../../../src/api/client';
import type { TriggerRequest } from '../../../../src/api/resources/triggers';
import { createTrigger } from '../../../../src/core/flows/triggerCreation';
import { startDemo, type Demo } from '../demo';

describe('Creating a trigger', () => {
  let demo: Demo;
  let client: PlatformClient;
  let deployment: string;
  let body: TriggerRequest;

  beforeEach(async () => {
    demo = await startDemo();
    client = demo.connect(demo.account);
    const organization = demo.emulator.state().organizations[0];
    const target = organization?.deployments.find(({ name }) => name === 'image-tagger');
    deployment = target?.id ?? '';
    body = {
      version_id: target?.versions[0]?.id ?? '',
      input_service_name: 'datalake',
      input_service_id: organization?.channels[0]?.id ?? '',
      retry_count: 3,
      environment: { A: 'b' },
    };
  });

  afterEach(() => demo.close());

  const posts = (): number => demo.asked().filter((call) => call.startsWith('POST')).length;
  const triggers = (): number =>
    demo.emulator.state().organizations[0]?.deployments.find(({ id }) => id === deployment)
      ?.triggers.length ?? 0;

  it('is one POST', async () => {
    const outcome = await createTrigger(client, deployment, body);
    assert.equal(outcome.kind, 'created');
    assert.equal(posts(), 1);
    assert.equal(triggers(), 4);
  });

  for (const action of ['resetBeforeHeaders', 'resetInBody', 'truncate'] as const) {
    it(`finds the trigger when the answer is lost: ${action}`, async () => {
      demo.emulator.faults.add({ method: 'POST', path: '/triggers', action, afterHandling: true });
      const outcome = await createTrigger(client, deployment, body);
      assert.equal(outcome.kind, 'found');
      assert.equal(posts(), 1);
      assert.equal(triggers(), 4);
    });
  }

  it('finds the trigger when it was made and the answer is 503 with Retry-After', async () => {
    demo.emulator.faults.add({
      method: 'POST',
      path: '/triggers',
      status: 503,
      headers: { 'retry-after': '0' },
      afterHandling: true,
    });
    assert.equal((await createTrigger(client, deployment, body)).kind, 'found');
    assert.equal(posts(), 1);
    assert.equal(triggers(), 4);
  });

  it('says that nothing was made when the request itself was lost', async () => {
    demo.emulator.faults.add({ method: 'POST', path: '/triggers', action: 'reset' });
    assert.deepEqual(await createTrigger(client, deployment, body), { kind: 'absent' });
    assert.equal(posts(), 1);
    assert.equal(triggers(), 3);
  });

  it('is not confused by an equal trigger that was there before', async () => {
    await createTrigger(client, deployment, body);
    demo.emulator.faults.add({ method: 'POST', path: '/triggers', action: 'reset' });
    assert.equal((await createTrigger(client, deployment, body)).kind, 'absent');
  });

  it('gives on what the platform refuses', async () => {
    await assert.rejects(
      createTrigger(client, deployment, { ...body, retry_count: 10 }),
      (error) => error instanceof ApiError && error.failure.kind === 'invalid',
    );
    assert.equal(posts(), 1);
  });
});
