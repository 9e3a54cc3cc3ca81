/** What a token is: a mark stands for itself; `end` is behind the last one; `none` is no JSON. */
export type TokenKind = '{' | '}' | '[' | ']' | ':' | ',' | 'string' | 'scalar' | 'end' | 'none';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;

/**
 * The tokens of a JSON text, one after the other (RFC 8259). Values are not made, so that a text of
 * any size costs one look at each of its characters.
 */
export class JsonTokens {
  /** First character of the token, and the one behind it. */
  start = 0;
  end = 0;

  readonly #scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
  readonly #escape = /["\\/bfnrt]|u[\dA-Fa-f]{4}/y;

  constructor(private readonly text: string) {}

  /** The kind of the next token; there is none behind `end` and `none`. */
  next(): TokenKind {
    const { text } = this;
    let at = this.end;
    while (isSpace(text.charCodeAt(at))) {
      at += 1;
    }
    this.start = at;
    const sign = text.charAt(at);
    switch (sign) {
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
        return sign;
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

  /** Behind the closing quote, if the string is closed and holds nothing that must be escaped. */
  #stringEnd(start: number): number | undefined {
    const { text } = this;
    let at = start + 1;
    for (;;) {
      // Behind the text there is NaN, which is no character of a string.
      const code = text.charCodeAt(at);
      if (code === QUOTE) {
        return at + 1;
      }
      const behind = code === BACKSLASH ? this.#matchEnd(this.#escape, at + 1) : at + 1;
      if (behind === undefined || !(code >= SPACE)) {
        return undefined;
      }
      at = behind;
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

/** What a string token says. */
export function stringValue(token: string): string {
  return token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1);
}
