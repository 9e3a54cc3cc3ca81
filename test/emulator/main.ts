/**
 * The emulator as a process: prints one line of JSON with its URL and how to sign in, and runs
 * until SIGTERM or SIGINT.
 */
import { setFlagsFromString } from 'node:v8';
import { optionsOf } from './commandLine';
import { type Emulator, type EmulatorOptions, startEmulator } from './emulator';

/** Exit code for arguments that cannot be used and for a port that cannot be had. */
const UNUSABLE = 2;

async function main(): Promise<void> {
  // Without this V8 lets the heap grow to 100 MB, of which most is garbage.
  setFlagsFromString('--optimize-for-size');
  let options: EmulatorOptions;
  try {
    options = optionsOf(process.argv.slice(2));
  } catch (error) {
    refuse(sentence(error));
    return;
  }
  let emulator: Emulator;
  try {
    emulator = await startEmulator(options);
  } catch (error) {
    refuse(`the emulator cannot listen: ${sentence(error)}`);
    return;
  }
  const { url, organizations, certificates } = emulator;
  const ready = {
    url,
    organizations,
    ...(certificates === null ? {} : { certificate: certificates.authority }),
  };
  const stop = (): void => void emulator.close();
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.stdout.write(`${JSON.stringify(ready)}\n`);
}

function refuse(text: string): void {
  process.stderr.write(`${text}\n`);
  process.exitCode = UNUSABLE;
}

function sentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/\.\s.*$/s, '');
}

void main();
