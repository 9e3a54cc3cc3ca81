import { formatAddress, type RunAddress } from '../address';

/** So many causes are kept: those that were learned last. */
const KEPT = 2000;

/** Why runs failed, in one line each, as far as their logs were read. A finished run does not change. */
export class Causes {
  readonly #texts = new Map<string, string>();

  constructor(private readonly kept = KEPT) {}

  get(run: RunAddress): string | undefined {
    return this.#texts.get(keyOf(run));
  }

  /** Learns a cause; gives whether it was not known. */
  learn(run: RunAddress, text: string): boolean {
    const key = keyOf(run);
    if (this.#texts.get(key) === text) {
      return false;
    }
    this.#texts.delete(key);
    this.#texts.set(key, text);
    const [oldest] = this.#texts.keys();
    if (this.#texts.size > this.kept && oldest !== undefined) {
      this.#texts.delete(oldest);
    }
    return true;
  }
}

/** The same whichever list names the run. */
function keyOf({ host, organization, deployment, run }: RunAddress): string {
  return formatAddress({ kind: 'run', host, organization, deployment, run });
}
