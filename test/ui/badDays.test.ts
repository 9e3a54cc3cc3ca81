import assert from 'node:assert/strict';
import type { FaultRequest } from '../emulator/fault';
import { openDeployment, signedInWindow, signIn, startPlatform, type Platform } from './platform';
import { fixtureOfSuite } from './suiteFixture';

const TRIGGER = 'Trigger on channel pictures-in, version 0.0.3';

describe('On a bad day', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await startPlatform({ pageSize: 10 });
  });
  afterEach(() => platform.emulator.close());

  const fixture = fixtureOfSuite();

  const cases: readonly (readonly [string, Omit<FaultRequest, 'path'>, RegExp])[] = [
    ['a missing permission', { status: 403 }, /Could not load: not permitted\. .*role/],
    ['a list that is not there', { status: 404 }, /Could not load: not found\. .*deleted/],
    ['too many requests', { status: 429 }, /Could not load: too many requests\. .*Wait/],
    ['a server error', { status: 500 }, /Could not load: server error \(500\)\. .*later/],
    [
      'an HTML page with status 200',
      { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Sign in</html>' },
      /Could not load: unreadable answer\. .*API URL/,
    ],
    ['half a body', { action: 'truncate' }, /Could not load: unreadable answer\./],
    ['a broken connection', { action: 'reset' }, /Could not load: connection lost\./],
    ['an endless delay', { action: 'silence' }, /Could not load: no answer in time\. .*"abeja\.re/],
  ];

  it('every failure is a row that says why, and heals on a click while the rest goes on', async () => {
    const workbench = await fixture.open({
      env: platform.variables,
      machineSettings: { 'abeja.requestTimeout': 3, 'abeja.following': false },
    });
    await openDeployment(workbench, 'image-tagger');
    platform.emulator.faults.add({ path: '/runs', status: 403 });
    await workbench.expand(TRIGGER);
    await workbench.row(/^Could not load: not permitted/).waitFor();
    platform.emulator.faults.clear();
    await workbench.click(/^Could not load/);
    await workbench.row('Load more runs, 10 are loaded').waitFor();
    for (const [name, fault, expected] of cases) {
      platform.emulator.faults.add({ path: '/runs', ...fault });
      platform.emulator.clearRequests();
      await workbench.rowAction(TRIGGER, 'Refresh', () => platform.asked(/\/runs/).length > 0);
      await workbench.rowsBecome((rows) => {
        assert.ok(
          rows.some((row) => expected.test(row)),
          `${name} is said`,
        );
        assert.equal(rows.filter((row) => row.startsWith('Run of ')).length, 10, 'known rows stay');
        assert.ok(rows.some((row) => row.startsWith('Deployment invoice-reader')));
      });
      platform.emulator.faults.clear();
      await workbench.click(/^Could not load/);
      await workbench.row(/^Could not load/).waitFor({ state: 'detached' });
    }
    assert.deepEqual(workbench.errors(), []);
  });

  it('a failed page is a row in its place, and the rows above stay', async () => {
    const workbench = await signedInWindow(fixture, platform);
    await openDeployment(workbench, 'image-tagger');
    await workbench.expand(TRIGGER);
    await workbench.row('Load more runs, 10 are loaded').waitFor();
    platform.emulator.faults.add({ path: 'next_page_token', status: 403 });
    await workbench.click(/^Load more runs/);
    await workbench.row(/^Could not load: not permitted/).waitFor();
    await workbench.countBecomes(workbench.row(/^Run of /), 10);
    platform.emulator.faults.clear();
    await workbench.click(/^Could not load/);
    await workbench.row('Load more runs, 20 are loaded').waitFor();
  });

  it('a double click on load more loads one page', async () => {
    const workbench = await signedInWindow(fixture, platform);
    await openDeployment(workbench, 'image-tagger');
    await workbench.expand(TRIGGER);
    await workbench.row('Load more runs, 10 are loaded').waitFor();
    platform.emulator.clearRequests();
    platform.emulator.faults.add({ path: 'next_page_token', untilCleared: true });
    await workbench.doubleClick(/^Load more runs/);
    // The extension gets to know of clicks one after another.
    await workbench.copyId('Deployment image-tagger', /^\d+$/);
    platform.emulator.faults.clear();
    await workbench.row('Load more runs, 20 are loaded').waitFor();
    const pages = new RegExp(`${platform.triggers('image-tagger')[0] ?? '-'}/runs$`);
    assert.equal(platform.asked(pages).length, 1);
    assert.deepEqual(workbench.errors(), []);
  });

  it('a wrong token is said in the wizard, which keeps what was typed', async () => {
    const { organization, emulator } = platform;
    const workbench = await fixture.share();
    await workbench.openView('ABEJA');
    const { quickInput } = workbench;
    const answers = {
      url: emulator.url,
      organization: organization.id,
      userId: organization.userId,
    };
    await signIn(workbench, { ...answers, token: 'wrong' });
    await quickInput.prompt('refused the token');
    await quickInput.holds('wrong');
    await quickInput.enter(organization.personalAccessToken);
    await quickInput.closed();
    await workbench.row(`Organization ${organization.id}`).waitFor();
  });

  it('an unknown organization is said in the wizard, and Back leads to it', async () => {
    const { organization, emulator } = platform;
    const workbench = await fixture.share();
    await workbench.openView('ABEJA');
    const { quickInput } = workbench;
    await signIn(workbench, {
      url: emulator.url,
      organization: 'nobody',
      userId: organization.userId,
      token: organization.personalAccessToken,
    });
    await quickInput.message
      .filter({ hasText: 'does not know the organization "nobody"' })
      .waitFor();
    for (const step of ['(4/5)', '(3/5)', '(2/5)']) {
      await quickInput.back();
      await quickInput.step(step);
    }
    await quickInput.holds('nobody');
    await quickInput.enter(organization.id);
    await quickInput.step('(3/5)');
    await quickInput.accept();
    await quickInput.step('(4/5)');
    await quickInput.holds(organization.userId);
    await quickInput.accept();
    await quickInput.step('(5/5)');
    await quickInput.accept();
    await quickInput.closed();
    await workbench.row(`Organization ${organization.id}`).waitFor();
  });

  it('bad values are refused while they are typed', async () => {
    const workbench = await signedInWindow(fixture, platform);
    await openDeployment(workbench, 'image-tagger');
    const { quickInput } = workbench;
    await workbench.contextMenu('Deployment image-tagger', 'Create Trigger…');
    await quickInput.pick(/0\.0\.3/);
    await quickInput.step('(2/8)');
    for (const text of ['a/b', 'a?b', '..', 'a b']) {
      await quickInput.type(text);
      await quickInput.choice(/Not an ID/).waitFor();
      await quickInput.accept();
      await quickInput.step('(2/8)');
    }
    await quickInput.enter('1300000000031');
    await quickInput.pick(/No model/);
    await quickInput.pick(/No output channel/);
    await quickInput.step('(5/8)');
    const refused = async (text: string, step: string): Promise<void> => {
      await quickInput.enter(text);
      await quickInput.prompt(/^(Enter|A key|There is)/);
      await quickInput.step(step);
    };
    await refused('-1', '(5/8)');
    await quickInput.enter('');
    await quickInput.step('(6/8)');
    for (const text of ['10', '-1', '1.5', 'x']) {
      await refused(text, '(6/8)');
    }
    await quickInput.enter('5');
    await quickInput.step('(7/8)');
    await quickInput.pick(/Add variable…/);
    await quickInput.prompt(/KEY=value/);
    for (const text of ['1A=x', 'A-B=x']) {
      await refused(text, '(7/8)');
    }
    await quickInput.enter('INPUT=x');
    await quickInput.pick(/Add variable…/);
    await quickInput.prompt(/KEY=value/);
    await refused('INPUT=y', '(7/8)');
    await quickInput.cancel();
    assert.deepEqual(platform.asked(/^POST/), []);
  });

  it('a lost answer to create is looked up, and nothing is sent twice', async () => {
    const workbench = await signedInWindow(fixture, platform);
    await openDeployment(workbench, 'ticket-router');
    const { quickInput } = workbench;
    await workbench.contextMenu('Deployment ticket-router', 'Create Trigger…');
    await quickInput.pick(/1\.0\.0/);
    await quickInput.step('(2/8)');
    await quickInput.type('calib');
    await quickInput.pick(/calibration-shots/);
    await quickInput.pick(/No model/);
    await quickInput.pick(/No output channel/);
    await quickInput.step('(5/8)');
    await quickInput.accept();
    await quickInput.step('(6/8)');
    await quickInput.accept();
    await quickInput.pick(/Continue/);
    platform.emulator.clearRequests();
    const before = platform.triggers('ticket-router').length;
    platform.emulator.faults.add({
      method: 'POST',
      path: '/triggers',
      action: 'reset',
      afterHandling: true,
    });
    await quickInput.pick(/Create trigger/);
    await quickInput.closed();
    await workbench.row('Trigger on channel calibration-shots, version 1.0.0').waitFor();
    await workbench.page
      .getByText(/The answer was lost on the way, but/)
      .first()
      .waitFor();
    assert.equal(platform.triggers('ticket-router').length, before + 1);
    assert.equal(platform.asked(/^POST/).length, 1);
  });

  it('a server that is down is a row that says what to check, and a document that says so', async () => {
    const workbench = await signedInWindow(fixture, platform);
    await platform.emulator.close();
    await workbench.expand(/^Organization /);
    await workbench.row(/^Could not load: connection refused\. .*Check the API URL/).waitFor();
    await workbench.contextMenu(/^Organization /, 'Open JSON', () =>
      workbench.tab(/\.json/).isVisible(),
    );
    await workbench.editorText(/refused the connection\. Check the API URL/);
  });
});
