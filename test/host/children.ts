import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

const windows = process.platform === 'win32';

/** A child process with all that it starts itself. */
export interface ProcessGroup {
  readonly child: ChildProcess;
  /** Resolves with the exit code once the child has ended (a signal counts as 1). */
  readonly ended: Promise<number>;
  /** Ends the child and all its descendants, and waits for the child. */
  stop(): Promise<void>;
}

/**
 * Starts a program that must not outlive this process: whichever way this process ends, the whole
 * group ends with it.
 */
export function startProcessGroup(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): ProcessGroup {
  const child = spawn(command, args, { ...options, detached: !windows });
  const kill = (): void => {
    killGroup(child);
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

function killGroup(child: ChildProcess): void {
  if (windows && child.pid !== undefined) {
    spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
  } else {
    signalGroup(child, 'SIGKILL');
  }
}

/** Whether there was a process to take the signal; 0 asks for that alone. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  if (child.pid === undefined) {
    return false;
  }
  try {
    return process.kill(windows ? child.pid : -child.pid, signal);
  } catch {
    return false;
  }
}

/** One of our own programs, which ends its own children when it is told to end. */
export interface Script {
  /** Resolves with the exit code (a signal counts as 1) when no process of its group is left. */
  readonly ended: Promise<number>;
  /** Tells it to end. */
  terminate(): void;
}

/** How long the processes that a program has left behind may take to end. */
const TERMINATION_MS = 10_000;

/** Starts a program of ours, away from the terminal: what it prints is given to `onOutput`. */
export function startScript(
  args: readonly string[],
  onOutput: (chunk: Buffer) => void,
  options: SpawnOptions = {},
): Script {
  const child = spawn(process.execPath, args, {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: !windows,
  });
  let terminated = false;
  // Once: a second signal would end it before it has ended its children.
  const terminate = (): void => {
    if (!terminated) {
      terminated = true;
      signalGroup(child, 'SIGTERM');
    }
  };
  process.once('exit', terminate);
  child.stdout.on('data', onOutput);
  child.stderr.on('data', onOutput);
  const end = async (): Promise<number> => {
    try {
      const [code] = (await once(child, 'close')) as [number | null];
      terminate();
      const deadline = performance.now() + TERMINATION_MS;
      while (!windows && performance.now() < deadline && signalGroup(child, 0)) {
        await pause(20);
      }
      killGroup(child);
      return code ?? 1;
    } finally {
      process.off('exit', terminate);
    }
  };
  return { ended: end(), terminate };
}

/** Runs a program of ours to its end, in this terminal. */
export async function runScript(args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  const terminate = (): void => {
    child.kill('SIGTERM');
  };
  process.once('exit', terminate);
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    return code ?? 1;
  } finally {
    process.off('exit', terminate);
  }
}

/** Runs a program to its end; what it printed comes with the error when it fails. */
export async function runQuietly(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<string> {
  const { child, ended } = startProcessGroup(command, args, {
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

/** The signals that ask a process to end, and the exit codes that say so. */
export const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Ctrl-C and its kin end this process through `exit`, where children and folders are cleared. */
export function exitOnSignals(): void {
  // Every child and every folder has one listener of its own.
  process.setMaxListeners(0);
  for (const [signal, code] of Object.entries(SIGNALS)) {
    // On and not once: further ones must not end it before all is cleared.
    process.on(signal, () => process.exit(code));
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
