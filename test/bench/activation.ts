// How long the extension takes to activate, beside an empty extension that is activated by the same
// event in the same window, as VS Code itself counts it (Developer: Show Running Extensions).
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEmulator } from '../emulator/emulator';
import { exitOnSignals } from '../host/children';
import { installServer } from '../host/install';
import { scratchFolder } from '../host/paths';
import { releases } from '../host/releases';
import { signInVariables } from '../host/variables';
import { installExtension, packExtension } from '../host/vsix';
import { startFixture, type Fixture } from '../ui/fixture';
import { until } from '../ui/until';

const WINDOWS = 9;
const NAMES = ['ABEJA Trigger Explorer', 'Empty Extension'];

async function main(): Promise<void> {
  exitOnSignals();
  const build = await installServer(releases.latest);
  const scratch = scratchFolder();
  const extensions = join(scratch, 'extensions');
  const ours = join(scratch, 'extension.vsix');
  await packExtension(ours);
  await installExtension(build, ours, extensions);
  await installExtension(build, await packEmpty(join(scratch, 'empty')), extensions);
  const emulator = await startEmulator({ world: 'demo' });
  const [organization] = emulator.organizations;
  const env = organization === undefined ? {} : signInVariables(emulator.url, organization);
  const fixture = await startFixture(build, extensions, env);
  const times: number[][] = [];
  // The first window finds no compiled code in any cache.
  await activationTimes(fixture);
  for (let window = 0; window < WINDOWS; window += 1) {
    times.push(await activationTimes(fixture));
  }
  console.log(`activation, medians of ${WINDOWS} windows`);
  console.table(
    Object.fromEntries(
      NAMES.map((name, index) => [name, { ms: median(times.map((of) => of[index] ?? NaN)) }]),
    ),
  );
  const ratios = times.map(([one = NaN, other = NaN]) => one / other);
  console.log(`x the empty extension: ${median(ratios).toFixed(2)}`);
  await fixture.stop();
  await emulator.close();
}

/** Milliseconds, in the order of the names. */
async function activationTimes(fixture: Fixture): Promise<number[]> {
  // High enough for the quickest extension, which comes last.
  const workbench = await fixture.open({ height: 1600 });
  await workbench.openView('ABEJA');
  await workbench.row(/^Organization /).waitFor();
  await workbench.runCommand('Developer: Show Running Extensions');
  const rows = workbench.page.locator('.part.editor .monaco-list-row');
  const times = await until('the times of both', async () => {
    const texts = await rows.allInnerTexts();
    const found = NAMES.map((name) =>
      Number(/Activation: (\d+)ms/.exec(texts.find((text) => text.includes(name)) ?? '')?.[1]),
    );
    return found.every((time) => !Number.isNaN(time)) ? found : undefined;
  });
  await workbench.close();
  return times;
}

/** An extension that does nothing when the same view is opened. */
async function packEmpty(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({
      name: 'empty',
      displayName: 'Empty Extension',
      publisher: 'abeja-triggers',
      version: '0.0.1',
      engines: { vscode: '^1.100.0' },
      activationEvents: ['onView:abeja.explorer'],
      main: './main.js',
    }),
  );
  writeFileSync(join(folder, 'main.js'), 'exports.activate = () => undefined;\n');
  const file = join(folder, 'empty.vsix');
  await packExtension(file, folder);
  return file;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >>> 1] ?? NaN;
}

void main();
