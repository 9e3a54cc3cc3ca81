import type { TriggerAddress } from '../address';
import type { Localization } from '../text/localization';
import type { WatchEnd, WatchStateChange } from './watches';

/** Triggers that a sentence names; the others are counted. */
export const LONGEST_NAME_LIST = 3;

/** A sentence for changes to one state that are notified of together; `name` gives a trigger's name. */
export function stateChangeSentence(
  l10n: Localization,
  changes: readonly WatchStateChange[],
  name: (address: TriggerAddress) => string,
): string {
  const [first] = changes;
  if (first === undefined) {
    return '';
  }
  const { health, state, address } = first;
  if (changes.length === 1) {
    return state === 'failing'
      ? l10n.t(
          'Trigger {0} started failing: {1} of its last {2} finished runs failed.',
          name(address),
          health.failed,
          health.outcomes.length,
        )
      : l10n.t('Trigger {0} recovered: its last two runs succeeded.', name(address));
  }
  const names = nameList(
    l10n,
    changes.map((change) => name(change.address)),
  );
  return state === 'failing'
    ? l10n.t('{0} watched triggers started failing: {1}.', changes.length, names)
    : l10n.t('{0} watched triggers recovered: {1}.', changes.length, names);
}

/** A sentence for triggers that are not watched any more, other than by a click. */
export function endSentence(
  l10n: Localization,
  addresses: readonly TriggerAddress[],
  why: WatchEnd,
  name: (address: TriggerAddress) => string,
): string {
  const names = nameList(l10n, addresses.map(name));
  switch (why) {
    case 'deleted':
      return l10n.t('Not watched any more, because the trigger is gone: {0}.', names);
    case 'organizationRemoved':
      return l10n.t('Not watched any more, because the organization was removed: {0}.', names);
  }
}

function nameList(l10n: Localization, names: readonly string[]): string {
  const named = names.slice(0, LONGEST_NAME_LIST).join(', ');
  return names.length > LONGEST_NAME_LIST
    ? l10n.t('{0} and {1} more', named, names.length - LONGEST_NAME_LIST)
    : named;
}
