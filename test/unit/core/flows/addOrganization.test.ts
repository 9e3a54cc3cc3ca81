import assert from 'node:assert/strict';
import { askForOrganization } from '../../../../src/core/flows/addOrganization';
import { startDemo, type Demo } from '../demo';
import { english } from '../english';
import { ScriptedPrompter, type Act } from '../scriptedPrompter';

describe('The flow that adds an organization', () => {
  let demo: Demo;

  beforeEach(async () => {
    demo = await startDemo();
  });

  afterEach(() => demo.close());

  const add = async (...acts: Act[]) => {
    const prompter = new ScriptedPrompter(...acts);
    const account = await askForOrganization({
      l10n: english,
      prompter,
      connect: demo.connect,
    });
    prompter.assertDone();
    return { account, seen: prompter.seen };
  };

  const signIn = (token: string): Act[] => [
    { type: demo.emulator.url },
    { type: demo.organization.name },
    { pick: 'User and personal access token' },
    { type: demo.organization.userId },
    { type: token },
  ];

  it('verifies the account and learns its id', async () => {
    const { account, seen } = await add(...signIn(demo.organization.personalAccessToken));
    assert.deepEqual(account, { ...demo.account, name: demo.organization.name });
    assert.deepEqual(
      seen.map(({ at }) => at),
      ['1/5', '2/5', '3/5', '4/5', '5/5'],
    );
    const { host } = new URL(demo.emulator.url);
    assert.ok(seen[4]?.prompt?.startsWith(`Personal access token for ${host};`));
  });

  it('stays on the token with everything typed when it is refused', async () => {
    const { account, seen } = await add(...signIn('wrong'), {
      type: demo.organization.personalAccessToken,
    });
    assert.ok(account);
    assert.match(seen[4]?.problem ?? '', /refused the token/);
    assert.equal(seen[5]?.value, 'wrong');
  });

  it('says that the organization is unknown, and goes back with everything typed', async () => {
    const { account, seen } = await add(
      { type: demo.emulator.url },
      { type: 'nobody' },
      { pick: 'User and personal access token' },
      { type: demo.organization.userId },
      { type: demo.organization.personalAccessToken },
      'back',
      'back',
      'back',
      { type: demo.organization.id },
      { pick: 'User and personal access token' },
      { type: demo.organization.userId },
      { type: demo.organization.personalAccessToken },
    );
    assert.equal(account?.organization, demo.organization.id);
    assert.match(seen[4]?.problem ?? '', /does not know the organization "nobody"/);
    assert.equal(seen[8]?.value, 'nobody');
    assert.equal(seen[9]?.selected, 'user');
    assert.equal(seen[10]?.value, demo.organization.userId);
    assert.equal(seen[11]?.value, demo.organization.personalAccessToken);
  });

  it('asks for one answer less with a bearer token', async () => {
    const { account, seen } = await add(
      { type: demo.emulator.url },
      { type: demo.organization.id },
      { pick: 'Bearer token' },
      { type: demo.organization.bearerToken },
    );
    assert.deepEqual(account?.credential, {
      kind: 'bearer',
      token: demo.organization.bearerToken,
    });
    assert.deepEqual(seen.at(-1)?.at, '4/4');
  });

  it('refuses what a token must not be sent to', async () => {
    const { account, seen } = await add(
      { type: 'http://api.abeja.io' },
      { type: 'https://user:secret@api.abeja.io' },
      { type: 'https://api.abeja.io/path' },
      { type: 'nonsense' },
      'cancel',
    );
    assert.equal(account, undefined);
    assert.deepEqual(
      seen.map(({ problem }) => problem !== undefined),
      [true, true, true, true, false],
    );
  });

  it('says when nobody answers', async () => {
    await demo.emulator.close();
    const { seen } = await add(...signIn('pat'), 'cancel');
    assert.match(seen[4]?.problem ?? '', /refused the connection/);
  });
});
