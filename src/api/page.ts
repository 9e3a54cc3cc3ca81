/** One entry of a list: a resource, or what could not be read as one. */
export type Entry<T> = Resource<T> | Malformed;

/** An entry that could be read. */
export interface Resource<T> {
  readonly kind: 'resource';
  readonly value: T;
}

/** An entry that could not; it keeps its place in the list. */
export interface Malformed {
  readonly kind: 'malformed';
  /** What is wrong, for a developer: `run_id is missing`. */
  readonly reason: string;
  /** The entry as JSON text. */
  readonly raw: string;
}

/** A part of a list, and the opaque token of the next part; no `next` at the end. */
export interface Page<T> {
  readonly items: readonly Entry<T>[];
  readonly next?: string;
}

/** Fetches the page behind `next`, or the first one. */
export type FetchPage<T> = (next: string | undefined) => Promise<Page<T>>;
