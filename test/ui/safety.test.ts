import assert from 'node:assert/strict';
import {
  access,
  openDeployment,
  signIn,
  startPlatform,
  WRONG_TOKEN,
  type Platform,
} from './platform';
import { fixtureOfSuite } from './suiteFixture';

describe('A token is safe', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await startPlatform({ pageSize: 10 });
  });
  afterEach(() => platform.emulator.close());

  const fixture = fixtureOfSuite();

  it('in a log at trace level', async () => {
    const workbench = await fixture.open();
    const answers = access(platform, platform.organization);
    await workbench.openView('ABEJA');
    await workbench.openPalette('Developer: Set Log Level...');
    await workbench.quickInput.choice('Developer: Set Log Level...').first().click();
    await workbench.quickInput
      .choice(/^Trace/)
      .first()
      .click();
    await signIn(workbench, { ...answers, token: WRONG_TOKEN });
    await workbench.quickInput.prompt('refused the token');
    await workbench.quickInput.enter(answers.token);
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
    const [workbench, other] = await fixture.sharePair();
    await workbench.openView('ABEJA');
    platform.emulator.faults.add({ path: '.', action: 'silence' });
    await signIn(workbench, access(platform, platform.organization));
    await workbench.quickInput.box.locator('.monaco-progress-container.active').waitFor();
    await workbench.crash();
    platform.emulator.faults.clear();
    await other.page.bringToFront();
    await other.reload();
    await other.openView('ABEJA');
    await other.page.getByRole('button', { name: 'Add Organization…' }).last().waitFor();
    assert.deepEqual(await other.rows(), []);
  });
});
