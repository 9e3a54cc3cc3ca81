import type { Clock } from './clock';
import { type FaultRequest, faultRequestOf, type Faults } from './fault';
import type { Journal } from './journal';
import { jsonMessage, type Message } from './message';
import type { WorldState } from './worldState';

/** The prefix of control paths; they need no credential. */
export const CONTROL_PREFIX = '/_emulator/';

/** What can be seen and changed beside the platform's paths. */
export interface Controls {
  readonly journal: Journal;
  readonly faults: Faults;
  readonly clock: Clock;
  readonly state: () => WorldState;
}

/** Answers a control request. */
export function control(
  method: string,
  path: string,
  body: Buffer,
  { journal, faults, clock, state }: Controls,
): Message {
  const done = { ok: true };
  try {
    switch (`${method} ${path.replace(/\/$/, '')}`) {
      case 'GET /_emulator/requests':
        return jsonMessage(200, journal.entries());
      case 'DELETE /_emulator/requests':
        journal.clear();
        return jsonMessage(200, done);
      case 'GET /_emulator/faults':
        return jsonMessage(200, faults.list());
      case 'POST /_emulator/faults':
        return jsonMessage(200, faults.add(...faultRequestsOf(parsed(body))));
      case 'DELETE /_emulator/faults':
        faults.clear();
        return jsonMessage(200, done);
      case 'GET /_emulator/clock':
        return jsonMessage(200, clockForm(clock));
      case 'POST /_emulator/clock':
        advance(clock, parsed(body));
        return jsonMessage(200, clockForm(clock));
      case 'GET /_emulator/state':
        return jsonMessage(200, state());
      default:
        return jsonMessage(404, { message: `there is no ${method} ${path}` });
    }
  } catch (error) {
    return jsonMessage(400, { message: error instanceof Error ? error.message : String(error) });
  }
}

function faultRequestsOf(value: unknown): readonly FaultRequest[] {
  return Array.isArray(value) ? value.map(faultRequestOf) : [faultRequestOf(value)];
}

function advance(clock: Clock, value: unknown): void {
  if (clock.kind === 'real') {
    throw new TypeError('the clock is real; start the emulator with a fake one');
  }
  const isObject = typeof value === 'object' && value !== null;
  if (!isObject || !('advanceMs' in value) || typeof value.advanceMs !== 'number') {
    throw new TypeError('the body is {"advanceMs": <milliseconds>}');
  }
  clock.advance(value.advanceMs);
}

function clockForm(clock: Clock) {
  return { kind: clock.kind, now: new Date(clock.now()).toISOString() };
}

function parsed(body: Buffer): unknown {
  return JSON.parse(body.toString('utf8'));
}
