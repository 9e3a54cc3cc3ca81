import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  dataReference,
  environmentOf,
  inputFile,
  metadataOf,
  modelIds,
  parseTime,
} from '../../../../src/api/decoding/fields';

const payload = '1300000000031/20240301T091500-7d0f0b52-5b1e-4c6f-9a55-2f1f3f7b9c10';

describe('dataReference', () => {
  const data = { '$datalake:1': payload };
  const values: readonly (readonly [string, unknown, object | undefined])[] = [
    ['an object (C.4)', data, data],
    ['the JSON text of one (K.2)', JSON.stringify(data), data],
    ['null', null, undefined],
    ['nothing', undefined, undefined],
    ['no JSON', '{', undefined],
    ['JSON that is no object', '[1]', undefined],
    ['values that are no texts', { a: 1, b: null, c: { d: 2 } }, { a: '1', b: '', c: '{"d":2}' }],
  ];
  for (const [name, value, expected] of values) {
    it(`reads ${name}`, () => assert.deepEqual(dataReference(value), expected));
  }

  it('names the input file (E.5)', () => {
    const [channelId, fileId] = payload.split('/');
    assert.deepEqual(inputFile(data), { channelId, fileId });
    assert.deepEqual(inputFile({ '$datalake:1': '1/a/b' }), { channelId: '1', fileId: 'a/b' });
    for (const reference of [
      {},
      null,
      { '$datalake:1': '1' },
      { '$datalake:1': '/a' },
      { '$datalake:1': '1/' },
    ]) {
      assert.equal(inputFile(reference), undefined);
    }
  });
});

describe('modelIds', () => {
  const values: readonly (readonly [unknown, object])[] = [
    [{ alias: '1400000000053' }, { alias: '1400000000053' }],
    [{ alias: { model_id: '1', job_definition_id: '2' } }, { alias: '1' }],
    [
      { alias: 5, other: { model_id: 6 } },
      { alias: '5', other: '6' },
    ],
    ['{"alias":"1"}', { alias: '1' }],
    [{ alias: null, none: {} }, {}],
    [null, {}],
    [undefined, {}],
    [['1'], {}],
  ];
  for (const [models, ids] of values) {
    it(`of ${JSON.stringify(models)}`, () => assert.deepEqual(modelIds(models), ids));
  }
});

describe('environmentOf', () => {
  it('gives names and texts', () => {
    assert.deepEqual(environmentOf({ A: 'x', B: 1, C: null, D: true }), {
      A: 'x',
      B: '1',
      C: '',
      D: 'true',
    });
    assert.deepEqual(environmentOf(null), {});
  });

  it('takes __proto__ for the name of a variable', () => {
    const environment = environmentOf(JSON.parse('{"__proto__":"x"}'));
    assert.deepEqual(Object.keys(environment), ['__proto__']);
  });
});

describe('metadataOf', () => {
  it('decodes names and values, and leaves what is not encoded properly (E.6, K.4 43)', () => {
    assert.deepEqual(
      metadataOf({
        'x-abeja-meta-filename': '%E6%97%A5%E6%9C%AC%E8%AA%9E',
        'x-abeja-meta-note': '100%',
        'x-abeja-sys-meta-errors': ['a'],
      }),
      {
        'x-abeja-meta-filename': '日本語',
        'x-abeja-meta-note': '100%',
        'x-abeja-sys-meta-errors': '["a"]',
      },
    );
  });
});

describe('parseTime', () => {
  const at = Date.UTC(2024, 2, 1, 9, 15, 0);
  const times: readonly (readonly [string | null | undefined, number | undefined])[] = [
    ['2024-03-01T09:15:00.000000Z', at],
    ['2024-03-01T09:15:00.25000Z', at + 250],
    ['2024-03-01T09:15:00Z', at],
    ['2024-03-01T09:15:00+00:00', at],
    ['2024-03-01T18:15:00+09:00', at],
    ['2024-03-01T18:15:00+0900', at],
    ['2024-03-01T09:15:00', at],
    ['2024-03-01 09:15', at],
    [' 2024-03-01t09:15:00z ', at],
    ['2024-13-01T09:15:00Z', undefined],
    ['2024-03-01', undefined],
    ['yesterday', undefined],
    ['', undefined],
    [null, undefined],
    [undefined, undefined],
  ];
  for (const [text, time] of times) {
    it(JSON.stringify(text ?? null), () => assert.equal(parseTime(text), time));
  }

  it('reads back any time, whatever zone the machine is in', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }),
        (date) => {
          const text = date.toISOString();
          assert.equal(parseTime(text), date.getTime());
          assert.equal(parseTime(text.replace('Z', '')), date.getTime());
          assert.equal(parseTime(text.replace('Z', '999+00:00')), date.getTime());
        },
      ),
    );
  });
});
