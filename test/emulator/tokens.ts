import { createHmac } from 'node:crypto';
import { invalid } from './httpError';

const SIGNATURE_BYTES = 9;

/**
 * Opaque page tokens. A token holds the position to continue at and is valid for the list it was
 * made for; any other text is refused with 400 (L4 of docs/platform-api.md). Tokens may hold `+`,
 * `/` and `=`, which a client must encode.
 */
export class Tokens {
  constructor(private readonly secret: string) {}

  /** A token for `list`, a text that names the list and its query. */
  seal(list: string, position: string): string {
    return Buffer.concat([this.#signature(list, position), Buffer.from(position)]).toString(
      'base64',
    );
  }

  /**
   * The position in a token of this list; 400 for any other token, with the name of `parameter`.
   */
  open(parameter: string, list: string, token: string): string {
    const content = Buffer.from(token, 'base64');
    const position = content.subarray(SIGNATURE_BYTES).toString();
    if (!content.subarray(0, SIGNATURE_BYTES).equals(this.#signature(list, position))) {
      throw invalid({ [parameter]: ['the token is not valid for this list'] });
    }
    return position;
  }

  /** A signature for a presigned URL. */
  sign(text: string): string {
    return this.#digest(text).toString('hex');
  }

  #signature(list: string, position: string): Buffer {
    return this.#digest(JSON.stringify([list, position])).subarray(0, SIGNATURE_BYTES);
  }

  #digest(text: string): Buffer {
    return createHmac('sha256', this.secret).update(text).digest();
  }
}
