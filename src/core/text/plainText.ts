/** Line separators of any standard, and the tab. */
const BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;

/**
 * Characters that cannot be seen: terminal escapes, those that change the text direction, of no width,
 * and fillers. Some belong to the character before them: variants of ideographs and emoji, joiners of emoji and of Arabic and Indic letters.
 */
const INVISIBLE =
  /(?!(?<=[\p{Ideographic}\p{Emoji}])\p{Variation_Selector}|(?<=[\p{Script=Arabic}\p{M}])[\u200c\u200d]|(?<=[\p{Emoji}\ufe0f])\u200d(?=\p{Extended_Pictographic}))[\p{Cc}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** What VS Code renders as an icon in labels of the status bar and of quick input. */
const ICON = /\$\([A-Za-z0-9-]+(?:~[A-Za-z]+)?\)/g;

/**
 * A text on one line: a line break becomes a space, any other character that cannot be seen U+FFFD, so
 * that texts that differ look different.
 */
export function oneLine(text: string): string {
  return text.replace(BREAKS, ' ').replace(INVISIBLE, '\ufffd');
}

/** A text whose line breaks and characters that cannot be seen are written as `\u{1b}`, to be pasted anywhere. */
export function escapeInvisible(text: string): string {
  const escaped = (sign: string) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`;
  return text.replace(/[\u2028\u2029]/g, escaped).replace(INVISIBLE, escaped);
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
