import { writeJson } from '../../api/decoding/json';
import type { Run } from '../../api/resources/runs';

/** Fields that most runs of one trigger have in common. */
const COMMON: ReadonlySet<string> = new Set<keyof Run>([
  'trigger_id',
  'deployment_id',
  'model_version_id',
  'model_version',
  'models',
  'output_template',
  'user_env_vars',
  'status',
]);

/** Values kept to be shared; more would mean that they are not common at all. */
const VALUES = 500;

/** Lets the runs of one trigger share equal values, which each answer brings anew. */
export class FieldInterning {
  readonly #values = new Map<string, unknown>();

  /** The same run, with shared values. */
  share(run: Run): Run {
    const fields = Object.entries(run).map(
      ([name, value]: [string, unknown]): [string, unknown] => [
        name,
        COMMON.has(name) ? this.#one(value) : value,
      ],
    );
    return Object.fromEntries(fields) as unknown as Run;
  }

  #one(value: unknown): unknown {
    if (typeof value !== 'string' && (typeof value !== 'object' || value === null)) {
      return value;
    }
    const text = writeJson(value);
    if (text === undefined) {
      return value;
    }
    const known = this.#values.get(text);
    if (known !== undefined) {
      return known;
    }
    if (this.#values.size >= VALUES) {
      this.#values.clear();
    }
    this.#values.set(text, value);
    return value;
  }
}
