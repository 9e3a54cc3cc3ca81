import { parseArgs } from 'node:util';
import { fakeClock } from './clock';
import { type EmulatorOptions, isLoopback } from './emulator';
import { isQuirk, QUIRKS, type Quirk } from './quirks';
import { isWorldName, WORLDS } from './worlds/catalogue';

/**
 * Reads the arguments `[--world demo] [--host 127.0.0.1] [--port 0] [--page-size N] [--log-page-size N] [--seed N]
 * [--quirks name,…] [--tls] [--fake-clock ISO]`; throws an `Error` that says what is wrong with
 * them.
 */
export function optionsOf(args: readonly string[]): EmulatorOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      world: { type: 'string', default: 'demo' },
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string', default: '0' },
      'page-size': { type: 'string' },
      'log-page-size': { type: 'string' },
      seed: { type: 'string', default: '1' },
      quirks: { type: 'string' },
      tls: { type: 'boolean', default: false },
      'fake-clock': { type: 'string' },
    },
  });
  if (!isWorldName(values.world)) {
    throw new Error(`there is no world "${values.world}", only ${Object.keys(WORLDS).join(', ')}`);
  }
  if (!isLoopback(values.host)) {
    throw new Error(`the emulator listens on loopback only, and "${values.host}" is not loopback`);
  }
  const pageSize = values['page-size'];
  const logPageSize = values['log-page-size'];
  const start = values['fake-clock'];
  return {
    world: values.world,
    host: values.host,
    port: whole('port', values.port, 0, 65_535),
    seed: whole('seed', values.seed, 0, 0xffff_ffff),
    tls: values.tls,
    quirks: quirksOf(values.quirks ?? ''),
    ...(pageSize === undefined ? {} : { pageSize: whole('page-size', pageSize, 1, 10_000) }),
    ...(logPageSize === undefined
      ? {}
      : { logPageSize: whole('log-page-size', logPageSize, 1, 10_000) }),
    ...(start === undefined ? {} : { clock: fakeClock(start) }),
  };
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new Error(`--${name} is a whole number from ${least} to ${most}, not "${text}"`);
  }
  return value;
}

function quirksOf(text: string): readonly Quirk[] {
  return text
    .split(',')
    .filter((name) => name !== '')
    .map((name) => {
      if (!isQuirk(name)) {
        throw new Error(`there is no quirk "${name}", only ${QUIRKS.join(', ')}`);
      }
      return name;
    });
}
