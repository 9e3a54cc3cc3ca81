import assert from 'node:assert/strict';
import { account, plain, SharedSecrets, windowOf } from './sharedSecrets';

describe('Accounts whose secret cannot be read', () => {
  const acme =
    '{"origin":"https://a.example","organization":"acme","credential":{"kind":"bearer","token":"pat-1"}}';

  for (const [what, stored] of [
    ['no JSON', '{'],
    ['a list that was cut', `[${acme.slice(0, 60)}`],
    ['the form of a later version', '{"version":3,"signIns":[],"token":"pat-9"}'],
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
    it(`leave out ${what}, report it, and keep it under another key`, async () => {
      const secrets = new SharedSecrets();
      secrets.values.set('abeja.accounts', stored);
      assert.deepEqual(await windowOf(secrets).all(), []);
      assert.deepEqual(await windowOf(secrets).unreadable(), ['abeja.accounts']);
      assert.equal(secrets.values.get('abeja.accounts'), stored, 'reading changes nothing');
      for (const token of ['one', 'two']) {
        assert.equal(await windowOf(secrets).add(account('other', token)), 'stored');
      }
      const [kept, ...others] = JSON.parse(
        secrets.values.get('abeja.accounts.unreadable') ?? '',
      ) as readonly unknown[];
      assert.deepEqual(others, []);
      assert.equal(typeof kept === 'string' ? kept : JSON.stringify([kept]), stored);
      assert.deepEqual(await windowOf(secrets).unreadable(), []);
      assert.deepEqual(plain(await windowOf(secrets).all()), [account('other', 'two')]);
    });

    it(`do not overwrite ${what} where it cannot be kept`, async () => {
      const secrets = new SharedSecrets();
      secrets.values.set('abeja.accounts', stored);
      const store = secrets.window();
      const accounts = windowOf(secrets, {
        ...store,
        store: (key, text) =>
          key === 'abeja.accounts.unreadable'
            ? Promise.reject(new Error())
            : store.store(key, text),
      });
      assert.equal(await accounts.add(account('other', 'one')), 'stored');
      assert.equal(secrets.values.get('abeja.accounts'), stored);
    });
  }

  it('are read from the form of 0.1.0, behind a byte order mark and beside what cannot be read', async () => {
    const secrets = new SharedSecrets();
    secrets.values.set('abeja.accounts', `\ufeff[${acme},{"organization":"later"}]`);
    const organizations = async () =>
      (await windowOf(secrets).all()).map(({ organization }) => organization);
    assert.deepEqual(await organizations(), ['acme']);
    await windowOf(secrets).add(account('other', 'pat-2'));
    assert.deepEqual(await organizations(), ['acme', 'other']);
    assert.match(secrets.values.get('abeja.accounts.unreadable') ?? '', /"later"/);
    assert.doesNotMatch(secrets.values.get('abeja.accounts') ?? '', /pat/);
  });

  it('leave the secret of one that cannot be read as it is, and report its key', async () => {
    const secrets = new SharedSecrets();
    await windowOf(secrets).add(account('acme', 'pat-1'));
    const [key] = [...secrets.values.keys()].filter((one) => one.startsWith('abeja.account:'));
    assert.ok(key !== undefined);
    const later = '{"credential":{"kind":"passkey","token":"pat-1"}}';
    secrets.values.set(key, later);
    assert.deepEqual(await windowOf(secrets).all(), []);
    assert.deepEqual(await windowOf(secrets).unreadable(), [key]);
    await windowOf(secrets).add(account('other', 'pat-2'));
    assert.equal(secrets.values.get(key), later);
    assert.deepEqual(await windowOf(secrets).unreadable(), [key]);
  });
});
