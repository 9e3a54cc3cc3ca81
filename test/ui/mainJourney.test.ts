import assert from 'node:assert/strict';
import { access, rowsThat, signIn, startPlatform, type Platform } from './platform';
import { fixtureOfSuite } from './suiteFixture';
import { until } from './until';

const TRIGGER = 'Trigger on channel pictures-in, version 0.0.3';

describe('The main job', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await startPlatform({ pageSize: 10 });
  });
  afterEach(() => platform.emulator.close());

  const fixture = fixtureOfSuite();

  it('is done from an empty window, with mouse and keyboard', async () => {
    const { organization, emulator } = platform;
    const workbench = await fixture.share({ height: 1400 });
    const { quickInput } = workbench;
    await workbench.openView('ABEJA');
    await workbench.page.getByRole('button', { name: 'Add Organization…' }).last().waitFor();

    await signIn(workbench, {
      url: emulator.url,
      organization: organization.name,
      userId: organization.userId,
      token: organization.personalAccessToken,
    });
    await quickInput.closed();

    await workbench.expand(`Organization ${organization.name}`);
    await workbench.expand('Deployment image-tagger');
    await workbench.row(TRIGGER).waitFor();
    const pages = new RegExp(`^GET .*${organization.deployments[0]?.triggers[0] ?? '-'}/runs$`);
    await workbench.expand(TRIGGER);
    await workbench.row('Load more runs, 10 are loaded').waitFor();
    assert.equal(platform.asked(pages).length, 1, 'its health and its rows are one request');

    for (const loaded of [20, 30, 40]) {
      await workbench.click(/^Load more runs/);
      await workbench.row(`Load more runs, ${loaded} are loaded`).waitFor();
    }
    assert.equal(platform.asked(pages).length, 4, 'each page is one request');
    await workbench.countBecomes(workbench.row(/^Run of /), 40);

    await workbench
      .row(/^Run of /)
      .first()
      .click();
    const run = JSON.parse(await workbench.editorText(/^\{[^]*"run_id"[^]*\}\n?$/)) as {
      run_id: string;
    };
    assert.match(run.run_id, /^run-/);
    await workbench.tab(`${run.run_id}.json`).waitFor();

    await workbench.collapse(TRIGGER);
    emulator.clearRequests();
    await workbench.runCommand('ABEJA: Create Trigger…');
    await quickInput.step('Create trigger (1/9)');
    await quickInput.pick(/image-tagger/);
    await quickInput.step('Create trigger (2/9)');
    await quickInput.pick(/0\.0\.2/);
    await quickInput.step('Create trigger (3/9)');
    await quickInput.type('calib');
    await quickInput.pick(/calibration-shots/);
    await quickInput.step('Create trigger (4/9)');
    await quickInput.pick(/tagger-train/);
    await quickInput.step('Create trigger (5/10)');
    await quickInput.pick(/epoch 30/);
    await quickInput.step('Create trigger (6/10)');
    await quickInput.pick(/tags-out/);
    await quickInput.step('Create trigger (7/10)');
    await quickInput.enter('2');
    await quickInput.step('Create trigger (8/10)');
    await quickInput.enter('7');
    await quickInput.step('Create trigger (9/10)');
    await quickInput.pick(/Add variable…/);
    await quickInput.prompt(/KEY=value/);
    await quickInput.enter('LOG_LEVEL=debug');
    await quickInput.pick(/LOG_LEVEL/);
    await quickInput.prompt(/KEY=value/);
    await quickInput.enter('LOG_LEVEL=info');
    await quickInput.pick(/Continue/);
    await quickInput.step('Create trigger (10/10)');
    await quickInput.choicesBecome((choices) => {
      assert.match(choices.join(' '), /"LOG_LEVEL": "••••••"/);
    });
    await quickInput.pick(/Show the values/);
    await quickInput.choicesBecome((choices) => {
      assert.match(choices.join(' '), /"retry_count": 7/);
      assert.match(choices.join(' '), /"LOG_LEVEL": "info"/);
    });
    await quickInput.pick(/Create trigger/);
    await quickInput.closed();

    const created = await until('the trigger on the platform', () =>
      platform.triggers('image-tagger').find((id) => !isKnown(platform, id)),
    );
    const row = 'Trigger on channel calibration-shots, version 0.0.2';
    await workbench.row(row).waitFor();
    await until(
      'the new trigger selected',
      async () => (await workbench.row(row).getAttribute('aria-selected')) === 'true',
    );
    assert.equal(platform.asked(/^POST/).length, 1, 'one POST');
    const [post] = emulator.requests().filter(({ method }) => method === 'POST');
    const body = JSON.parse(post?.body ?? '') as Readonly<Record<string, unknown>>;
    assert.deepEqual(
      { ...body, version_id: '', input_service_id: '', output_service_id: '', models: {} },
      {
        version_id: '',
        input_service_name: 'datalake',
        input_service_id: '',
        retry_count: 7,
        environment: { LOG_LEVEL: 'info' },
        models: {},
        output_service_name: 'datalake',
        output_service_id: '',
        distribution: 2,
      },
    );

    await workbench.contextMenu(row, 'Delete Trigger…');
    await quickInput.step('Delete trigger');
    await quickInput.accept();
    await quickInput.closed();
    assert.ok(platform.triggers('image-tagger').includes(created), 'the default is to keep it');
    await workbench.contextMenu(row, 'Delete Trigger…');
    await quickInput.pick(new RegExp(`Delete ${created}`));
    await workbench.row(row).waitFor({ state: 'detached' });
    assert.ok(!platform.triggers('image-tagger').includes(created));
    assert.equal(platform.asked(/^DELETE/).length, 1);
    assert.deepEqual(workbench.errors(), []);

    // What was signed in to outlives a reload of the window.
    await workbench.reload();
    await workbench.openView('ABEJA');
    emulator.clearRequests();
    await workbench.expand(/^Organization /);
    await workbench.row('Deployment image-tagger').waitFor();
    await until('the deployments asked for', () => platform.asked(/deployments$/).length > 0);
  });

  it('has several organizations side by side, and forgets one on demand', async () => {
    const [one, other] = platform.emulator.organizations;
    assert.ok(one && other);
    const workbench = await fixture.share();
    await workbench.openView('ABEJA');
    for (const each of [one, other]) {
      await signIn(workbench, access(platform, each));
      await workbench.row(`Organization ${each.name}`).waitFor();
    }
    await workbench.expand(`Organization ${other.name}`);
    await rowsThat(workbench, 'deployments', (rows) =>
      rows.some((row) => row.startsWith('Deployment ')),
    );
    await workbench.contextMenu(`Organization ${one.name}`, 'Remove Organization…');
    const dialog = workbench.dialog(`Remove the organization ${one.name}`);
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await workbench.row(`Organization ${one.name}`).waitFor({ state: 'detached' });
    await workbench.row(`Organization ${other.name}`).waitFor();
    assert.deepEqual(workbench.errors(), []);
  });
});

function isKnown({ organization }: Platform, trigger: string): boolean {
  return organization.deployments.some(({ triggers }) => triggers.includes(trigger));
}
