import type { SecretStorage } from 'vscode';
import type { SecretStore } from '../../core/accounts/accountStorage';

/** VS Code's secret storage as a {@link SecretStore}. */
export function secretStore(secrets: SecretStorage): SecretStore {
  return {
    get: (key) => secrets.get(key),
    store: (key, value) => secrets.store(key, value),
    delete: (key) => secrets.delete(key),
    keys: listsKeys(secrets) ? () => secrets.keys() : undefined,
    onDidChange: (listener) => {
      const subscription = secrets.onDidChange(({ key }) => listener(key));
      return () => {
        subscription.dispose();
      };
    },
  };
}

/** Whether this VS Code can list the keys: 1.139 can, 1.100 cannot. */
function listsKeys(
  secrets: SecretStorage,
): secrets is SecretStorage & { keys(): Thenable<readonly string[]> } {
  return 'keys' in secrets && typeof secrets.keys === 'function';
}
