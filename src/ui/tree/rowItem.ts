import {
  ThemeColor,
  ThemeIcon,
  TreeItem,
  type Command,
  type TreeItemCollapsibleState,
} from 'vscode';
import type { Row } from '../../core/explorer/rowModel';
import { oneLine } from '../../core/text/plainText';

/**
 * A tree item of a label, an icon and what a screen reader speaks; a `color` is never the only sign. Each
 * text becomes one line whose direction does not affect the others.
 */
export function item(
  label: string,
  icon: string,
  state: TreeItemCollapsibleState,
  more: {
    readonly description?: string | undefined;
    readonly color?: string | undefined;
    readonly spoken: string;
  },
): TreeItem {
  const result = new TreeItem(oneLine(label), state);
  result.iconPath = new ThemeIcon(
    icon,
    more.color === undefined ? undefined : new ThemeColor(more.color),
  );
  if (more.description !== undefined) {
    result.description = oneLine(more.description);
  }
  result.accessibilityInformation = { label: oneLine(more.spoken) };
  return result;
}

/** Facts read out one after the other. */
export function spoken(...texts: readonly string[]): string {
  return facts(', ', ...texts);
}

/** Those of the facts that there are. */
export function facts(between: string, ...texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join(between);
}

/** The command that a click or Enter on a row runs. */
export function onClick(command: string, title: string, row: Row): Command {
  return { command, title, arguments: [row] };
}
