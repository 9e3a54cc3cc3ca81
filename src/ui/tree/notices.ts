import { l10n, type TreeItem } from 'vscode';
import type { AccountLabel } from '../../core/accounts/account';
import type { EnvironmentReading } from '../../core/accounts/environmentAccount';
import type { Row } from '../../core/explorer/rowModel';
import { oneLine } from '../../core/text/plainText';
import type { Feedback } from '../feedback';
import { item } from './rowItem';
import { accountName } from '../names';

/** A row beside the organizations: why one of them is missing or out of date. */
export interface Notice {
  readonly id: string;
  readonly kind: 'otherWindow' | 'environment';
  readonly label: string;
  /** Stands behind the label. */
  readonly description: string;
  /** The whole of it, and what to do. */
  readonly sentence: string;
}

/** What another window has changed that this one cannot show; none when there is nothing. */
export function otherWindowNotice(changed: readonly AccountLabel[]): readonly Notice[] {
  return changed.length === 0
    ? []
    : [
        {
          id: 'notice:otherWindow',
          kind: 'otherWindow',
          label: l10n.t('Changed in another window'),
          description: changed.map(accountName).join(', '),
          sentence: staleSentence(changed),
        },
      ];
}

/** Why the organization of the environment is not there, where a person expects it. */
export function environmentNotice(reading: EnvironmentReading): readonly Notice[] {
  return reading.kind !== 'invalid' || !reading.isExpected
    ? []
    : [
        {
          id: 'notice:environment',
          kind: 'environment',
          label: l10n.t('Environment not used'),
          description: reading.message,
          sentence: l10n.t(
            'The organization that the environment of VS Code names is not shown. {0} Correct it and start VS Code again.',
            reading.message,
          ),
        },
      ];
}

export function isNotice(element: Row | Notice): element is Notice {
  return 'sentence' in element;
}

export function noticeItem(notice: Notice): TreeItem {
  const { id, kind, label, description, sentence } = notice;
  const isOtherWindow = kind === 'otherWindow';
  const result = item(label, isOtherWindow ? 'sync' : 'warning', {
    color: isOtherWindow ? undefined : 'list.warningForeground',
    description,
    spoken: `${label}. ${sentence}`,
    command: ['abeja.showNotice', notice],
  });
  result.id = id;
  result.tooltip = oneLine(sentence);
  result.contextValue = `notice.${kind}`;
  return result;
}

/** Says the whole of a notice, with the action if there is one. */
export async function showNotice(feedback: Feedback, { kind, sentence }: Notice): Promise<void> {
  switch (kind) {
    case 'otherWindow':
      await feedback.offerReload(sentence);
      break;
    case 'environment':
      await feedback.ask('warning', sentence);
      break;
  }
}

/** Why nothing can be changed here before the window is reloaded. */
export async function tellStale(
  feedback: Feedback,
  changed: readonly AccountLabel[],
): Promise<void> {
  await feedback.offerReload(staleSentence(changed));
}

function staleSentence(changed: readonly AccountLabel[]): string {
  return l10n.t(
    'The sign-in of {0} was changed in another window. Reload this window to use it; until then, organizations cannot be changed here.',
    changed.map(accountName).join(', '),
  );
}
