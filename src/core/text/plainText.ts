/** What ends a line, somewhere or other, and the tab. */
const BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;

/** Controls: they steer a terminal, cannot be seen, or turn the order of what follows. */
const CONTROLS = /[\p{Cc}\p{Bidi_Control}]/gu;

/** What VS Code draws as an icon in the labels of the status bar and of quick input. */
const ICON = /\$\([A-Za-z0-9-]+(?:~[A-Za-z]+)?\)/g;

/**
 * A text from elsewhere on one line, in the order in which it was written: a line break becomes a
 * space and any other control the sign for an unknown character, so that what differs looks different.
 */
export function oneLine(text: string): string {
  return text.replace(BREAKS, ' ').replace(CONTROLS, '\ufffd');
}

/**
 * A text in which VS Code finds no `[label](target)`: in notifications, and below the box of a quick
 * input, it makes links of them, which run commands. It wants both brackets side by side.
 */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}

/** A text whose `$(name)` is shown as it is written. */
export function withoutIcons(text: string): string {
  return text.replace(ICON, '\\$&');
}
