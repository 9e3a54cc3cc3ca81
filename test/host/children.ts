import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';

const windows = process.platform === 'win32';

/** A child process with everything it starts itself. */
export interface Family {
  readonly child: ChildProcess;
  /** Resolves with the exit code once the child has ended (a signal counts as 1). */
  readonly ended: Promise<number>;
  /** Ends the child and all its descendants, and waits for the child. */
  stop(): Promise<void>;
}

/**
 * Starts a program that must not outlive this process: whichever way this process ends, the whole
 * family goes with it.
 */
export function startFamily(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Family {
  const child = spawn(command, args, { ...options, detached: !windows });
  const kill = (): void => {
    killFamily(child);
  };
  // Before the folders the child works in are removed.
  process.prependOnceListener('exit', kill);
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      // What it left behind goes too.
      kill();
      process.off('exit', kill);
      resolve(code ?? 1);
    });
  });
  ended.catch(() => undefined);
  return {
    child,
    ended,
    async stop() {
      kill();
      await ended.catch(() => undefined);
    },
  };
}

function killFamily({ pid }: ChildProcess): void {
  if (pid === undefined) {
    return;
  }
  if (windows) {
    spawnSync('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore' });
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody is left in the group.
  }
}

/**
 * Runs one of our own programs, which ends its own children when it is told to end. What it prints is
 * printed here, and with `copy` written into that file, too.
 */
export async function runScript(
  args: readonly string[],
  { copy, ...options }: SpawnOptions & { readonly copy?: string } = {},
): Promise<number> {
  const output = copy === undefined ? 'inherit' : 'pipe';
  const child = spawn(process.execPath, args, { stdio: ['inherit', output, output], ...options });
  const end = (): void => {
    child.kill('SIGTERM');
  };
  process.once('exit', end);
  if (copy !== undefined) {
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ] as const) {
      from?.on('data', (chunk: Buffer) => {
        to.write(chunk);
        appendFileSync(copy, chunk);
      });
    }
  }
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    return code ?? 1;
  } finally {
    process.off('exit', end);
  }
}

/** Runs a program to its end; what it printed comes with the error when it fails. */
export async function runQuietly(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<string> {
  const { child, ended } = startFamily(command, args, {
    ...options,
    // On Windows npm is a batch file, which only a shell can start.
    shell: windows && (command === 'npm' || command.endsWith('.cmd')),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const closed = once(child, 'close').catch(() => undefined);
  const code = await ended;
  await closed;
  if (code !== 0) {
    throw new Error(`${command} ${args[0] ?? ''} failed (exit code ${code}):\n${output.trim()}`);
  }
  return output;
}

/** Ctrl-C and its kin end this process through `exit`, where children and folders are cleared. */
export function exitOnSignals(): void {
  // Every child and every folder has one listener of its own.
  process.setMaxListeners(0);
  const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
  for (const [signal, code] of Object.entries(signals)) {
    process.once(signal, () => process.exit(code));
  }
}

/** Ends this process when the one that started it is gone. */
export function endWithParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) {
      process.exit(1);
    }
  }, 500).unref();
}

/** Shows an address in the browser of the user. */
export function openAddress(address: string): void {
  const openers: Partial<Record<NodeJS.Platform, readonly string[]>> = {
    darwin: ['open', address],
    win32: ['rundll32', 'url.dll,FileProtocolHandler', address],
  };
  const [command = '', ...args] = openers[process.platform] ?? ['xdg-open', address];
  spawn(command, args, { stdio: 'ignore', detached: true })
    .on('error', () => {
      console.log('No browser could be opened; open the address above.');
    })
    .unref();
}
