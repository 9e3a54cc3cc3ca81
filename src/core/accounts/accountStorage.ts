import type { AccountLabel } from './account';

/** The part of a secret store that accounts need; `get` gives `undefined` for an unknown key. */
export interface SecretStore {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
  /** All keys; absent where the secret store cannot list them (VS Code 1.100). */
  readonly keys?: (() => PromiseLike<readonly string[]>) | undefined;
  /** Calls back when this window or another changed a key; returns a function that unsubscribes. */
  onDidChange(listener: (key: string) => void): () => void;
}

/**
 * Markers of sign-ins: one file for each, so that windows that write at once lose none. They complete
 * the index of sign-ins, whose secret two windows may overwrite. In a browser, where a window reads all
 * secrets once and writes back all that it knows, they also show it what it must not overwrite.
 */
export interface SignInMarkers {
  read(): Promise<MarkedSignIns>;
  /** Marks that a sign-in begins, before its secret is stored. */
  begin(signIn: string, begun: BegunSignIn): Promise<void>;
  /** Removes the marker of a sign-in whose secret was not stored. */
  withdraw(signIn: string): Promise<void>;
  end(signIn: string): Promise<void>;
  /** Marks that the secrets of these were missing when this window was opened. */
  miss(signIns: readonly string[]): Promise<void>;
  /** Calls back when this window or another added a marker; returns a function that unsubscribes. */
  onDidChange(listener: () => void): () => void;
}

/** What the marker of a beginning holds. */
export interface BegunSignIn {
  readonly label: AccountLabel;
  /** Its order among the sign-ins of the same root: the last one counts. */
  readonly order: number;
}

/** The content of the markers. */
export interface MarkedSignIns {
  readonly ended: ReadonlySet<string>;
  /** Sign-ins that began in any window with the same secret store, and have not ended. */
  readonly begun: ReadonlyMap<string, BegunSignIn>;
  /** Sign-ins that an earlier window had, or whose secret it had missed: what is missing was lost. */
  readonly missed: ReadonlySet<string>;
  /** Whether a window reads all secrets once and writes back all that it knows, as in a browser. */
  readonly isReadOnce: boolean;
}
