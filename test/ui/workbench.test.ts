import assert from 'node:assert/strict';
import { signedInWindow, startPlatform, type Platform } from './platform';
import { fixtureOfSuite } from './suiteFixture';

describe('The workbench', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await startPlatform();
  });
  afterEach(() => platform.emulator.close());

  const fixture = fixtureOfSuite();

  it('shows the organization of the environment and its deployments', async () => {
    const workbench = await fixture.open({ env: platform.variables });
    await workbench.openView('ABEJA');
    await workbench.expand('Organization');
    await workbench.row('image-tagger').waitFor();
    await workbench.contextMenu('image-tagger', 'Open JSON', () =>
      workbench.tab(/\.json/).isVisible(),
    );
    await workbench.editorText(/^\{[^]*"deployment_id"[^]*\}\n?$/);
    await workbench.copyId('image-tagger', /^\d+$/);
    assert.deepEqual(workbench.errors(), []);
  });

  it('needs no account, asks step by step and can be left', async () => {
    const workbench = await fixture.share({ width: 900 });
    await workbench.openView('ABEJA');
    await workbench.page.getByRole('button', { name: 'Add Organization' }).last().waitFor();
    await workbench.runCommand('ABEJA: Add Organization');
    await workbench.quickInput.step('(1/');
    await workbench.quickInput.enter(platform.emulator.url);
    await workbench.quickInput.step('(2/');
    await workbench.quickInput.back();
    await workbench.quickInput.step('(1/');
    await workbench.quickInput.cancel();
    assert.deepEqual(workbench.errors(), []);
  });

  it('speaks Japanese', async () => {
    const workbench = await signedInWindow(fixture, platform, { locale: 'ja' });
    await workbench.page.getByRole('tree', { name: 'トリガー' }).waitFor();
    await workbench.expand(/組織/);
    await workbench.row(/image-tagger/).waitFor();
    await workbench.runCommand('ABEJA: 組織を追加');
    await workbench.quickInput.step(/組織.*1\/5/);
    assert.deepEqual(workbench.errors(), []);
  });
});
