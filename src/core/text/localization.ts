/**
 * The words port: gives a message in the reader's language. The English text is the key; `{0}`,
 * `{1}` … stand for the arguments.
 */
export interface Localization {
  t(message: string, ...args: (string | number)[]): string;
}
