/**
 * The port for texts: gives a message in the user's language. The English text is the key; `{0}`,
 * `{1}` … stand for the arguments.
 */
export interface Localization {
  t(message: string, ...args: (string | number)[]): string;
}
