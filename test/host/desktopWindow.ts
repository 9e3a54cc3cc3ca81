import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runQuietly, startProcessGroup } from './children';
import type { Demo } from './demo';

/** Shows the demonstration in the desktop VS Code of this computer until its window is closed. */
export async function runDesktop(
  demo: Demo,
  env: NodeJS.ProcessEnv,
  onStart: () => void,
): Promise<void> {
  const code = commandOfDesktop();
  const userData = `${demo.userData}-desktop`;
  const folders = ['--extensions-dir', demo.extensions, '--user-data-dir', userData];
  await runQuietly(code, [...folders, '--install-extension', demo.vsix, '--force'], { env });
  process.once('exit', () => {
    endWindow(userData);
  });
  // With --wait the command stays until the window is closed.
  const window = startProcessGroup(code, [...folders, '--new-window', '--wait', demo.workspace], {
    env,
    stdio: 'ignore',
    shell: process.platform === 'win32',
  });
  onStart();
  console.log('VS Code opens in a window of its own. Close it, or press Ctrl-C, to end.');
  await window.ended;
}

function commandOfDesktop(): string {
  const names = process.platform === 'win32' ? ['code.cmd'] : ['code'];
  const application = '/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code';
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const paths = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  const found = [...paths, application].find((path) => existsSync(path));
  if (found === undefined) {
    throw new Error(
      'No desktop VS Code was found: the command "code" is not on the PATH. Without --desktop, VS Code is shown in a browser.',
    );
  }
  return found;
}

/** The window does not belong to the command that opened it; VS Code notes its process here. */
function endWindow(userData: string): void {
  try {
    process.kill(Number(readFileSync(join(userData, 'code.lock'), 'utf8')));
  } catch {
    // The window is closed already.
  }
}
