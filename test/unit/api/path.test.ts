import assert from 'node:assert/strict';
import fc from 'fast-check';
import { path, withQuery } from '../../../src/api/path';

describe('path', () => {
  const spelled: readonly (readonly [string, string])[] = [
    ['1111111111111', '/o/1111111111111'],
    ['acme lab', '/o/acme%20lab'],
    ['株式会社', '/o/%E6%A0%AA%E5%BC%8F%E4%BC%9A%E7%A4%BE'],
    ['a/b', '/o/a%2Fb'],
    ['a\\b?c#d', '/o/a%5Cb%3Fc%23d'],
    ['%2e%2e', '/o/%252e%252e'],
    ['...', '/o/...'],
    ['\r\nHost: evil', '/o/%0D%0AHost%3A%20evil'],
  ];
  for (const [id, text] of spelled) {
    it(`spells ${JSON.stringify(id)} as ${text}`, () => assert.deepEqual(path`/o/${id}`, { text }));
  }

  for (const id of ['', '.', '..', '\uD800', 'a\uDC00']) {
    it(`refuses ${JSON.stringify(id)}`, () =>
      assert.deepEqual(path`/o/${id}/x`, { text: '/o/…/x', refused: id }));
  }

  it('takes a path into a longer one, with what was refused in it', () => {
    assert.deepEqual(path`${path`/o/${'a b'}`}/d/${'1'}`, { text: '/o/a%20b/d/1' });
    assert.deepEqual(path`${path`/o/${'..'}`}/d/${'1'}`, { text: '/o/…/d/1', refused: '..' });
  });

  it('brings any id to the server as one segment, or refuses it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (one, two) => {
        const { text, refused } = path`/organizations/${one}/deployments/${two}`;
        if (refused !== undefined) {
          return ['', '.', '..'].includes(refused) || /\p{Surrogate}/u.test(refused);
        }
        const segments = new URL(`https://api.abeja.io${text}`).pathname.split('/');
        assert.deepEqual(segments.map(decodeURIComponent), [
          '',
          'organizations',
          one,
          'deployments',
          two,
        ]);
        return true;
      }),
    );
  });
});

describe('withQuery', () => {
  const base = { text: '/runs' };

  it('keeps the order, leaves out what is not given and sends what is empty', () => {
    assert.equal(
      withQuery(base, { scan_forward: 'True', limit: undefined, offset: 0, t: '' }).text,
      '/runs?scan_forward=True&offset=0&t=',
    );
    assert.equal(withQuery(base, { a: undefined }), base);
  });

  it('brings any value to the server, but for lone surrogates, which become U+FFFD', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const { searchParams } = new URL(`https://api.abeja.io${withQuery(base, { value }).text}`);
        assert.equal(searchParams.get('value'), value.replace(/\p{Surrogate}/gu, '\uFFFD'));
      }),
    );
  });
});
