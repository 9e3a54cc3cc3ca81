import assert from 'node:assert/strict';
import type { Account } from '../../../../src/core/accounts/account';
import type {
  BegunSignIn,
  MarkedSignIns,
  SecretStore,
  SignInMarkers,
} from '../../../../src/core/accounts/accountStorage';
import { Accounts } from '../../../../src/core/accounts/accountStore';

/** An account for tests. */
export const account = (
  organization: string,
  token: string,
  source: Account['source'] = 'stored',
) => ({
  origin: 'https://api.abeja.io',
  organization,
  name: undefined,
  credential: { kind: 'user' as const, userId: '1500000000064', token },
  source,
});

/** A secret store that several windows share, as they do on a desktop. */
export class SharedSecrets {
  readonly values = new Map<string, string>();
  readonly markers = new SharedMarkers();
  readonly #listeners = new Set<(key: string) => void>();

  window(fault?: 'forgets' | 'rejects'): SecretStore {
    const write = (key: string, value: string | undefined): Promise<void> => {
      if (fault === 'rejects') {
        return Promise.reject(new Error(`cannot keep ${value}`));
      }
      if (fault === undefined) {
        put(this.values, key, value);
      }
      this.#listeners.forEach((listener) => listener(key));
      return Promise.resolve();
    };
    return {
      get: (key) => Promise.resolve(this.values.get(key)),
      store: (key, value) => write(key, value),
      delete: (key) => write(key, undefined),
      onDidChange: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
    };
  }

  /** A page of a browser: it reads all secrets once, hears nothing, and writes all that it knows. */
  page(): SecretStore {
    const known = new Map(this.values);
    const write = (key: string, value: string | undefined): Promise<void> => {
      put(known, key, value);
      this.values.clear();
      known.forEach((text, name) => this.values.set(name, text));
      return Promise.resolve();
    };
    return {
      get: (key) => Promise.resolve(known.get(key)),
      store: (key, value) => write(key, value),
      delete: (key) => write(key, undefined),
      onDidChange: () => () => undefined,
    };
  }

  /** All that is stored, as one text. */
  text(): string {
    return [...this.values.values()].join();
  }
}

class SharedMarkers {
  readonly #ended = new Set<string>();
  readonly #begun = new Map<string, BegunSignIn>();
  readonly #missed = new Set<string>();
  readonly #listeners = new Set<() => void>();

  /** The markers for a window of a desktop, or for a page of a browser that is opened now. */
  open(isReadOnce: boolean): SignInMarkers {
    const begunBefore = new Set(this.#begun.keys());
    const missed = new Set(this.#missed);
    const change = (action: () => unknown): Promise<void> => {
      action();
      this.#listeners.forEach((listener) => listener());
      return Promise.resolve();
    };
    return {
      read: (): Promise<MarkedSignIns> =>
        Promise.resolve({
          ended: new Set(this.#ended),
          begun: new Map(this.#begun),
          missed,
          isReadOnce,
        }),
      begin: (signIn, begun) => change(() => this.#begun.set(signIn, begun)),
      withdraw: (signIn) => change(() => this.#begun.delete(signIn)),
      end: (signIn) =>
        change(() => {
          this.#ended.add(signIn);
          this.#begun.delete(signIn);
        }),
      miss: (signIns) => {
        signIns.filter((one) => begunBefore.has(one)).forEach((one) => this.#missed.add(one));
        return Promise.resolve();
      },
      onDidChange: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
    };
  }
}

/** Markers in a folder that cannot be made. */
export const noMarkers: SignInMarkers = {
  read: () =>
    Promise.resolve({
      ended: new Set(),
      begun: new Map(),
      missed: new Set(),
      isReadOnce: false,
    }),
  begin: () => Promise.reject(new Error('no folder')),
  withdraw: () => Promise.reject(new Error('no folder')),
  end: () => Promise.reject(new Error('no folder')),
  miss: () => Promise.reject(new Error('no folder')),
  onDidChange: () => () => undefined,
};

function put(map: Map<string, string>, key: string, value: string | undefined): void {
  if (value === undefined) {
    map.delete(key);
  } else {
    map.set(key, value);
  }
}

/** The accounts as a window of a desktop sees them. */
export const windowOf = (secrets: SharedSecrets, store = secrets.window(), environment?: Account) =>
  new Accounts(store, secrets.markers.open(false), environment);

/** The accounts as a page of a browser sees them that is opened now. */
export const pageOf = (secrets: SharedSecrets) =>
  new Accounts(secrets.page(), secrets.markers.open(true), undefined);

/** Accounts without the random names of their sign-ins. */
export const plain = (accounts: readonly Account[]) =>
  accounts.map(({ signIn, ...rest }) => {
    assert.ok(rest.source === 'environment' || signIn !== undefined);
    return rest;
  });
