import { parseArgs } from 'node:util';
import { type Emulator, startEmulator } from '../../emulator/emulator';
import { exitOnSignals, openAddress } from '../children';
import { type Demo, demoFolders, signInHints } from '../demo';
import { runDesktop } from '../desktopWindow';
import { cleanEnvironment } from '../environment';
import { installServer, type ServerBuild } from '../install';
import { withLock } from '../lock.js';
import { kept } from '../paths';
import { releases } from '../releases';
import { startServer } from '../server';
import { signInVariables } from '../variables';
import { installExtension, packExtension } from '../vsix';

/** `npm start [-- --port N] [--open] [--desktop]`: the extension, to be tried by hand. */
export async function main(args: readonly string[]): Promise<void> {
  exitOnSignals();
  const { port, open, desktop } = readOptions(args);
  const demo = demoFolders();
  const emulator = await startEmulator({ world: 'demo' });
  const env = signedIn(emulator);
  if (desktop) {
    await withLock(kept, 'demo', () => packExtension(demo.vsix));
    await runDesktop(demo, env, () => {
      console.log(`\n${signInHints(emulator)}\n`);
    });
    process.exit();
  }
  const build = await installServer(releases.latest);
  await installDemo(build, demo);
  const server = await startServer(build, { ...demo, env, port });
  const address = server.address(demo.workspace);
  console.log(`\n${signInHints(emulator)}\n`);
  console.log(`VS Code ${build.release.version} is ready; Ctrl-C ends it. Open\n\n${address}\n`);
  if (open) {
    openAddress(address);
  }
  const code = await server.ended;
  throw new Error(`VS Code's server ended by itself (exit code ${code}); see ${server.log}.`);
}

interface Options {
  readonly port: number;
  readonly open: boolean;
  readonly desktop: boolean;
}

function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '0' },
      open: { type: 'boolean', default: false },
      desktop: { type: 'boolean', default: false },
    },
  });
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65_535) {
    throw new Error(`--port is a whole number from 0 to 65535, not "${values.port}".`);
  }
  return { port, open: values.open, desktop: values.desktop };
}

function signedIn({ url, organizations: [organization] }: Emulator): NodeJS.ProcessEnv {
  if (organization === undefined) {
    throw new Error('The world of the emulator has no organization.');
  }
  return cleanEnvironment(signInVariables(url, organization));
}

async function installDemo(build: ServerBuild, demo: Demo): Promise<void> {
  console.log('Packing the extension and installing it …');
  await withLock(kept, 'demo', async () => {
    await packExtension(demo.vsix);
    await installExtension(build, demo.vsix, demo.extensions);
  });
}
