import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Names that would lead the extension to a real platform, or VS Code to an instance around it. */
const unwanted = /^(ABEJA_(?!TEST_)|PLATFORM_|VSCODE_|ELECTRON_|NODE_OPTIONS$)/;

/** This process's environment without anybody's credentials in it, and with `additions`. */
export function cleanEnvironment(additions: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const clean = Object.entries(process.env).filter(([name]) => !unwanted.test(name));
  return { ...Object.fromEntries(clean), ...additions };
}

/** Adds a home of its own below `folder`: no test reads or writes the files of who runs it. */
export function secludedEnvironment(
  folder: string,
  additions: NodeJS.ProcessEnv = {},
): NodeJS.ProcessEnv {
  const home = join(folder, 'home');
  const temporary = join(folder, 't');
  mkdirSync(home, { recursive: true });
  mkdirSync(temporary, { recursive: true, mode: 0o700 });
  return cleanEnvironment({
    HOME: home,
    USERPROFILE: home,
    // VS Code's sockets: their paths are bounded at about 100 characters.
    TMPDIR: temporary,
    XDG_RUNTIME_DIR: temporary,
    ...additions,
  });
}
