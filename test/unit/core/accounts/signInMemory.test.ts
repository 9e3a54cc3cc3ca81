import assert from 'node:assert/strict';
import type { Account } from '../../../../src/core/accounts/account';
import { SignInMemory } from '../../../../src/core/accounts/signInMemory';

const account = (organization: string, source: Account['source'] = 'stored'): Account => ({
  origin: 'https://api.abeja.io',
  organization,
  name: `${organization}-lab`,
  credential: { kind: 'user', userId: '1', token: 'pat-secret' },
  source,
  signIn: `sign-in of ${organization}`,
});

describe('The memory of sign-ins', () => {
  let kept: unknown;
  const start = (): SignInMemory =>
    new SignInMemory({
      get: () => kept,
      set: (value) => {
        kept = value;
        return Promise.resolve();
      },
    });
  beforeEach(() => {
    kept = undefined;
  });
  const none = new Set<string>();

  it('tells once what the secret store has lost since', async () => {
    assert.deepEqual(await start().update([account('a'), account('b')], none), []);
    const next = start();
    assert.deepEqual([...next.signIns()], ['sign-in of a', 'sign-in of b']);
    const lost = await next.update([account('b')], none);
    assert.deepEqual(
      lost.map(({ organization, name }) => [organization, name]),
      [['a', 'a-lab']],
    );
    assert.deepEqual(await next.update([account('b')], none), []);
    assert.deepEqual(await start().update([account('b')], none), []);
  });

  it('says nothing of what was signed out, here or in another window', async () => {
    const memory = start();
    await memory.update([account('a'), account('b')], none);
    await memory.update([account('b')], none);
    assert.deepEqual(await start().update([], new Set(['sign-in of b'])), []);
  });

  it('holds no secret, and nothing of the environment', async () => {
    await start().update([account('a'), account('e', 'environment')], none);
    assert.doesNotMatch(JSON.stringify(kept), /pat-secret|e-lab/);
  });

  for (const nonsense of [7, 'x', [null], [{ origin: 'nope', organization: 'a' }], [{}]]) {
    it(`takes ${JSON.stringify(nonsense)} for nothing`, async () => {
      kept = nonsense;
      assert.deepEqual(await start().update([], none), []);
    });
  }
});
