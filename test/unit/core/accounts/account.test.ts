import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { AccountLabel } from '../../../../src/core/accounts/account';
import { Accounts } from '../../../../src/core/accounts/accountStore';
import { account, noMarkers, pageOf, plain, SharedSecrets, windowOf } from './sharedSecrets';

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
      let changes = 0;
      accounts.onDidChange(() => {
        changes += 1;
      });
      assert.equal(await accounts.add(account('acme', 'pat-1')), 'session');
      assert.deepEqual(plain(await accounts.all()), [account('acme', 'pat-1', 'session')]);
      assert.ok(changes > 0);
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
    assert.equal(await accounts.add(account('acme', 'new')), 'session');
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
    let changes = 0;
    there.onDidChange(() => {
      changes += 1;
    });
    await here.remove(account('acme', 'pat-1'));
    assert.ok(changes > 0);
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
      let changes = 0;
      there.onDidChange(() => {
        changes += 1;
      });
      await here.add(account('other', 'pat-2'));
      assert.ok(changes > 0);
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
      assert.ok(['one', 'two'].some((token) => isDeepStrictEqual(left, account('acme', token))));
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

  it('follow what another window stores and removes', async () => {
    const secrets = new SharedSecrets();
    const here = windowOf(secrets);
    const there = windowOf(secrets);
    assert.deepEqual(await here.all(), []);
    let changes = 0;
    here.onDidChange(() => {
      changes += 1;
    });
    await there.add(account('acme', 'pat-1'));
    assert.equal((await here.all()).length, 1);
    await there.remove(account('acme', 'pat-1'));
    assert.deepEqual(await here.all(), []);
    assert.ok(changes >= 2);
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
    assert.ok(!secrets.text().includes('from-environment'));
    await accounts.add(account('acme', 'pat-1'));
    assert.deepEqual(plain(await accounts.all()), [
      account('other', 'pat-2'),
      account('acme', 'pat-1'),
    ]);
  });

  it('are removed, stored and replaced where no marker can be written', async () => {
    const secrets = new SharedSecrets();
    const open = () => new Accounts(secrets.window(), noMarkers, undefined);
    assert.equal(await open().add(account('acme', 'old')), 'stored');
    assert.equal(await open().add(account('other', 'pat-2')), 'stored');
    assert.equal(await open().add(account('acme', 'new')), 'stored');
    assert.equal(await open().remove(account('other', '')), 'removed');
    assert.deepEqual(plain(await open().all()), [account('acme', 'new')]);
    assert.doesNotMatch(secrets.text(), /"old"|pat-2/);
  });

  it('are found by the keys of their secrets, where those can be listed', async () => {
    const secrets = new SharedSecrets();
    await new Accounts(secrets.window(), noMarkers, undefined).add(account('acme', 'pat-1'));
    secrets.values.delete('abeja.accounts');
    const store = {
      ...secrets.window(),
      keys: () => Promise.resolve([...secrets.values.keys()]),
    };
    const accounts = new Accounts(store, noMarkers, undefined);
    assert.deepEqual(plain(await accounts.all()), [account('acme', 'pat-1')]);
  });

  it('are not held back for ever by a sign-in whose secret was lost', async () => {
    const secrets = new SharedSecrets();
    const signIn = '00000000-0000-4000-8000-000000000000';
    await secrets.markers.open(true).begin(signIn, { label: account('acme', ''), order: 1 });
    const first = pageOf(secrets);
    assert.equal(await first.add(account('other', 'pat-1')), 'stale');
    const reloaded = pageOf(secrets);
    assert.deepEqual(await reloaded.changedInOtherWindow(), []);
    assert.equal(await reloaded.add(account('other', 'pat-1')), 'stored');
  });
});
