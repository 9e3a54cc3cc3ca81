import assert from 'node:assert/strict';
import { openDeployment, signIn, startPlatform, WRONG_TOKEN, type Platform } from './platform';
import { fixtureOfSuite } from './suiteFixture';

describe('A token is safe', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await startPlatform({ pageSize: 10 });
  });
  afterEach(() => platform.emulator.close());

  const fixture = fixtureOfSuite();
  const access = () => ({
    url: platform.emulator.url,
    organization: platform.organization.name,
    userId: platform.organization.userId,
    token: platform.organization.personalAccessToken,
  });

  it('in a log at trace level', async () => {
    const workbench = await fixture.open({ env: { ABEJA_ORGANIZATION_ID: '' } });
    await workbench.openView('ABEJA');
    await workbench.press('F1');
    await workbench.quickInput.type('>Developer: Set Log Level...');
    await workbench.quickInput.choice('Developer: Set Log Level...').first().click();
    await workbench.quickInput
      .choice(/^Trace/)
      .first()
      .click();
    await signIn(workbench, { ...access(), token: WRONG_TOKEN });
    await workbench.quickInput.prompt('refused the token');
    await workbench.quickInput.enter(access().token);
    await workbench.quickInput.closed();
    await openDeployment(workbench, 'image-tagger');
    await workbench.runCommand('ABEJA: Show Log');
    await workbench.page
      .locator('.view-line')
      .filter({ hasText: /GET\s\/organizations/ })
      .first()
      .waitFor();
    // That a token stands in none of the logs is found out when all tests are over.
  });

  it('when the window crashes in the middle of signing in', async () => {
    const workbench = await fixture.open({ env: { ABEJA_ORGANIZATION_ID: '' } });
    await workbench.openView('ABEJA');
    platform.emulator.faults.add({ path: '.', action: 'silence' });
    await signIn(workbench, access());
    await workbench.quickInput.box.locator('.monaco-progress-container.active').waitFor();
    const after = await workbench.another();
    await workbench.crash();
    platform.emulator.faults.clear();
    await after.openView('ABEJA');
    await after.page.getByRole('button', { name: 'Add Organization…' }).last().waitFor();
    assert.deepEqual(await after.rows(), []);
  });
});
