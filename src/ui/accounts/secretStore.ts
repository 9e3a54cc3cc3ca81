import type { SecretStorage } from 'vscode';
import type { SecretStore } from '../../core/accounts/accountStore';

/** VS Code's secret storage as a {@link SecretStore}. */
export function secretStore(secrets: SecretStorage): SecretStore {
  return {
    get: (key) => secrets.get(key),
    store: (key, value) => secrets.store(key, value),
    onDidChange: (listener) => {
      const subscription = secrets.onDidChange(({ key }) => listener(key));
      return () => {
        subscription.dispose();
      };
    },
  };
}
