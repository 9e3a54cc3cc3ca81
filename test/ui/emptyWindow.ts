import { until } from './until';
import type { Workbench } from './workbench';

/** The row that tells of what happened in another window. */
export const CHANGED = /^Changed in another window/;

/**
 * Brings a window that another test has used to where a new one is: nothing is open, nothing is
 * filtered, and no organization is there. Of the windows of one browser the first removes the
 * organizations, and the others follow.
 */
export async function emptyWindow(workbench: Workbench, isFirst: boolean): Promise<void> {
  const { page, quickInput } = workbench;
  await page.bringToFront();
  if (await quickInput.box.isVisible()) {
    await quickInput.cancel();
  }
  if ((await page.locator('.part.editor .tab').count()) > 0) {
    await workbench.runCommand('View: Close All Editors');
  }
  await workbench.openView('ABEJA');
  if (await workbench.row(CHANGED).isVisible()) {
    await workbench.reload();
    await workbench.openView('ABEJA');
    // Before it asks for anything the extension knows who is signed in; the view may not say so yet.
    await workbench.runCommand('ABEJA: Add Organization…');
    await quickInput.step('Add organization (1/5)');
    await quickInput.cancel();
  }
  const showAll = workbench.viewAction(/^(Show All Deployments|すべてのデプロイメント)/);
  if (await showAll.isVisible()) {
    await showAll.click();
  }
  // VS Code shows it when the accounts are known and there is none.
  const welcome = page.locator('.part.sidebar .welcome-view-content').getByRole('button').first();
  const isEmpty = (): Promise<boolean> =>
    until('organizations, or the way to add one', async () =>
      (await welcome.isVisible())
        ? { empty: true }
        : (await workbench.row(/^Organization |の組織 /).count()) > 0 && { empty: false },
    ).then(({ empty }) => empty);
  while (isFirst && !(await isEmpty())) {
    // The row of an organization with many rows below it may be out of sight.
    await page.locator('.part.sidebar .monaco-list').first().focus();
    await workbench.press('Home');
    const label = await workbench
      .row(/^Organization |の組織 /)
      .first()
      .getAttribute('aria-label');
    // What is told behind its name may change.
    const organization = workbench.row(label?.split(',')[0] ?? '');
    await workbench.collapse(organization);
    await workbench.contextMenu(organization, /^(Remove Organization…|エクスプローラーから組織)/);
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.getByRole('button', { name: /^(Remove|削除)/ }).click();
    await workbench.noRow(organization);
  }
  await welcome.waitFor();
  await workbench.countBecomes(workbench.row(/./), 0);
  // The bell in the status bar tells of those, too, that are out of sight.
  if (!(await page.getByRole('button', { name: 'No Notifications' }).isVisible())) {
    await workbench.runCommand('Notifications: Clear All Notifications');
  }
  workbench.forgetErrors();
}
