import { ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { oneLine } from '../../core/text/plainText';

/** What a tree item shows and does beside its label and its icon. */
export interface ItemDetails {
  readonly description?: string | undefined;
  /** Never the only sign. */
  readonly color?: string | undefined;
  /** What a screen reader speaks; the label when absent. */
  readonly spoken?: string;
  readonly isParent?: boolean;
  /** The command that a click or Enter runs, and its argument. */
  readonly command?: readonly [id: string, argument: unknown];
}

/** A tree item. Each text becomes one line whose direction does not affect the others. */
export function item(label: string, icon: string, details: ItemDetails): TreeItem {
  const { description, color, spoken = label, isParent = false, command } = details;
  const { Collapsed, None } = TreeItemCollapsibleState;
  const result = new TreeItem(oneLine(label), isParent ? Collapsed : None);
  result.iconPath = new ThemeIcon(icon, color === undefined ? undefined : new ThemeColor(color));
  if (description !== undefined) {
    result.description = oneLine(description);
  }
  if (command !== undefined) {
    const [id, argument] = command;
    result.command = { command: id, title: oneLine(label), arguments: [argument] };
  }
  result.accessibilityInformation = { label: oneLine(spoken) };
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
