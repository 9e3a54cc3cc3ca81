import { l10n } from 'vscode';
import type { Trigger } from '../api/resources/wire';
import type { TriggerAddress } from '../core/address';
import type { Explorer } from '../core/explorer/explorer';

/** What a trigger is called: what it watches and what it runs. */
export function triggerName(trigger: Trigger, inputName: string | undefined): string {
  const input =
    inputName ?? trigger.input_service_id ?? trigger.input_service_name ?? l10n.t('unknown input');
  return `${input} → ${trigger.model_version || trigger.model_version_id || l10n.t('unknown version')}`;
}

/** What a trigger at an address is called, if the explorer shows it; otherwise its id. */
export function triggerNameAt(explorer: Explorer, address: TriggerAddress): string {
  const model = explorer.row(address)?.model;
  return model?.kind === 'trigger' ? triggerName(model.trigger, model.inputName) : address.trigger;
}

/** What an account is called in rows and questions. */
export function accountName(account: {
  readonly organization: string;
  readonly name?: string | undefined;
}): string {
  return account.name ?? account.organization;
}
