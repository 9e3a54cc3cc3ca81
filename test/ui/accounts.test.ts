import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from '../host/places';
import { startPlatform, type Platform } from './platform';
import { stageOfSuite } from './suite';

/** A home folder with a configuration of the ABEJA CLI in it. */
function homeWith(config: string): { readonly home: string; readonly file: string } {
  const home = mkdtempSync(join(scratchFolder(), 'home-'));
  const file = join(home, '.abeja', 'config');
  mkdirSync(join(home, '.abeja'));
  writeFileSync(file, config);
  return { home, file };
}

describe('Accounts', () => {
  let platform: Platform;
  before(async () => {
    platform = await startPlatform({ pageSize: 10 });
  });
  after(() => platform.emulator.close());
  afterEach(() => platform.emulator.faults.clear());

  const stage = stageOfSuite();

  it('are imported from the ABEJA CLI, which the welcome view offers', async () => {
    const [one, other] = platform.emulator.organizations;
    assert.ok(one && other);
    const config = JSON.stringify({
      'active-configuration-name': 'work',
      configurations: [
        {
          'configuration-name': 'work',
          'abeja-platform-user': one.userId,
          'personal-access-token': one.personalAccessToken,
          'organization-name': one.name,
          'abeja-api-url': platform.emulator.url,
        },
        {
          'configuration-name': 'expired',
          'abeja-platform-user': other.userId,
          'personal-access-token': 'revoked',
          'organization-name': other.name,
          'abeja-api-url': platform.emulator.url,
        },
      ],
    });
    const { home, file } = homeWith(config);
    const workbench = await stage.open({ env: { HOME: home, USERPROFILE: home } });
    const { quickInput } = workbench;
    await workbench.openView('ABEJA');
    await workbench.page.getByRole('button', { name: 'Import from ABEJA CLI…' }).last().click();
    await quickInput.step('Import from ABEJA CLI');
    await quickInput.checkbox(/work.*active/).waitFor();
    await quickInput.accept();
    await workbench.row(`Organization ${one.name}`).waitFor();
    await quickInput.checkbox(/expired.*refused the token/).waitFor();
    await quickInput.cancel();
    await quickInput.closed();
    assert.equal((await workbench.rows()).length, 1);
    assert.equal(readFileSync(file, 'utf8'), config, 'the file stays as it was');
    assert.deepEqual(workbench.errors(), []);
  });

  it('cannot be imported from a file that is not JSON, and that is said', async () => {
    const { home } = homeWith('{');
    const workbench = await stage.open({ env: { HOME: home, USERPROFILE: home } });
    await workbench.openView('ABEJA');
    await workbench.runCommand('ABEJA: Import from ABEJA CLI…');
    await workbench.notification(/cannot be imported\. It is not JSON/).waitFor();
  });
});
