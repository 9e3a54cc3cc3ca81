/** Kinds of token: a punctuator is its own kind; `end` is the end of the text; `none` is no JSON. */
export type TokenKind = '{' | '}' | '[' | ']' | ':' | ',' | 'string' | 'scalar' | 'end' | 'none';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;

/**
 * The tokens of a JSON text, one after the other (RFC 8259). Values are not made: each character is
 * read once, whatever the size of the text.
 */
export class JsonTokens {
  /** Offset of the token, and of its end. */
  start = 0;
  end = 0;

  readonly #scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
  readonly #escape = /["\\/bfnrt]|u[\dA-Fa-f]{4}/y;

  constructor(private readonly text: string) {}

  /** The kind of the next token; not to be called after `end` or `none`. */
  next(): TokenKind {
    const { text } = this;
    let at = this.end;
    while (isSpace(text.charCodeAt(at))) {
      at += 1;
    }
    this.start = at;
    const character = text.charAt(at);
    switch (character) {
      case '':
        this.end = at;
        return 'end';
      case '{':
      case '}':
      case '[':
      case ']':
      case ':':
      case ',':
        this.end = at + 1;
        return character;
      case '"':
        return this.#take('string', this.#stringEnd(at));
      default:
        return this.#take('scalar', this.#matchEnd(this.#scalar, at));
    }
  }

  #take(kind: 'string' | 'scalar', end: number | undefined): TokenKind {
    this.end = end ?? this.start;
    return end === undefined ? 'none' : kind;
  }

  /** Offset after the closing quote; `undefined` where the string is not closed or not valid. */
  #stringEnd(start: number): number | undefined {
    const { text } = this;
    let at = start + 1;
    for (;;) {
      // NaN at the end of the text, which is no character of a string.
      const code = text.charCodeAt(at);
      if (code === QUOTE) {
        return at + 1;
      }
      const next = code === BACKSLASH ? this.#matchEnd(this.#escape, at + 1) : at + 1;
      if (next === undefined || !(code >= SPACE)) {
        return undefined;
      }
      at = next;
    }
  }

  #matchEnd(pattern: RegExp, at: number): number | undefined {
    pattern.lastIndex = at;
    return pattern.test(this.text) ? pattern.lastIndex : undefined;
  }
}

function isSpace(code: number): boolean {
  return code === SPACE || code === 0x0a || code === 0x0d || code === 0x09;
}

/** The value of a string token. */
export function stringValue(token: string): string {
  return token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1);
}
