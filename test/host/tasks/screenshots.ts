import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startEmulator } from '../../emulator/emulator';
import { pictures } from '../../ui/pictures';
import { startFixture } from '../../ui/fixture';
import { exitOnSignals } from '../children';
import { installServer } from '../install';
import { root, scratchFolder } from '../paths';
import { withPalette } from '../picture';
import { releases } from '../releases';
import { signInVariables } from '../variables';
import { installExtension, packExtension } from '../vsix';

/** `npm run screenshots [-- part of a name]`: the pictures of the README, from the real workbench. */
export async function main([part = '']: readonly string[]): Promise<void> {
  exitOnSignals();
  const build = await installServer(releases.latest);
  const scratch = scratchFolder();
  const extensions = join(scratch, 'extensions');
  const vsix = join(scratch, 'extension.vsix');
  await packExtension(vsix);
  await installExtension(build, vsix, extensions);
  const emulator = await startEmulator({ world: 'demo' });
  const [organization] = emulator.organizations;
  const env = organization === undefined ? {} : signInVariables(emulator.url, organization);
  const fixture = await startFixture(build, extensions, env);
  for (const { file, window, steps } of pictures.filter(({ file: name }) => name.includes(part))) {
    const workbench = await fixture.open(window);
    await steps(workbench);
    const picture = join(scratch, 'picture.png');
    await workbench.screenshot(picture);
    await workbench.close();
    mkdirSync(dirname(join(root, file)), { recursive: true });
    const small = withPalette(readFileSync(picture));
    writeFileSync(join(root, file), small);
    console.log(`${file}: ${(small.length / 1000).toFixed(0)} kB`);
  }
  await fixture.stop();
  await emulator.close();
}
