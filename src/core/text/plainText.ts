/** Line separators of any standard, and the tab. */
const BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;

/** Control characters: terminal escapes, invisible ones, and those that change the text direction. */
const CONTROLS = /[\p{Cc}\p{Bidi_Control}]/gu;

/** What VS Code renders as an icon in labels of the status bar and of quick input. */
const ICON = /\$\([A-Za-z0-9-]+(?:~[A-Za-z]+)?\)/g;

/**
 * A text on one line: a line break becomes a space, any other control character U+FFFD, so that texts
 * that differ look different.
 */
export function oneLine(text: string): string {
  return text.replace(BREAKS, ' ').replace(CONTROLS, '\ufffd');
}

/**
 * A text without `[label](target)`: in notifications and in the message of a quick input, VS Code makes
 * links of it, which may run commands. A space between the brackets prevents that.
 */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}

/** A text whose `$(name)` is shown literally. */
export function withoutIcons(text: string): string {
  return text.replace(ICON, '\\$&');
}
