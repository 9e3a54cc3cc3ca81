// How soon one window shows what was done in another one: an organization that was added there, and one
// that was removed. Milliseconds from the row's change in the window where it was done.
import { join } from 'node:path';
import { startEmulator } from '../emulator/emulator';
import { exitOnSignals } from '../host/children';
import { installServer } from '../host/install';
import { scratchFolder } from '../host/paths';
import { releases } from '../host/releases';
import { installExtension, packExtension } from '../host/vsix';
import { signIn } from '../ui/platform';
import { startFixture } from '../ui/fixture';
import type { Workbench } from '../ui/workbench';

const ROUNDS = 5;
const ORGANIZATION = /^Organization /;
const CHANGED = /^Changed in another window/;

async function main(): Promise<void> {
  exitOnSignals();
  const build = await installServer(releases.latest);
  const scratch = scratchFolder();
  const extensions = join(scratch, 'extensions');
  const vsix = join(scratch, 'extension.vsix');
  await packExtension(vsix);
  await installExtension(build, vsix, extensions);
  const emulator = await startEmulator({ world: 'demo' });
  const [organization] = emulator.organizations;
  if (organization === undefined) {
    throw new Error('The world has no organization.');
  }
  const answers = {
    url: emulator.url,
    organization: organization.name,
    userId: organization.userId,
    token: organization.personalAccessToken,
  };
  const fixture = await startFixture(build, extensions);
  const times: Record<'added' | 'removed', number[]> = { added: [], removed: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    const one = await fixture.open();
    await one.openView('ABEJA');
    const other = await one.another();
    await other.openView('ABEJA');
    await one.page.bringToFront();

    const added = [changed(one, ORGANIZATION, true), changed(other, CHANGED, true)];
    await signIn(one, answers);
    times.added.push(await difference(added));

    // Only a window that was loaded since can read the sign-in, and shows the organization.
    await other.page.bringToFront();
    await other.reload();
    await other.openView('ABEJA');
    await other.row(ORGANIZATION).waitFor();
    await one.page.bringToFront();
    const removed = [changed(one, ORGANIZATION, false), changed(other, ORGANIZATION, false)];
    await one.contextMenu(ORGANIZATION, 'Remove Organization…');
    const dialog = one.dialog('Remove the organization');
    await dialog.getByRole('button', { name: 'Remove' }).click();
    times.removed.push(await difference(removed));
    await one.close();
  }
  console.log(`until another window shows it, medians of ${ROUNDS} rounds`);
  console.table(
    Object.fromEntries(
      Object.entries(times).map(([what, of]) => [
        `an organization ${what}`,
        { ms: median(of), 'at most, ms': Math.max(...of) },
      ]),
    ),
  );
  await fixture.stop();
  await emulator.close();
}

/** The time at which a row whose spoken name matches appears or is gone, as the window's clock has it. */
function changed(workbench: Workbench, name: RegExp, isShown: boolean): Promise<number> {
  return workbench.page.evaluate<number>(`new Promise((resolve) => {
    const look = () => {
      const rows = [...document.querySelectorAll('.part.sidebar [role=treeitem]')];
      const isThere = rows.some((row) => ${name.toString()}.test(row.getAttribute('aria-label')));
      if (isThere === ${isShown}) {
        observer.disconnect();
        resolve(Date.now());
      }
    };
    const observer = new MutationObserver(look);
    observer.observe(document, { subtree: true, childList: true, attributes: true });
  })`);
}

async function difference(times: readonly Promise<number>[]): Promise<number> {
  const [here = NaN, there = NaN] = await Promise.all(times);
  return there - here;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >>> 1] ?? NaN;
}

void main();
