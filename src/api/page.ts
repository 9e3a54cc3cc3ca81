/** One entry of a list: a resource, or what could not be read as one and is shown as such. */
export type Entry<T> = Resource<T> | Malformed;

export interface Resource<T> {
  readonly kind: 'resource';
  readonly value: T;
}

export interface Malformed {
  readonly kind: 'malformed';
  /** What is wrong, for a developer: `run_id is missing`. */
  readonly reason: string;
  /** The entry as JSON text. */
  readonly raw: string;
}

/** A part of a list and the opaque way to the part after it; no `next` at the end. */
export interface Page<T> {
  readonly items: readonly Entry<T>[];
  readonly next?: string;
}
