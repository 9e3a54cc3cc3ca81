import { deflateSync } from 'node:zlib';
import type { FileKind } from './entities';
import { randomFraction, randomInteger } from './seededRandom';

/** The bytes of a computed file: always the same for its number. */
export function fileContent(kind: FileKind, number: number, isChanged = false): Uint8Array {
  switch (kind) {
    case 'image':
      return picture(number);
    case 'table':
      return Buffer.from(table(number, isChanged ? 'total' : 'amount'));
    case 'record':
      return Buffer.from(`${JSON.stringify(record(number), null, 2)}\n`);
    case 'text':
      return Buffer.from(text(number));
    case 'binary':
      return randomBytes(number, 4096);
    case 'large':
      return Buffer.alloc(LARGE_BYTES, randomBytes(number, 4096));
  }
}

/** More than the extension shows in an editor. */
const LARGE_BYTES = 24 * 1024 * 1024;

function randomBytes(number: number, length: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, i) => randomInteger(number, i) & 0xff));
}

function text(number: number): string {
  const lines = Array.from({ length: 8 }, (_, i) => {
    const item = 1000 + (randomInteger(number, i) % 9000);
    return number % 2 === 0
      ? `Item ${item} arrived damaged, please replace it.`
      : `商品 ${item} が破損していました。交換をお願いします。`;
  });
  return `${lines.join('\n')}\n`;
}

function table(number: number, lastColumn: string): string {
  const rows = Array.from({ length: 12 }, (_, row) => {
    const quantity = 1 + (randomInteger(number, row, 1) % 40);
    const price = 100 + (randomInteger(number, row, 2) % 9900);
    return `${1000 + row},${quantity},${price},${quantity * price}`;
  });
  return [`item_code,quantity,unit_price,${lastColumn}`, ...rows, ''].join('\n');
}

function record(number: number): Readonly<Record<string, unknown>> {
  return {
    record_id: number,
    measured: Array.from(
      { length: 4 },
      (_, i) => Math.round(randomFraction(number, i) * 1e4) / 100,
    ),
    line: `L${1 + (number % 4)}`,
  };
}

const SIDE = 32;

/** A PNG of two shades of grey, as a camera above a conveyor belt might see a part. */
function picture(number: number): Uint8Array {
  const rows = Buffer.alloc(SIDE * (SIDE + 1));
  const [left, top] = [randomInteger(number, 1) % 16, randomInteger(number, 2) % 16];
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const inside = x >= left && x < left + 14 && y >= top && y < top + 14;
      rows[y * (SIDE + 1) + 1 + x] = (inside ? 200 : 60) + (randomInteger(number, x, y) % 20);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIDE, 0);
  header.writeUInt32BE(SIDE, 4);
  header.writeUInt8(8, 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(typed.length + 8);
  framed.writeUInt32BE(data.length, 0);
  typed.copy(framed, 4);
  framed.writeUInt32BE(crc(typed), typed.length + 4);
  return framed;
}

function crc(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
    }
  }
  return (value ^ 0xffffffff) >>> 0;
}
