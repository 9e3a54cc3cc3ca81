import assert from 'node:assert/strict';
import { fakeClock, realClock } from '../../emulator/clock';
import { emulators, present, textIn, Visitor } from './visitor';

describe('The emulator’s control paths', () => {
  const start = emulators();
  const free = { authorization: null } as const;

  it('put faults in force, one or several, list them and take them back', async () => {
    const visitor = new Visitor(await start());
    const one = { path: '/triggers', status: 500, times: 3 };
    assert.equal(
      (await visitor.ask('POST', '/_emulator/faults', { ...free, body: one })).status,
      200,
    );
    const two = [{ path: 'a' }, { path: 'b', odd: ['numericIds'] }];
    await visitor.ask('POST', '/_emulator/faults/', { ...free, body: two });
    await visitor.get(`${visitor.deployment()}/triggers`);
    const { text } = await visitor.get('/_emulator/faults', free);
    assert.deepEqual(JSON.parse(text), [
      { id: 1, request: one, met: 1, remaining: 2 },
      { id: 2, request: two[0], met: 0, remaining: null },
      { id: 3, request: two[1], met: 0, remaining: null },
    ]);
    await visitor.ask('DELETE', '/_emulator/faults', free);
    assert.deepEqual(visitor.emulator.faults.list(), []);
  });

  it('puts no fault of a list in force when one of them is wrong', async () => {
    const visitor = new Visitor(await start());
    const body = [{ path: 'a' }, { path: 7 }];
    assert.equal((await visitor.ask('POST', '/_emulator/faults', { body })).status, 400);
    assert.deepEqual(visitor.emulator.faults.list(), []);
  });

  it('move a fake clock, and no other', async () => {
    const fake = new Visitor(await start({ clock: fakeClock('2024-01-01T00:00:00Z') }));
    const advance = (visitor: Visitor, body: unknown) =>
      visitor.ask('POST', '/_emulator/clock', { ...free, body });
    const moved = await advance(fake, { advanceMs: 1500 });
    assert.deepEqual(moved.json, { kind: 'fake', now: '2024-01-01T00:00:01.500Z' });
    assert.deepEqual((await fake.get('/_emulator/clock', free)).json, moved.json);
    for (const body of [{ advanceMs: -1 }, { advanceMs: 'soon' }, {}, 'soon']) {
      assert.equal((await advance(fake, body)).status, 400);
    }
    const real = new Visitor(await start({ clock: realClock() }));
    const refused = await advance(real, { advanceMs: 1 });
    assert.deepEqual(
      [refused.status, /is real/.test(textIn(refused.json, 'message'))],
      [400, true],
    );
  });

  it('show what there is', async () => {
    const visitor = new Visitor(await start({ clock: fakeClock() }));
    await visitor.ask('DELETE', visitor.trigger());
    const { json } = await visitor.get('/_emulator/state', free);
    assert.deepEqual(json, JSON.parse(JSON.stringify(visitor.emulator.state())));
    const before = present(visitor.organization.deployments[0]).triggers;
    const now = visitor.emulator.state().organizations[0]?.deployments[0]?.triggers;
    assert.deepEqual(
      now?.map(({ id }) => id),
      before.slice(1),
    );
  });

  it('are no more than they are', async () => {
    const visitor = new Visitor(await start());
    assert.equal((await visitor.get('/_emulator/nothing', free)).status, 404);
    assert.equal((await visitor.ask('PUT', '/_emulator/faults', free)).status, 404);
  });
});
