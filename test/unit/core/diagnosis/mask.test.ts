import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { maskText } from '../../../../src/core/diagnosis/mask';
import { fileId, numberId, platformId, uuid } from './ids';

describe('A masked text', () => {
  const cases: readonly (readonly [text: string, masked: string])[] = [
    ['run-00112233445566aa of tri-0a1b2c3d4e5f6071', '<id> of <id>'],
    ['ver-0a1b2c3d4e5f6071, ser-0a1b2c3d, pnt-0a1b2c3d', '<id>, <id>, <id>'],
    ['HandlerError: run-aaaaaaaaaaaaaaaa', 'HandlerError: <id>'],
    ['run-00112233445566aa_0.png', '<id>_<int>.png'],
    [
      '/channels/1300000000031/20240301T091500-7d0f0b52-5b1e-4c6f-9a55-2f1f3f7b9c10',
      '/channels/<id>/<file>',
    ],
    ['x1122334455660', 'x<id>'],
    ['of someone@example.co.jp', 'of <email>'],
    ['GET https://api.example.com/v1/x?id=3 failed', 'GET <url> failed'],
    ['s3://bucket/key is gone', '<url> is gone'],
    ['feature-store.internal:8123 is down', '<host> is down'],
    ['localhost:80 and db-1.prod.example.com', '<host> and <host>'],
    ['ip-10-0-1-23', '<host>'],
    ['10.0.3.17 and 10.0.3.17:5432 and fe80::1ff:fe23:4567:890a', '<host> and <host> and <host>'],
    ['7d0f0b52-5b1e-4c6f-9a55-2f1f3f7b9c10', '<uuid>'],
    ['sha 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', 'sha <hash>'],
    ['2024-03-01 09:15:00,123 ERROR x', '<date> ERROR x'],
    ['2024-03-01T09:15:00.123456Z', '<date>'],
    ['20240301T091500', '<date>'],
    ['on Fri, 01 Mar 2024 09:15:00 GMT', 'on <date>'],
    ['[01/Mar/2024:09:15:00 +0000]', '[<date>]'],
    ['2024年3月1日', '<date>'],
    ['after 35 ms, 3.2 s or 1 min 35 s', 'after <duration>, <duration> or <duration>'],
    ['2h35m', '<duration>'],
    ['at 0x7f2b3c4d5740, commit 1a2b3c4d', 'at <hex>, commit <hex>'],
    ['loss 0.3312 or 1e-3 or 1,234.5', 'loss <float> or <float> or <float>'],
    ['12 of 1,234 rows (-7)', '<int> of <int> rows (<int>)'],
    ['812.00 MiB of 14.76 GiB', '<size> of <size>'],
    [`column 'amount' of "table" or \`x\``, 'column <value> of <value> or <value>'],
    ['列「金額」の 12 行目', '列<value>の <int> 行目'],
    ["can't read what isn't there", "can't read what isn't there"],
    ['/tmp/tmpab12cd3_/in.tif', '/tmp/<temporary>/in.tif'],
    ['conv2d_12/Relu of float32 in layer4', 'conv2d_<int>/Relu of float32 in layer4'],
    ['torch.cuda.OutOfMemoryError in main.py:12', 'torch.cuda.OutOfMemoryError in main.py:<int>'],
    ['nothing that differs: deadline exceeded', 'nothing that differs: deadline exceeded'],
  ];
  for (const [text, masked] of cases) {
    it(`"${text}" becomes "${masked}"`, () => assert.equal(maskText(text), masked));
  }

  it('has no id of ours, whatever stands around it', () => {
    const around = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom(
        '',
        ' ',
        '/',
        '_',
        '-',
        '.',
        "'",
        '"',
        ':',
        '=',
        'x',
        '0',
        '@',
        'file_',
        '://',
      ),
    );
    const id = fc.oneof(fileId, platformId, numberId);
    fc.assert(
      fc.property(around, id, around, (before, found, after) => {
        const masked = maskText(`${before}${found}${after}`);
        assert.ok(!masked.includes(found), masked);
      }),
      { numRuns: 5000 },
    );
  });

  it('is the same when it is masked again', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...cases.map(([text]) => text)), uuid)),
        (parts) => {
          const once = maskText(parts.join(' ; '));
          assert.equal(maskText(once), once);
        },
      ),
    );
  });
});
