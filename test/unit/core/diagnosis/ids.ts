import * as fc from 'fast-check';

/** Ids as the platform makes them, for properties. */

const hex = (length: number): fc.Arbitrary<string> =>
  fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));

export const uuid = fc
  .tuple(hex(8), hex(4), hex(4), hex(4), hex(12))
  .map((parts) => parts.join('-'));

/** `20240301T091500-7d0f0b52-5b1e-4c6f-9a55-2f1f3f7b9c10` */
export const fileId = fc
  .tuple(fc.stringMatching(/^20[0-3]\d[01]\d[0-2]\dT[0-2]\d[0-5]\d[0-5]\d$/), uuid)
  .map((parts) => parts.join('-'));

/** `run-00112233445566aa` and its like. */
export const platformId = fc
  .tuple(fc.constantFrom('run', 'tri', 'ver', 'ser', 'pnt'), hex(16))
  .map((parts) => parts.join('-'));

/** Thirteen digits: a deployment, a channel, an organization. */
export const numberId = fc.stringMatching(/^1[1-4]\d{11}$/);
