import assert from 'node:assert/strict';
import { fakeClock, realClock } from '../../emulator/clock';
import { emulators, present, textIn, EmulatorClient } from './emulatorClient';

describe('The emulator’s control paths', () => {
  const start = emulators();
  const free = { authorization: null } as const;

  it('put faults in force, one or several, list them and take them back', async () => {
    const client = new EmulatorClient(await start());
    const one = { path: '/triggers', status: 500, times: 3 };
    assert.equal(
      (await client.request('POST', '/_emulator/faults', { ...free, body: one })).status,
      200,
    );
    const two = [{ path: 'a' }, { path: 'b', quirks: ['numericIds'] }];
    await client.request('POST', '/_emulator/faults/', { ...free, body: two });
    await client.get(`${client.deployment()}/triggers`);
    const { text } = await client.get('/_emulator/faults', free);
    assert.deepEqual(JSON.parse(text), [
      { id: 1, request: one, met: 1, remaining: 2 },
      { id: 2, request: two[0], met: 0, remaining: null },
      { id: 3, request: two[1], met: 0, remaining: null },
    ]);
    await client.request('DELETE', '/_emulator/faults', free);
    assert.deepEqual(client.emulator.faults.list(), []);
  });

  it('puts no fault of a list in force when one of them is wrong', async () => {
    const client = new EmulatorClient(await start());
    const body = [{ path: 'a' }, { path: 7 }];
    assert.equal((await client.request('POST', '/_emulator/faults', { body })).status, 400);
    assert.deepEqual(client.emulator.faults.list(), []);
  });

  it('move a fake clock, and no other', async () => {
    const fake = new EmulatorClient(await start({ clock: fakeClock('2024-01-01T00:00:00Z') }));
    const advance = (client: EmulatorClient, body: unknown) =>
      client.request('POST', '/_emulator/clock', { ...free, body });
    const moved = await advance(fake, { advanceMs: 1500 });
    assert.deepEqual(moved.json, { kind: 'fake', now: '2024-01-01T00:00:01.500Z' });
    assert.deepEqual((await fake.get('/_emulator/clock', free)).json, moved.json);
    for (const body of [{ advanceMs: -1 }, { advanceMs: 'soon' }, {}, 'soon']) {
      assert.equal((await advance(fake, body)).status, 400);
    }
    const real = new EmulatorClient(await start({ clock: realClock() }));
    const refused = await advance(real, { advanceMs: 1 });
    assert.deepEqual(
      [refused.status, /is real/.test(textIn(refused.json, 'message'))],
      [400, true],
    );
  });

  it('show what there is', async () => {
    const client = new EmulatorClient(await start({ clock: fakeClock() }));
    await client.request('DELETE', client.trigger());
    const { json } = await client.get('/_emulator/state', free);
    assert.deepEqual(json, JSON.parse(JSON.stringify(client.emulator.state())));
    const before = present(client.organization.deployments[0]).triggers;
    const now = client.emulator.state().organizations[0]?.deployments[0]?.triggers;
    assert.deepEqual(
      now?.map(({ id }) => id),
      before.slice(1),
    );
  });

  it('answer 404 to any other request', async () => {
    const client = new EmulatorClient(await start());
    assert.equal((await client.get('/_emulator/nothing', free)).status, 404);
    assert.equal((await client.request('PUT', '/_emulator/faults', free)).status, 404);
  });
});
