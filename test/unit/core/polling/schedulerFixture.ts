import { ApiError, type Failure } from '../../../../src/api/failure';
import {
  PollScheduler,
  type Target,
  type PollRequest,
} from '../../../../src/core/polling/scheduler';
import { RequestBudget, type Purpose } from '../../../../src/core/polling/requestBudget';
import { manualTime } from '../../api/support';

/** Milliseconds between two requests for what changes. */
export const BASE_INTERVAL = 5000;

/** What a scripted platform answers: whether anything changed, or why it failed. */
export type Reply = 'changed' | 'unchanged' | Failure;

export interface Ask {
  readonly key: string;
  readonly at: number;
  /** Answers; until then the request is under way. */
  readonly reply: (reply: Reply) => void;
}

/** A scheduler under a clock that is moved by hand, and what it asked. */
export class SchedulerFixture {
  readonly time = manualTime(0);
  readonly asks: Ask[] = [];
  readonly rateLimits: number[] = [];
  readonly unexpectedErrors: unknown[] = [];
  readonly start = this.time.now();
  requests: readonly PollRequest[] = [];
  /** What is answered at once; nothing leaves the request under way. */
  answer: ((key: string) => Reply | undefined) | undefined = () => 'unchanged';
  baseIntervalMs = BASE_INTERVAL;
  readonly scheduler: PollScheduler;

  constructor(perMinute = 600) {
    this.scheduler = new PollScheduler({
      requests: () => this.requests,
      poll: (target) => this.#ask(target),
      baseIntervalMs: () => this.baseIntervalMs,
      budget: new RequestBudget(
        () => perMinute,
        this.time,
        () => undefined,
      ),
      time: this.time,
      rateLimited: (_, restMs) => this.rateLimits.push(restMs),
      reportUnexpectedError: (error) => this.unexpectedErrors.push(error),
    });
  }

  /** What is to be kept up to date from now on. */
  setRequests(...requests: readonly PollRequest[]): void {
    this.requests = requests;
    this.scheduler.changed();
  }

  /** Lets time pass, and every answer be taken in. */
  async pass(milliseconds: number, step = 250): Promise<void> {
    for (let passed = 0; passed < milliseconds; passed += step) {
      this.time.advance(Math.min(step, milliseconds - passed));
      await settled();
    }
    await settled();
  }

  /** Seconds since the start at which a target was asked for. */
  times(key: string): readonly number[] {
    return this.asks
      .filter((ask) => ask.key === key)
      .map(({ at }) => Math.round((at - this.start) / 1000));
  }

  count(pattern = /./): number {
    return this.asks.filter(({ key }) => pattern.test(key)).length;
  }

  #ask(target: Target): Promise<boolean> {
    const key = keyOf(target);
    return new Promise((resolve, reject) => {
      const reply = (given: Reply): void => {
        if (typeof given === 'string') {
          resolve(given === 'changed');
        } else {
          reject(new ApiError(given, 'GET /runs'));
        }
      };
      this.asks.push({ key, at: this.time.now(), reply });
      const answer = this.answer?.(key);
      if (answer !== undefined) {
        reply(answer);
      }
    });
  }
}

export const settled = async (): Promise<void> => {
  await new Promise((resolve) => setImmediate(resolve));
};

const keyOf = ({ address }: Target): string =>
  `${address.organization}/${address.kind === 'run' ? address.run : address.trigger}`;

export function pollRequest(
  id: string,
  purpose: Purpose = 'following',
  isKnown = true,
  organization = 'acme',
): PollRequest {
  const at = { host: 'api.abeja.io', organization, deployment: 'd' };
  const target: Target = id.startsWith('run')
    ? { kind: 'run', address: { ...at, kind: 'run', run: id, trigger: 't' } }
    : { kind: 'head', address: { ...at, kind: 'trigger', trigger: id } };
  return { key: keyOf(target), target, purpose, isKnown };
}

export const rateLimited = (retryAfterMs?: number): Failure => ({
  kind: 'rateLimited',
  status: 429,
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});
