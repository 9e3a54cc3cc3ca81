import assert from 'node:assert/strict';
import { accountId, type Account } from '../../../../src/core/accounts/account';
import { importFromCli } from '../../../../src/core/flows/importFromCli';
import { startDemo, type Demo } from '../demo';
import { english } from '../english';
import { ScriptedPrompter, type Act } from '../scriptedPrompter';

describe('Importing from the ABEJA CLI', () => {
  let demo: Demo;
  beforeEach(async () => {
    demo = await startDemo();
  });
  afterEach(() => demo.close());

  const entry = (name: string, change: object = {}): object => ({
    'configuration-name': name,
    'abeja-platform-user': demo.organization.userId,
    'personal-access-token': demo.organization.personalAccessToken,
    'organization-name': demo.organization.name,
    'abeja-api-url': demo.emulator.url,
    ...change,
  });
  const other = (name: string): object => {
    const [, second] = demo.emulator.organizations;
    assert.ok(second);
    return entry(name, {
      'abeja-platform-user': second.userId,
      'personal-access-token': second.personalAccessToken,
      'organization-name': second.name,
    });
  };
  const run = async (content: object | string, known: readonly Account[], ...acts: Act[]) => {
    const prompter = new ScriptedPrompter(...acts);
    const stored: Account[] = [];
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    const result = await importFromCli({
      l10n: english,
      prompter,
      connect: demo.connect,
      read: () => Promise.resolve({ text }),
      store: (account) => {
        stored.push(account);
        return Promise.resolve(true);
      },
      knownRoots: new Set(known.map(accountId)),
    });
    prompter.assertDone();
    return { result, stored, seen: prompter.seen };
  };

  it('verifies each and stores them with their ids', async () => {
    const { result, stored, seen } = await run(
      { 'active-configuration-name': 'b', configurations: [entry('a'), other('b')] },
      [],
      { mark: ['a', 'b'] },
    );
    assert.deepEqual(
      stored.map(({ organization, name }) => [organization, name]),
      demo.emulator.organizations.map(({ id, name }) => [id, name]),
    );
    assert.deepEqual(result, { kind: 'done', accounts: stored });
    assert.equal(seen[0]?.marked?.join(), 'a,b');
    assert.deepEqual(
      demo.emulator.requests().map(({ path }) => path),
      demo.emulator.organizations.map(({ name }) => `/organizations/${encodeURIComponent(name)}`),
    );
  });

  it('stores those that are taken, and asks again with the reasons for the others', async () => {
    const configurations = [
      entry('good'),
      entry('expired', { 'personal-access-token': 'wrong', 'organization-name': 'minato' }),
      entry('stranger', { 'organization-name': 'nobody' }),
      entry('broken', { 'personal-access-token': '' }),
    ];
    const { stored, seen } = await run(
      { configurations },
      [],
      { mark: ['good', 'expired', 'stranger', 'broken'] },
      'cancel',
    );
    assert.equal(stored.length, 1);
    assert.equal(seen[0]?.marked?.join(), 'good,expired,stranger');
    assert.deepEqual(seen[1]?.labels, ['expired', 'stranger', 'broken']);
    assert.match(seen[1].notes?.[0] ?? '', /refused the token/);
    assert.match(seen[1].notes?.[1] ?? '', /does not know the organization "nobody"/);
    assert.match(seen[1].notes?.[2] ?? '', /It has no "personal-access-token"/);
    assert.match(seen[0].problem ?? '', /expired: .*stranger: .*broken: /);
  });

  it('takes one of two that are the same organization', async () => {
    const { stored, seen } = await run(
      { configurations: [entry('a'), entry('b')] },
      [],
      { mark: ['a', 'b'] },
      'cancel',
    );
    assert.equal(stored.length, 1);
    assert.match(seen[1]?.notes?.[0] ?? '', /same organization as another one/);
  });

  it('does not pick what is there already, and says that it would be replaced', async () => {
    const content = entry('a', { 'organization-name': demo.organization.id });
    const { seen } = await run({ configurations: [content] }, [demo.account], 'cancel');
    assert.equal(seen[0]?.marked?.join(), '');
    assert.match(seen[0].notes?.[0] ?? '', /replaces its token/);
  });

  it('says when nothing is picked, and goes on', async () => {
    const { stored, seen } = await run(
      { configurations: [entry('a')] },
      [],
      { mark: [] },
      { mark: ['a'] },
    );
    assert.match(seen[1]?.value ?? '', /Nothing is picked/);
    assert.equal(stored.length, 1);
  });

  it('says what is wrong with the file and asks nothing', async () => {
    const { result } = await run('{', []);
    assert.equal(result.kind, 'refused');
  });

  it('sends nothing for a configuration that names another way than https', async () => {
    const content = entry('a', { 'abeja-api-url': 'http://example.com' });
    const { seen } = await run({ configurations: [content] }, [], { mark: ['a'] }, 'cancel');
    assert.match(seen[1]?.notes?.[0] ?? '', /begin with https/);
    assert.deepEqual(demo.asked(), []);
  });
});
