import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { searchSecrets } from '../host/canary';

describe('The search for secrets', () => {
  const secret = 'pat-é/+0001-example';
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'abeja-canary-'));
    mkdirSync(join(folder, 'inner'));
  });
  after(() => rmSync(folder, { recursive: true }));

  const basic = (user: string): string =>
    `Authorization: Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;
  const hidings: readonly (readonly [string, string | Buffer])[] = [
    ['as it is', `x${secret}y`],
    ['percent-encoded', `?token=${encodeURIComponent(secret)}&x`],
    ['as JSON', JSON.stringify({ token: secret })],
    ['in UTF-16', Buffer.from(`a${secret}b`, 'utf16le')],
    ['in hexadecimal', Buffer.from(secret).toString('hex')],
    ['in a header', basic('user-15')],
    ['in a header of a longer name', basic('user-150')],
    ['in a header of a longer name still', basic('user-1500')],
    ['with something behind it', Buffer.from(`a${secret}bc`).toString('base64')],
  ];
  for (const [where, content] of hidings) {
    it(`finds one ${where}`, () => {
      const file = join(folder, 'inner', 'file');
      writeFileSync(file, content);
      const { files, finds } = searchSecrets([folder], [secret], () => false);
      assert.deepEqual(files, [file]);
      assert.ok(finds.length > 0);
    });
  }

  it('finds nothing where there is nothing, or where it may be', () => {
    const file = join(folder, 'inner', 'file');
    writeFileSync(file, 'pat-é/+0001-exampl');
    assert.deepEqual(searchSecrets([folder], [secret], () => false).finds, []);
    writeFileSync(file, secret);
    assert.deepEqual(searchSecrets([folder], [secret], () => true).finds, []);
  });
});
