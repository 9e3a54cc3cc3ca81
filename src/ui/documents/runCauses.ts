import type { RunAddress } from '../../core/address';
import type { Explorer } from '../../core/explorer/explorer';
import { Causes } from '../../core/logs/causes';
import type { LogState } from '../../core/logs/logText';
import { causeText } from '../../core/logs/opening';

/** Shows on the rows of failed runs why they failed, once their logs were read. */
export class RunCauses {
  readonly #causes = new Causes();

  constructor(private readonly explorer: Explorer) {
    explorer.rowTree.decorate({
      run: (address) => {
        const cause = this.#causes.get(address);
        return cause === undefined ? undefined : { cause };
      },
    });
  }

  /** Takes the cause from the loaded part of a log. */
  learn(address: RunAddress, { log, run }: LogState): void {
    const cause = causeText(log, run);
    if (cause !== undefined && this.#causes.learn(address, cause)) {
      const trigger = address.trigger ?? run.trigger_id;
      this.explorer.rowTree.redraw({ ...address, ...(trigger ? { trigger } : {}) });
    }
  }
}
