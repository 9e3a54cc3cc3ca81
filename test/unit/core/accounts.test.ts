import assert from 'node:assert/strict';
import {
  Accounts,
  isSameAccount,
  type Account,
  type SecretStore,
  type SignOutMarks,
} from '../../../src/core/accounts';

const account = (organization: string, token: string, source: Account['source'] = 'stored') => ({
  origin: 'https://api.abeja.io',
  organization,
  credential: { kind: 'user' as const, userId: '1500000000064', token },
  source,
});

/** A secret store that several windows share, as they do on a desktop. */
class SharedSecrets {
  readonly values = new Map<string, string>();
  readonly marks = new SharedMarks();
  readonly #listeners = new Set<(key: string) => void>();

  window(fault?: 'forgets' | 'rejects'): SecretStore {
    return {
      get: (key) => Promise.resolve(this.values.get(key)),
      store: (key, value) => {
        if (fault === 'rejects') {
          return Promise.reject(new Error(`cannot keep ${value}`));
        }
        if (fault === undefined) {
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

  /** A page of a browser: it remembers what it read first, hears nothing, and writes what it knows. */
  page(): SecretStore {
    const known = new Map(this.values);
    return {
      get: (key) => Promise.resolve(known.get(key)),
      store: (key, value) => {
        known.set(key, value);
        this.values.set(key, value);
        return Promise.resolve();
      },
      onDidChange: () => () => undefined,
    };
  }
}

class SharedMarks implements SignOutMarks {
  readonly ended = new Set<string>();
  readonly #listeners = new Set<() => void>();

  read(): Promise<ReadonlySet<string>> {
    return Promise.resolve(this.ended);
  }

  add(signIn: string): Promise<void> {
    this.ended.add(signIn);
    this.#listeners.forEach((listener) => listener());
    return Promise.resolve();
  }

  onDidChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

const windowOf = (secrets: SharedSecrets, store = secrets.window(), environment?: Account) =>
  new Accounts(store, secrets.marks, environment);

/** Accounts without the random names of their sign-ins. */
const plain = (accounts: readonly Account[]) =>
  accounts.map(({ signIn, ...rest }) => {
    assert.ok(rest.source === 'environment' || signIn !== undefined);
    return rest;
  });

describe('Accounts', () => {
  it('are kept in the secret store and come back', async () => {
    const secrets = new SharedSecrets();
    assert.equal(await windowOf(secrets).add(account('acme', 'pat-1')), 'stored');
    assert.deepEqual(plain(await windowOf(secrets).all()), [account('acme', 'pat-1')]);
  });

  for (const fault of ['forgets', 'rejects'] as const) {
    it(`are known to this window alone, and said to be, when the secret store ${fault}`, async () => {
      const secrets = new SharedSecrets();
      const accounts = windowOf(secrets, secrets.window(fault));
      let told = 0;
      accounts.onDidChange(() => {
        told += 1;
      });
      assert.equal(await accounts.add(account('acme', 'pat-1')), 'forgotten');
      assert.deepEqual(plain(await accounts.all()), [account('acme', 'pat-1', 'session')]);
      assert.ok(told > 0);
      assert.deepEqual(await windowOf(secrets).all(), []);
      await accounts.remove(account('acme', 'pat-1')).catch(() => undefined);
      assert.deepEqual(await accounts.all(), []);
    });
  }

  it('replace the account of the same organization and host in its place', async () => {
    const accounts = windowOf(new SharedSecrets());
    await accounts.add(account('acme', 'old'));
    await accounts.add(account('other', 'pat-2'));
    await accounts.add(account('acme', 'new'));
    assert.deepEqual(plain(await accounts.all()), [
      account('acme', 'new'),
      account('other', 'pat-2'),
    ]);
  });

  it('signed out in one page of a browser are gone in another, and stay gone when it writes', async () => {
    const secrets = new SharedSecrets();
    const first = windowOf(secrets, secrets.page());
    await first.add(account('acme', 'pat-1'));
    const [here, there] = [windowOf(secrets, secrets.page()), windowOf(secrets, secrets.page())];
    assert.equal((await there.all()).length, 1);
    let told = 0;
    there.onDidChange(() => {
      told += 1;
    });
    await here.remove(account('acme', 'pat-1'));
    assert.equal(told, 1);
    assert.deepEqual(await there.all(), []);
    await there.add(account('other', 'pat-2'));
    assert.deepEqual(plain(await windowOf(secrets, secrets.page()).all()), [
      account('other', 'pat-2'),
    ]);
    await there.add(account('acme', 'pat-3'));
    assert.equal((await there.all()).length, 2, 'a new sign-in is another one');
  });

  it('differ when their tokens do', () => {
    const one = account('acme', 'pat-1');
    assert.ok(isSameAccount(one, { ...one }));
    assert.ok(!isSameAccount(one, account('acme', 'pat-2')));
    assert.ok(!isSameAccount(one, { ...one, credential: { kind: 'bearer', token: 'pat-1' } }));
    assert.ok(!isSameAccount(one, { ...one, signIn: 'x' }));
  });

  it('follow what another window stores and removes', async () => {
    const secrets = new SharedSecrets();
    const here = windowOf(secrets);
    const there = windowOf(secrets);
    assert.deepEqual(await here.all(), []);
    let told = 0;
    here.onDidChange(() => {
      told += 1;
    });
    await there.add(account('acme', 'pat-1'));
    assert.equal((await here.all()).length, 1);
    await there.remove(account('acme', 'pat-1'));
    assert.deepEqual(await here.all(), []);
    assert.ok(told >= 2);
  });

  it('lose nothing when two are added at once', async () => {
    const accounts = windowOf(new SharedSecrets());
    await Promise.all([accounts.add(account('a', '1')), accounts.add(account('b', '2'))]);
    assert.deepEqual(
      (await accounts.all()).map(({ organization }) => organization),
      ['a', 'b'],
    );
  });

  it('show the environment, but not beside a stored account of the same root, and never store it', async () => {
    const secrets = new SharedSecrets();
    const environment = account('acme', 'from-environment', 'environment');
    const accounts = windowOf(secrets, secrets.window(), environment);
    assert.deepEqual(await accounts.all(), [environment]);
    await accounts.add(account('other', 'pat-2'));
    assert.ok(![...secrets.values.values()].join().includes('from-environment'));
    await accounts.add(account('acme', 'pat-1'));
    assert.deepEqual(plain(await accounts.all()), [
      account('other', 'pat-2'),
      account('acme', 'pat-1'),
    ]);
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
      'an origin a token must not be sent to',
      '[{"origin":"http://a.example","organization":"x","credential":{"kind":"bearer","token":"t"}}]',
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
      assert.deepEqual(await windowOf(secrets).all(), []);
    });
  }
});
