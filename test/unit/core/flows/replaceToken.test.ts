import assert from 'node:assert/strict';
import { accountId, type Account } from '../../../../src/core/accounts/account';
import { askForToken } from '../../../../src/core/flows/addOrganization';
import { startDemo, type Demo } from '../demo';
import { english } from '../english';
import { ScriptedPrompter, type Act } from '../scriptedPrompter';

describe('Asking for a new token', () => {
  let demo: Demo;
  beforeEach(async () => {
    demo = await startDemo();
  });
  afterEach(() => demo.close());

  const ask = async (account: Account, ...acts: Act[]) => {
    const prompter = new ScriptedPrompter(...acts);
    const replaced = await askForToken(
      {
        l10n: english,
        prompter,
        connect: demo.connect,
      },
      account,
    );
    prompter.assertDone();
    return { replaced, seen: prompter.seen };
  };

  it('begins with the token; user and way to sign in are filled in behind it', async () => {
    const { viewer } = demo.organization;
    const { replaced, seen } = await ask(
      demo.account,
      { type: viewer.personalAccessToken },
      'back',
      'back',
      { pick: 'User and personal access token' },
      { type: viewer.userId },
      { type: viewer.personalAccessToken },
    );
    assert.deepEqual(
      seen.map(({ at }) => at),
      ['3/3', '3/3', '2/3', '1/3', '2/3', '3/3'],
    );
    assert.match(seen[0]?.problem ?? '', /refused the token/);
    assert.deepEqual(replaced?.credential, {
      kind: 'user',
      userId: viewer.userId,
      token: viewer.personalAccessToken,
    });
  });

  for (const named of ['id', 'name'] as const) {
    it(`leaves the organization that was given by its ${named} at its place`, async () => {
      const account: Account = {
        ...demo.account,
        organization: demo.organization[named],
        source: 'environment',
      };
      const { replaced } = await ask(account, { type: demo.organization.personalAccessToken });
      assert.ok(replaced);
      assert.equal(accountId(replaced), accountId(account));
    });
  }
});
