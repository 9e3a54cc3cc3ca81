import {
  l10n,
  QuickPickItemKind,
  ThemeIcon,
  type QuickInputButton,
  type QuickPickItem,
} from 'vscode';
import { oneLine, withoutIcons } from '../../core/text/plainText';
import type { Choice, Problem } from '../../core/prompts/prompter';

/** What stands behind a row of the list. */
export type PickRow<T> = Omit<QuickPickItem, 'buttons'> & {
  readonly row:
    | { readonly kind: 'choice'; readonly key: string; readonly value: T }
    /** Loads what comes next, or stands for it while it is being loaded. */
    | { readonly kind: 'load' }
    | { readonly kind: 'note' };
  readonly buttons?: readonly (QuickInputButton & { readonly value: T })[];
};

/** How much of a list is loaded, or why no more of it is. */
export type ListState = 'loading' | 'partial' | 'complete' | { readonly failure: string };

/** What the key of the row begins with that takes the typed text as an id. */
const TYPED = 'typed ';

/** The rows of a choice: itself, below the name of a group that it starts. */
export function choiceRows<T>(choice: Choice<T>): readonly PickRow<T>[] {
  const { key, label, description, detail, icon, value, group, actions = [] } = choice;
  const row: PickRow<T> = {
    label: icon === undefined ? plain(label) : `$(${icon}) ${plain(label)}`,
    ...(description === undefined ? {} : { description: plain(description) }),
    ...(detail === undefined ? {} : { detail: plain(detail) }),
    buttons: actions.map((action) => ({
      iconPath: new ThemeIcon(action.icon),
      tooltip: action.label,
      value: action.value,
    })),
    row: { kind: 'choice', key, value },
  };
  return group === undefined
    ? [row]
    : [{ label: oneLine(group), kind: QuickPickItemKind.Separator, row: { kind: 'note' } }, row];
}

/** The row that takes the typed text as an id. */
export function typedRow<T>(label: string, text: string, value: T): PickRow<T> {
  return {
    label: `$(edit) ${plain(label)}`,
    alwaysShow: true,
    row: { kind: 'choice', key: `${TYPED}${text}`, value },
  };
}

/** Whether what stands behind a row is a text that was typed as an id. */
export function isTyped(row: PickRow<unknown>['row'] | undefined): boolean {
  return row?.kind === 'choice' && row.key.startsWith(TYPED);
}

/** What went wrong, above the choices: a row does not break its line, so a sentence a row. */
export function problemRows<T>(problem: Problem | undefined): readonly PickRow<T>[] {
  const [first, ...others] = problem?.message.split(/(?<=\.) +|(?<=。) */) ?? [];
  return first === undefined
    ? []
    : [
        noteRow(problem?.severity === 'error' ? 'error' : 'warning', first),
        ...others
          .filter((sentence) => sentence !== '')
          .map((sentence) => noteRow<T>('blank', sentence)),
      ];
}

/** How far the list is, below the choices, of which so many are loaded; `empty` says that it has none. */
export function tailRows<T>(
  state: ListState,
  loaded: number,
  empty: string | undefined,
): readonly PickRow<T>[] {
  if (typeof state === 'object') {
    return [
      {
        label: `$(refresh) ${l10n.t('Try again')}`,
        detail: plain(state.failure),
        alwaysShow: true,
        row: { kind: 'load' },
      },
    ];
  }
  switch (state) {
    case 'loading':
      return [
        {
          label: `$(loading~spin) ${l10n.t('Loading…')}`,
          alwaysShow: true,
          row: { kind: 'load' },
        },
      ];
    case 'partial':
      return [
        {
          label: `$(ellipsis) ${l10n.t('Load more')}`,
          description: l10n.t('{0} loaded', loaded),
          alwaysShow: true,
          row: { kind: 'load' },
        },
      ];
    case 'complete':
      return loaded === 0 && empty !== undefined ? [noteRow('info', empty)] : [];
  }
}

/** Whether a row is found by a text. */
export function matches(
  { label, description, detail }: Pick<Choice<unknown>, 'label' | 'description' | 'detail'>,
  text: string,
): boolean {
  const wanted = text.toLowerCase();
  return [label, description, detail].some((part) => part?.toLowerCase().includes(wanted));
}

/** A row that says something and does nothing. */
export function noteRow<T>(icon: string, label: string, detail?: string): PickRow<T> {
  return {
    label: `$(${icon}) ${plain(label)}`,
    ...(detail === undefined ? {} : { detail: plain(detail) }),
    alwaysShow: true,
    row: { kind: 'note' },
  };
}

/** In each part of a row, `$(name)` would be drawn as an icon. */
function plain(text: string): string {
  return withoutIcons(oneLine(text));
}
