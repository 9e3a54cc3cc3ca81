/** The little of ASN.1's distinguished encoding (X.690) that a certificate needs. */

export function sequence(...parts: readonly Uint8Array[]): Uint8Array {
  return element(0x30, ...parts);
}

export function set(...parts: readonly Uint8Array[]): Uint8Array {
  return element(0x31, ...parts);
}

/** An element of any tag, such as the context's own. */
export function element(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

/** A whole number that is not negative, from its big-endian bytes. */
export function integer(bytes: Uint8Array): Uint8Array {
  const negative = ((bytes[0] ?? 0) & 0x80) !== 0;
  return element(0x02, negative ? Buffer.from([0]) : Buffer.alloc(0), bytes);
}

export function boolean(value: boolean): Uint8Array {
  return element(0x01, Buffer.from([value ? 0xff : 0]));
}

export function octets(content: Uint8Array): Uint8Array {
  return element(0x04, content);
}

/** Bits, the last byte's `unused` lowest ones not counted. */
export function bits(content: Uint8Array, unused = 0): Uint8Array {
  return element(0x03, Buffer.from([unused]), content);
}

export function utf8(text: string): Uint8Array {
  return element(0x0c, Buffer.from(text));
}

/** `YYYYMMDDHHMMSSZ`, for any year. */
export function generalizedTime(time: Date): Uint8Array {
  return element(0x18, Buffer.from(time.toISOString().replace(/[-:T]|\.\d+/g, '')));
}

/** An object identifier from its dotted form. */
export function identifier(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return element(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): readonly number[] {
  const digits = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) {
    digits.unshift((rest & 0x7f) | 0x80);
  }
  return digits;
}

function lengthOf(length: number): Uint8Array {
  if (length < 0x80) {
    return Buffer.from([length]);
  }
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}
