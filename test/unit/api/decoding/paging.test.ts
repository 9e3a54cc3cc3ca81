import assert from 'node:assert/strict';
import { offsetPage, parsePosition, tokenPage } from '../../../../src/api/decoding/paging';
import { decodeChannel } from '../../../../src/api/resources/channels';
import { decodeRun } from '../../../../src/api/resources/runs';

describe('decoding a page', () => {
  const page = tokenPage(decodeRun);
  const runs = [{ run_id: 'run-1' }];

  for (const [name, json] of [
    ['entries', { entries: runs }],
    ['entities, a slip of one fixture (F)', { entities: runs }],
    ['a bare array (D.1)', runs],
  ] as const) {
    it(`takes ${name}`, () =>
      assert.deepEqual(page(json), { items: [{ kind: 'resource', value: runs[0] }] }));
  }

  it('marks one malformed entry and keeps the others', () => {
    assert.deepEqual(
      page({ entries: [{ run_id: 'run-1' }, { run: 'no' }, null, { run_id: 'run-2' }] })?.items.map(
        ({ kind }) => kind,
      ),
      ['resource', 'malformed', 'malformed', 'resource'],
    );
  });

  for (const end of [undefined, null, '', [], {}, true]) {
    it(`ends on the token ${JSON.stringify(end)}`, () =>
      assert.deepEqual(page({ entries: [], next_page_token: end }), { items: [] }));
  }

  it('goes on by a token, but not by the one that was sent', () => {
    assert.equal(page({ entries: [], next_page_token: 'b' })?.next, 'b');
    assert.equal(page({ entries: [], next_page_token: 5 })?.next, '5');
    const sent = tokenPage(decodeRun, 'next_token', 'b');
    assert.equal(sent({ events: [], next_token: 'b' })?.next, undefined);
  });

  for (const json of [null, 5, 'text', {}, { entries: {} }, { entries: 'none' }]) {
    it(`is none of ${JSON.stringify(json)}`, () => assert.equal(page(json), undefined));
  }

  /** Fields beside ten entries asked for at offset 20, and the next. */
  const counted: readonly (readonly [object, string | undefined])[] = [
    [{}, undefined],
    [{ has_next: true }, 'offset:30'],
    [{ has_next: false, total: 99 }, undefined],
    [{ has_next: true, offset: 20, limit: 10 }, 'offset:30'],
    [{ has_next: true, offset: 0 }, 'offset:10'],
    [{ total: 31 }, 'offset:30'],
    [{ total: 30 }, undefined],
    [{ total: 3 }, undefined],
    [{ limit: 10 }, 'offset:30'],
    [{ limit: 50 }, undefined],
    [{ next_page_token: 'x y' }, 'token:x y'],
  ];
  for (const [fields, next] of counted) {
    it(`${JSON.stringify(fields)} at offset 20 leads to ${next ?? 'nothing'} (E.1, F)`, () => {
      const entries = Array.from({ length: 10 }, (_, id) => ({ channel_id: id }));
      const decode = offsetPage(decodeChannel, { kind: 'offset', offset: 20 });
      assert.equal(decode({ ...fields, channels: entries })?.next, next);
    });
  }

  it('skips an empty page that has a next one by the limit', () => {
    const decode = offsetPage(decodeChannel, { kind: 'offset', offset: 20 });
    assert.equal(decode({ channels: [], has_next: true, limit: 10 })?.next, 'offset:30');
  });

  it('reads its own positions and refuses others', () => {
    assert.deepEqual(parsePosition(undefined), { kind: 'offset', offset: 0 });
    assert.deepEqual(parsePosition('offset:100'), { kind: 'offset', offset: 100 });
    assert.deepEqual(parsePosition('token:a\nb'), { kind: 'token', token: 'a\nb' });
    for (const next of ['100', 'offset:', 'offset:-1', 'offset:1e3', 'token:', 'x']) {
      assert.equal(parsePosition(next), undefined);
    }
  });
});
