import { badRequest, invalid } from './httpError';

/** `string` fields to `string` values, as environments are. */
export type TextMap = Readonly<Record<string, string>>;

/**
 * Reads the fields of a JSON body and gathers what is wrong with them, so that one answer names
 * every problem in `error_detail` (H of docs/platform-api.md). Absent and null are the same.
 */
export class Fields {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #problems: Record<string, string[]> = {};

  constructor(body: Buffer) {
    this.#fields = objectOf(body);
  }

  has(name: string): boolean {
    return (this.#fields[name] ?? null) !== null;
  }

  /** A text that must be there and not be empty. */
  text(name: string): string {
    if (!this.has(name)) {
      this.problem(name, 'missing data for required field');
      return '';
    }
    return this.optionalText(name) ?? '';
  }

  optionalText(name: string): string | null {
    const value = this.#fields[name] ?? null;
    if (value === null) {
      return null;
    }
    if (typeof value !== 'string' || value === '') {
      this.problem(name, 'not a valid string');
      return null;
    }
    return value;
  }

  /** A text that may be empty. */
  freeText(name: string): string | null {
    return this.#fields[name] === '' ? '' : this.optionalText(name);
  }

  /** A whole number within bounds. */
  integer(name: string, fallback: number, least: number, most: number): number {
    const value = this.#fields[name] ?? fallback;
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) {
      return value;
    }
    this.problem(
      name,
      most === Infinity
        ? `must be an integer of at least ${least}`
        : `must be an integer between ${least} and ${most}`,
    );
    return fallback;
  }

  /** An object of texts; `{}` when absent or null (L2 of docs/platform-api.md). */
  textMap(name: string): TextMap {
    const value = this.#fields[name] ?? {};
    if (!isObject(value)) {
      this.problem(name, 'not a valid object');
      return {};
    }
    const texts: Record<string, string> = {};
    for (const [key, text] of Object.entries(value)) {
      if (typeof text === 'string') {
        texts[key] = text;
      } else {
        this.problem(name, `the value of "${key}" is not a valid string`);
      }
    }
    return texts;
  }

  problem(name: string, text: string): void {
    (this.#problems[name] ??= []).push(text);
  }

  /** Refuses the request when anything was wrong; only then may the value be missing. */
  checked<T>(value: T | undefined): T {
    if (Object.keys(this.#problems).length > 0 || value === undefined) {
      throw invalid(this.#problems);
    }
    return value;
  }
}

function objectOf(body: Buffer): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw badRequest('the body is not JSON');
  }
  if (!isObject(value)) {
    throw badRequest('the body is not a JSON object');
  }
  return value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
