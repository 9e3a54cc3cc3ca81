import assert from 'node:assert/strict';
import {
  Accounts,
  type MarkedSignIns,
  type SecretStore,
  type SignInMarkers,
} from '../../../../src/core/accounts/accountStore';
import {
  isSameAccount,
  type Account,
  type AccountLabel,
} from '../../../../src/core/accounts/account';

const account = (organization: string, token: string, source: Account['source'] = 'stored') => ({
  origin: 'https://api.abeja.io',
  organization,
  name: undefined,
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

class SharedMarks {
  readonly #ended = new Set<string>();
  readonly #begun = new Map<string, AccountLabel>();
  readonly #listeners = new Set<() => void>();

  /** As a window of a desktop sees them, or a page of a browser that is opened now. */
  seen(from: 'window' | 'page'): SignInMarkers {
    const before = new Set(this.#begun.keys());
    const tell = (): Promise<void> => {
      this.#listeners.forEach((listener) => listener());
      return Promise.resolve();
    };
    return {
      read: (): Promise<MarkedSignIns> =>
        Promise.resolve({
          ended: new Set(this.#ended),
          begun: new Map([...this.#begun].filter(([signIn]) => !before.has(signIn))),
        }),
      begin: (signIn, label, replaced) => {
        if (from === 'page') {
          this.#begun.set(signIn, label);
          if (replaced !== undefined) {
            this.#ended.add(replaced);
          }
        }
        return tell();
      },
      end: (signIn) => {
        this.#ended.add(signIn);
        return tell();
      },
      onDidChange: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
    };
  }
}

const windowOf = (secrets: SharedSecrets, store = secrets.window(), environment?: Account) =>
  new Accounts(store, secrets.marks.seen('window'), environment);

const pageOf = (secrets: SharedSecrets) =>
  new Accounts(secrets.page(), secrets.marks.seen('page'), undefined);

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
      assert.equal(await accounts.remove(account('acme', 'pat-1')), 'removed');
      assert.deepEqual(await accounts.all(), []);
    });

    it(`are gone from every window, and their token is said to be left, when it ${fault} to delete`, async () => {
      const secrets = new SharedSecrets();
      await windowOf(secrets).add(account('acme', 'pat-1'));
      const there = windowOf(secrets);
      const accounts = windowOf(secrets, secrets.window(fault));
      assert.equal((await there.all()).length, 1);
      assert.equal(await accounts.remove(account('acme', 'pat-1')), 'kept');
      assert.deepEqual([await accounts.all(), await there.all()], [[], []]);
    });
  }

  it('are what was entered last, even where the secret store keeps what was there before', async () => {
    const secrets = new SharedSecrets();
    await windowOf(secrets).add(account('acme', 'old'));
    const accounts = windowOf(secrets, secrets.window('rejects'));
    assert.equal(await accounts.add(account('acme', 'new')), 'forgotten');
    assert.deepEqual(plain(await accounts.all()), [account('acme', 'new', 'session')]);
  });

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
    const first = pageOf(secrets);
    await first.add(account('acme', 'pat-1'));
    const [here, there] = [pageOf(secrets), pageOf(secrets)];
    assert.equal((await there.all()).length, 1);
    let told = 0;
    there.onDidChange(() => {
      told += 1;
    });
    await here.remove(account('acme', 'pat-1'));
    assert.equal(told, 1);
    assert.deepEqual(await there.all(), []);
    await there.add(account('other', 'pat-2'));
    assert.deepEqual(plain(await pageOf(secrets).all()), [account('other', 'pat-2')]);
    await there.add(account('acme', 'pat-3'));
    assert.equal((await there.all()).length, 2, 'a new sign-in is another one');
  });

  describe('that another page of a browser has changed', () => {
    let secrets: SharedSecrets;
    let here: Accounts;
    let there: Accounts;
    const roots = (labels: readonly AccountLabel[]) =>
      labels.map(({ organization }) => organization);
    beforeEach(async () => {
      secrets = new SharedSecrets();
      await pageOf(secrets).add(account('acme', 'old'));
      [here, there] = [pageOf(secrets), pageOf(secrets)];
      assert.deepEqual(
        [await here.changedInOtherWindow(), await there.changedInOtherWindow()],
        [[], []],
      );
    });

    it('are named where they cannot be read, and are there in the next page', async () => {
      let told = 0;
      there.onDidChange(() => {
        told += 1;
      });
      await here.add(account('other', 'pat-2'));
      assert.ok(told > 0);
      assert.deepEqual(roots(await there.changedInOtherWindow()), ['other']);
      assert.deepEqual(roots(await there.all()), ['acme']);
      assert.deepEqual(await here.changedInOtherWindow(), []);
      const next = pageOf(secrets);
      assert.deepEqual(roots(await next.all()), ['acme', 'other']);
      assert.deepEqual(await next.changedInOtherWindow(), []);
    });

    it('go on with the old token where the new one cannot be read', async () => {
      await here.add(account('acme', 'new'));
      await here.add(account('acme', 'newer'));
      assert.deepEqual(roots(await there.changedInOtherWindow()), ['acme']);
      assert.deepEqual(plain(await there.all()), [account('acme', 'old')]);
      assert.deepEqual(plain(await pageOf(secrets).all()), [account('acme', 'newer')]);
    });

    it('are not undone by what a stale page stores or removes', async () => {
      await here.add(account('acme', 'new'));
      assert.equal(await there.add(account('other', 'pat-2')), 'stale');
      assert.equal(await there.add(account('acme', 'third')), 'stale');
      assert.equal(await there.remove(account('acme', 'old')), 'stale');
      assert.deepEqual(plain(await pageOf(secrets).all()), [account('acme', 'new')]);
    });

    it('are gone once they were removed, though only the old token was known', async () => {
      await here.add(account('acme', 'new'));
      await here.add(account('other', 'pat-2'));
      for (const organization of ['acme', 'other']) {
        assert.equal(await here.remove(account(organization, '')), 'removed');
      }
      assert.deepEqual(await there.changedInOtherWindow(), []);
      assert.deepEqual(await there.all(), []);
      assert.equal(await there.add(account('third', 'pat-3')), 'stored');
    });

    it('at the same moment are those of one of the two pages, and never half of each', async () => {
      const outcomes = await Promise.all([
        here.add(account('acme', 'one')),
        there.add(account('acme', 'two')),
      ]);
      assert.ok(outcomes.includes('stored'));
      const [left, ...rest] = plain(await pageOf(secrets).all());
      assert.deepEqual(rest, []);
      assert.ok(
        ['one', 'two'].some((token) =>
          isSameAccount(left ?? account('', ''), account('acme', token)),
        ),
      );
    });
  });

  it('that another window of a desktop has changed are simply there', async () => {
    const secrets = new SharedSecrets();
    const [here, there] = [windowOf(secrets), windowOf(secrets)];
    await here.add(account('acme', 'old'));
    await Promise.all([here.add(account('acme', 'one')), there.add(account('acme', 'two'))]);
    assert.deepEqual(await here.changedInOtherWindow(), []);
    assert.deepEqual(await there.changedInOtherWindow(), []);
    assert.deepEqual(await here.all(), await there.all());
    assert.equal((await there.all()).length, 1);
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
