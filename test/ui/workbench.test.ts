import assert from 'node:assert/strict';
import { type Emulator, startEmulator } from '../emulator/emulator';
import { signInVariables } from '../host/variables';
import { stageOfSuite } from './suite';
import { until } from './until';

describe('The workbench', () => {
  let emulator: Emulator;
  before(async () => {
    emulator = await startEmulator({ world: 'demo' });
  });
  after(() => emulator.close());

  const stage = stageOfSuite(() => {
    const [organization] = emulator.organizations;
    assert.ok(organization);
    return signInVariables(emulator.url, organization);
  });

  it('shows the organization of the environment and its deployments', async () => {
    const workbench = await stage.open();
    await workbench.openView('ABEJA');
    await workbench.expand('Organization');
    await workbench.row('image-tagger').waitFor();
    assert.match((await workbench.contextMenuItems('image-tagger')).join(), /Open JSON/);
    await workbench.contextMenu('image-tagger', 'Open JSON');
    assert.match(await workbench.editorText(), /^\{[^]*"deployment_id"[^]*\}\n?$/);
    await workbench.contextMenu('image-tagger', 'Copy ID');
    await until('the id on the clipboard', async () => /^\d+$/.test(await workbench.clipboard()));
    assert.deepEqual(workbench.errors(), []);
  });

  it('asks step by step and can be left', async () => {
    const workbench = await stage.open({ theme: 'light', width: 900 });
    await workbench.openView('ABEJA');
    await workbench.runCommand('ABEJA: Add Organization');
    await workbench.quickInput.step('(1/');
    await workbench.quickInput.enter(emulator.url);
    await workbench.quickInput.step('(2/');
    await workbench.quickInput.back();
    await workbench.quickInput.step('(1/');
    await workbench.quickInput.cancel();
    await workbench.quickInput.closed();
    assert.deepEqual(workbench.errors(), []);
  });

  it('needs no account', async () => {
    const workbench = await stage.open({ env: { ABEJA_ORGANIZATION_ID: '' } });
    await workbench.openView('ABEJA');
    await workbench.page.getByRole('button', { name: 'Add Organization' }).last().waitFor();
  });

  it('speaks Japanese', async () => {
    const workbench = await stage.open({ locale: 'ja' });
    await workbench.openView('ABEJA');
    await workbench.page.getByRole('tree', { name: 'トリガー' }).waitFor();
    await workbench.expand(/組織/);
    await workbench.row(/image-tagger/).waitFor();
    await workbench.runCommand('ABEJA: 組織を追加');
    await workbench.quickInput.step(/組織.*1\/5/);
    assert.deepEqual(workbench.errors(), []);
  });
});
