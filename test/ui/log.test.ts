import assert from 'node:assert/strict';
import { openDeployment, signedInWindow, startPlatform, type Platform } from './platform';
import { fixtureOfSuite } from './suiteFixture';
import { until } from './until';
import type { Workbench } from './workbench';

const TRIGGER = 'Trigger on channel invoices-in, version 1.4.2';

/** The lines of the editor that are drawn. */
async function shownLines(workbench: Workbench): Promise<string> {
  const lines = await workbench.page.locator('.part.editor .view-line').allInnerTexts();
  return lines.join('\n').replaceAll('\u00a0', ' ');
}

/** Waits until the traceback is in sight and selected. */
async function tracebackIsSelected(workbench: Workbench): Promise<void> {
  await until("the traceback's last line in sight", async () =>
    (await shownLines(workbench)).includes("KeyError: 'amount'"),
  );
  await until('the traceback on the clipboard', async () => {
    await workbench.press('ControlOrMeta+c');
    const text = await workbench.clipboard();
    return (
      /^\d\d:\d\d:\d\d Traceback \(most recent call last\):\n/.test(text) &&
      /KeyError: 'amount'$/.test(text)
    );
  });
}

describe('The log of a failed run', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await startPlatform({ pageSize: 10 });
  });
  afterEach(() => platform.emulator.close());

  const fixture = fixtureOfSuite();

  it('is shown at the traceback, two clicks from the red trigger; then the row says the cause', async () => {
    const workbench = await signedInWindow(fixture, platform, { height: 1000 });
    await openDeployment(workbench, 'invoice-reader');
    await workbench.expand(TRIGGER);
    const failed = workbench.row(/^Run of .* Failed/).first();
    await failed.waitFor();
    platform.emulator.clearRequests();
    await workbench.rowAction(failed, 'Open Log');
    await workbench.tab(/^run-.*\.log/).waitFor();
    await tracebackIsSelected(workbench);
    assert.ok(platform.asked(/logs|runs\/run-/).length <= 2, platform.asked().join('\n'));
    await workbench.row(/^Run of .* Failed, .* s, KeyError: 'amount'$/).waitFor();
    assert.deepEqual(workbench.errors(), []);
  });

  it('is opened with the keyboard alone, loads earlier lines and goes with its organization', async () => {
    const workbench = await signedInWindow(fixture, platform, { height: 1000 });
    const { quickInput } = workbench;
    await workbench.runCommand('ABEJA: Open Log…');
    await quickInput.pick(/invoice-reader/);
    await quickInput.pick(/→ 1\.4\.2/);
    await quickInput.pick(/· Failed/);
    await quickInput.closed();
    await tracebackIsSelected(workbench);
    await workbench.runCommand('ABEJA: Load Earlier Log Lines');
    const whole = await workbench.editorText(/^Log of run-\w+ · times in \S+\n/);
    assert.match(whole, /\n.*start executing model, attempt 1 of 3\n/);
    assert.match(whole, /\nfinished: FAILED after .*, 3 attempts\n$/);
    await workbench.contextMenu(/^Organization /, 'Remove Organization…');
    await workbench
      .dialog(/Remove the organization/)
      .getByRole('button', { name: 'Remove' })
      .click();
    await workbench.editorText(/^This log could not be loaded\.\nAdd the organization /);
    assert.deepEqual(workbench.errors(), []);
  });

  it('is in Japanese', async () => {
    const workbench = await signedInWindow(fixture, platform, { locale: 'ja', height: 1000 });
    await workbench.runCommand('ABEJA: ログを開く');
    const { quickInput } = workbench;
    await quickInput.pick(/invoice-reader/);
    await quickInput.pick(/→ 1\.4\.2/);
    await quickInput.pick(/· 失敗/);
    await tracebackIsSelected(workbench);
    const text = await workbench.editorText(/^run-\w+ のログ · 時刻は \S+ · … これより前の行は/);
    assert.match(text, /\n終了: FAILED .*、試行 3 回\n$/);
  });
});
