import assert from 'node:assert/strict';
import { Accounts, type Account, type SecretStore } from '../../../src/core/accounts';

const account = (organization: string, token: string, source: Account['source'] = 'stored') => ({
  origin: 'https://api.abeja.io',
  organization,
  credential: { kind: 'user' as const, userId: '1500000000064', token },
  source,
});

/** A secret store that several windows share. */
class SharedSecrets {
  readonly values = new Map<string, string>();
  readonly #listeners = new Set<(key: string) => void>();

  window(forgetful = false): SecretStore {
    return {
      get: (key) => Promise.resolve(this.values.get(key)),
      store: (key, value) => {
        if (!forgetful) {
          this.values.set(key, value);
        }
        this.#listeners.forEach((listener) => listener(key));
        return Promise.resolve();
      },
      onDidChange: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
    };
  }
}

describe('Accounts', () => {
  it('are kept in the secret store and come back', async () => {
    const secrets = new SharedSecrets();
    assert.equal(
      await new Accounts(secrets.window(), undefined).add(account('acme', 'pat-1')),
      'stored',
    );
    assert.deepEqual(await new Accounts(secrets.window(), undefined).all(), [
      account('acme', 'pat-1'),
    ]);
  });

  it('say when the secret store forgets', async () => {
    const accounts = new Accounts(new SharedSecrets().window(true), undefined);
    assert.equal(await accounts.add(account('acme', 'pat-1')), 'forgotten');
  });

  it('replace the account of the same organization and host', async () => {
    const accounts = new Accounts(new SharedSecrets().window(), undefined);
    await accounts.add(account('acme', 'old'));
    await accounts.add(account('other', 'pat-2'));
    await accounts.add(account('acme', 'new'));
    assert.deepEqual(await accounts.all(), [account('other', 'pat-2'), account('acme', 'new')]);
  });

  it('follow what another window stores and removes', async () => {
    const secrets = new SharedSecrets();
    const here = new Accounts(secrets.window(), undefined);
    const there = new Accounts(secrets.window(), undefined);
    assert.deepEqual(await here.all(), []);
    let told = 0;
    here.onDidChange(() => {
      told += 1;
    });
    await there.add(account('acme', 'pat-1'));
    assert.equal((await here.all()).length, 1);
    await there.remove(account('acme', 'pat-1'));
    assert.deepEqual(await here.all(), []);
    assert.equal(told, 2);
  });

  it('lose nothing when two are added at once', async () => {
    const accounts = new Accounts(new SharedSecrets().window(), undefined);
    await Promise.all([accounts.add(account('a', '1')), accounts.add(account('b', '2'))]);
    assert.deepEqual(
      (await accounts.all()).map(({ organization }) => organization),
      ['a', 'b'],
    );
  });

  it('show the environment, but not beside a stored account of the same root, and never store it', async () => {
    const secrets = new SharedSecrets();
    const environment = account('acme', 'from-environment', 'environment');
    const accounts = new Accounts(secrets.window(), environment);
    assert.deepEqual(await accounts.all(), [environment]);
    await accounts.add(account('other', 'pat-2'));
    assert.ok(![...secrets.values.values()].join().includes('from-environment'));
    await accounts.add(account('acme', 'pat-1'));
    assert.deepEqual(await accounts.all(), [account('other', 'pat-2'), account('acme', 'pat-1')]);
  });

  for (const [what, stored] of [
    ['no JSON', '{'],
    ['no list', '{"a":1}'],
    ['an entry without credential', '[{"origin":"https://a.example","organization":"x"}]'],
    [
      'an origin that is no URL',
      '[{"origin":"nope","organization":"x","credential":{"kind":"bearer","token":"t"}}]',
    ],
    [
      'an unknown kind of credential',
      '[{"origin":"https://a.example","organization":"x","credential":{"kind":"magic"}}]',
    ],
    ['nothing but null', '[null]'],
  ] as const) {
    it(`leave out ${what}`, async () => {
      const secrets = new SharedSecrets();
      secrets.values.set('abeja.accounts', stored);
      assert.deepEqual(await new Accounts(secrets.window(), undefined).all(), []);
    });
  }
});
