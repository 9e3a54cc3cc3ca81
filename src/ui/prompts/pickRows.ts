import {
  l10n,
  QuickPickItemKind,
  ThemeIcon,
  type QuickInputButton,
  type QuickPickItem,
} from 'vscode';
import { oneLine, withoutIcons } from '../../core/text/plainText';
import type { Choice, Problem } from '../../core/prompts/prompter';

/** A row of the list. */
export type PickRow<T> = Omit<QuickPickItem, 'buttons'> & {
  readonly row:
    | { readonly kind: 'choice'; readonly key: string; readonly value: T }
    /** Loads the next page, or shows that it is being loaded. */
    | { readonly kind: 'load' }
    | { readonly kind: 'note' };
  readonly buttons?: readonly (QuickInputButton & { readonly value: T })[];
};

/** How much of a list is loaded, or why loading failed. */
export type ListState = 'loading' | 'partial' | 'complete' | { readonly failure: string };

/** Prefix of the key of the row that offers the typed text as an id. */
const TYPED = 'typed ';

/** The row of a choice, below the separator of the group that begins with it. */
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

/** The row that offers the typed text as an id. */
export function typedRow<T>(label: string, text: string, value: T): PickRow<T> {
  return {
    label: `$(edit) ${plain(label)}`,
    alwaysShow: true,
    row: { kind: 'choice', key: `${TYPED}${text}`, value },
  };
}

/** Whether a row offers the typed text as an id. */
export function isTyped(row: PickRow<unknown>['row'] | undefined): boolean {
  return row?.kind === 'choice' && row.key.startsWith(TYPED);
}

/** A problem, above the choices. Rows do not wrap, so each sentence has its own. */
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

/** The state of the list, below its `loaded` choices; `empty` is shown when it has none. */
export function tailRows<T>(
  state: ListState,
  loaded: number,
  empty: string | undefined,
): readonly PickRow<T>[] {
  if (typeof state === 'object') {
    return [loadRow('refresh', l10n.t('Try again'), { detail: plain(state.failure) })];
  }
  switch (state) {
    case 'loading':
      return [loadRow('loading~spin', l10n.t('Loading…'))];
    case 'partial':
      return [
        loadRow('ellipsis', l10n.t('Load more'), { description: l10n.t('{0} loaded', loaded) }),
      ];
    case 'complete':
      return loaded === 0 && empty !== undefined ? [noteRow('info', empty)] : [];
  }
}

function loadRow<T>(
  icon: string,
  label: string,
  more: Pick<QuickPickItem, 'description' | 'detail'> = {},
): PickRow<T> {
  return { label: `$(${icon}) ${label}`, ...more, alwaysShow: true, row: { kind: 'load' } };
}

/** Whether label, description or detail of a row contain a text. */
export function matches(
  { label, description, detail }: Pick<Choice<unknown>, 'label' | 'description' | 'detail'>,
  text: string,
): boolean {
  const wanted = text.toLowerCase();
  return [label, description, detail].some((part) => part?.toLowerCase().includes(wanted));
}

/** A row with a message; accepting it does nothing. */
export function noteRow<T>(icon: string, label: string, detail?: string): PickRow<T> {
  return {
    label: `$(${icon}) ${plain(label)}`,
    ...(detail === undefined ? {} : { detail: plain(detail) }),
    alwaysShow: true,
    row: { kind: 'note' },
  };
}

/** VS Code renders `$(name)` as an icon in label, description and detail of a row. */
function plain(text: string): string {
  return withoutIcons(oneLine(text));
}
