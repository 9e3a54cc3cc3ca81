import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Names that would lead the extension to a real platform, or VS Code to an instance around it. */
const unwanted = /^(ABEJA_(?!TEST_)|PLATFORM_|VSCODE_|ELECTRON_|NODE_OPTIONS$)/;

/**
 * This process's environment without anybody's credentials in it, and with `additions`. What is
 * left out is there as undefined, so that it stays out when it is merged over another environment.
 */
export function cleanEnvironment(additions: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const clean = Object.entries(process.env).map(([name, value]): [string, string | undefined] => [
    name,
    unwanted.test(name) ? undefined : value,
  ]);
  return { ...Object.fromEntries(clean), ...additions };
}

/** Adds a home of its own below `folder`: no test reads or writes the files of who runs it. */
export function secludedEnvironment(
  folder: string,
  additions: NodeJS.ProcessEnv = {},
): NodeJS.ProcessEnv {
  const home = join(folder, 'home');
  mkdirSync(home, { recursive: true });
  // The key to the X display lies in the real home.
  const key = process.env['XAUTHORITY'] ?? join(homedir(), '.Xauthority');
  return cleanEnvironment({
    HOME: home,
    USERPROFILE: home,
    ...(existsSync(key) ? { XAUTHORITY: key } : {}),
    ...additions,
  });
}
