import { l10n } from 'vscode';
import type { Trigger } from '../api/resources/triggers';
import type { TriggerAddress } from '../core/address';
import type { Explorer } from '../core/explorer/explorer';

/** The name of a trigger: its input and its version. */
export function triggerName(trigger: Trigger, inputName: string | undefined): string {
  const input =
    inputName ?? trigger.input_service_id ?? trigger.input_service_name ?? l10n.t('unknown input');
  return `${input} → ${trigger.model_version || trigger.model_version_id || l10n.t('unknown version')}`;
}

/** The name of the trigger at an address, if the explorer shows it; otherwise its id. */
export function triggerNameAt(explorer: Explorer, address: TriggerAddress): string {
  const model = explorer.rowTree.get(address)?.model;
  return model?.kind === 'trigger' ? triggerName(model.trigger, model.inputName) : address.trigger;
}

/** The name of an account in rows and questions. */
export function accountName(account: {
  readonly organization: string;
  readonly name?: string | undefined;
}): string {
  return account.name ?? account.organization;
}
