import { createHmac } from 'node:crypto';
import { invalid } from './httpError';

const SIGNATURE_BYTES = 9;

/**
 * Opaque page tokens. A token holds where to go on and is good for the list it was made for alone;
 * any other text is refused with 400 (L4 of docs/platform-api.md). Tokens may hold `+`, `/` and
 * `=`, which a client must encode.
 */
export class Tokens {
  constructor(private readonly secret: string) {}

  /** A token for `list`, a text that names the list and what shapes it. */
  seal(list: string, place: string): string {
    return Buffer.concat([this.#signature(list, place), Buffer.from(place)]).toString('base64');
  }

  /** The place in a token of this list; `parameter` is who is to blame for any other token. */
  open(parameter: string, list: string, token: string): string {
    const content = Buffer.from(token, 'base64');
    const place = content.subarray(SIGNATURE_BYTES).toString();
    if (!content.subarray(0, SIGNATURE_BYTES).equals(this.#signature(list, place))) {
      throw invalid({ [parameter]: ['the token is not valid for this list'] });
    }
    return place;
  }

  /** A signature for a presigned URL. */
  sign(text: string): string {
    return this.#digest(text).toString('hex');
  }

  #signature(list: string, place: string): Buffer {
    return this.#digest(JSON.stringify([list, place])).subarray(0, SIGNATURE_BYTES);
  }

  #digest(text: string): Buffer {
    return createHmac('sha256', this.secret).update(text).digest();
  }
}
