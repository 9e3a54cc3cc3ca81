import assert from 'node:assert/strict';
import {
  access,
  signIn,
  signInJapanese,
  startPlatform,
  WRONG_TOKEN,
  type Platform,
} from './platform';
import { fixtureOfSuite } from './suiteFixture';

describe('An environment that signs in to nothing', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await startPlatform({ pageSize: 10 });
  });
  afterEach(() => platform.emulator.close());

  const fixture = fixtureOfSuite();

  it('by its API URL is told of in the welcome view, then in a row', async () => {
    const secret = WRONG_TOKEN;
    const env = {
      ...platform.variables,
      ABEJA_API_URL: `https://me:${secret}@api.abeja.io/`,
    };
    const workbench = await fixture.open({ env });
    await workbench.openView('ABEJA');
    const welcome = workbench.page.locator('.part.sidebar .welcome-view');
    await welcome.getByText(/the URL in ABEJA_API_URL cannot be used/).waitFor();
    await welcome.getByRole('button', { name: 'Add Organization…' }).waitFor();

    await signIn(workbench, access(platform, platform.organization));
    await workbench.row(/^Organization acme-lab/).waitFor();
    const row = workbench.row(/^Environment not used/);
    await row.waitFor();
    await workbench.rowsBecome((rows) => {
      assert.deepEqual(
        rows.map((name) => name.split(' ')[0]),
        ['Organization', 'Environment'],
      );
    });
    await workbench.click(row);
    const notification = workbench.notification(
      /"ABEJA_API_URL": Leave user name and password out/,
    );
    await notification.waitFor();
    assert.equal(await workbench.notification(secret).count(), 0);
    assert.ok(!(await workbench.page.content()).includes(`me:${secret}`));
    assert.deepEqual(workbench.errors(), []);
  });

  for (const [what, env, sentence] of [
    [
      'a token without an organization',
      { PLATFORM_AUTH_TOKEN: WRONG_TOKEN },
      /ABEJA_ORGANIZATION_ID is not set/,
    ],
    [
      'half a pair',
      { ABEJA_ORGANIZATION_ID: '1', ABEJA_PLATFORM_USER_ID: '2' },
      /the credential is not complete/,
    ],
  ] as const) {
    it(`by ${what} is told of in the welcome view`, async () => {
      const workbench = await fixture.open({ env });
      await workbench.openView('ABEJA');
      await workbench.page.locator('.part.sidebar .welcome-view').getByText(sentence).waitFor();
    });
  }

  it('is told of in Japanese', async () => {
    const env = {
      ABEJA_ORGANIZATION_ID: '1',
      PLATFORM_AUTH_TOKEN: 'x',
      ABEJA_API_URL: 'http://a.example',
    };
    const workbench = await fixture.open({ env, locale: 'ja' });
    await workbench.openView('ABEJA');
    await workbench.page
      .locator('.part.sidebar .welcome-view')
      .getByText(/ABEJA_API_URL の URL は使用できません/)
      .waitFor();
    await signInJapanese(workbench, access(platform, platform.organization));
    await workbench.row(/^環境変数は使用されていません.*ABEJA_API_URL/).waitFor();
  });
});
