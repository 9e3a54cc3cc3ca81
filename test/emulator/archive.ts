import { gzipSync } from 'node:zlib';

const BLOCK = 512;

/**
 * A `.tar.gz` with one text file, as downloads of code and models are (D.2 of
 * docs/platform-api.md).
 */
export function tarGz(name: string, text: string): Uint8Array {
  const content = Buffer.from(text);
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const padding = Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK);
  return gzipSync(Buffer.concat([header, content, padding, Buffer.alloc(2 * BLOCK)]));
}
