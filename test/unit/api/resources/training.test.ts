import assert from 'node:assert/strict';
import { decodeOne } from '../../../../src/api/decoding/decode';
import { decodeTrainingModel } from '../../../../src/api/resources/training';
import { entry, O, testVectors } from '../vector';

describe('training (the vectors of K)', () => {
  testVectors([
    {
      number: '52: training models without archived ones',
      call: ({ training }) => training.models('dummy_job_def_name'),
      request: `GET ${O}/training/definitions/dummy_job_def_name/models?filter_archived=exclude_archived`,
      answer: { entities: [{ id: '1' }] },
      result: { items: [entry({ id: '1', training_model_id: '1' })] },
    },
    {
      number: '52: training models with archived ones',
      call: ({ training }) => training.models('dummy_job_def_name', { includeArchived: true }),
      request: `GET ${O}/training/definitions/dummy_job_def_name/models?filter_archived=include_archived`,
      answer: { entries: [] },
      result: { items: [] },
    },
    {
      number: '53, differently: definitions by the hundred, without a slash at the end',
      call: ({ training }) => training.definitions({ next: 'offset:2' }),
      request: `GET ${O}/training/definitions?limit=100&filter_archived=exclude_archived&offset=2`,
      answer: { entries: [{ name: 'n' }], offset: 2, limit: 100, total: 3 },
      result: { items: [entry({ name: 'n' })] },
    },
    {
      number: '54, differently: a definition is always asked for without its jobs',
      call: ({ training }) => training.definition('tagger-train'),
      request: `GET ${O}/training/definitions/tagger-train?include_jobs=false`,
      answer: { name: 'tagger-train', jobs: null },
      result: { name: 'tagger-train', jobs: null },
    },
  ]);

  it('knows a training model by either of its ids (F)', () => {
    const id = (json: object) => decodeOne(decodeTrainingModel)(json)?.training_model_id;
    assert.equal(id({ id: '1', training_model_id: '2' }), '2');
    assert.equal(id({ id: '1' }), '1');
    assert.equal(id({ id: 1400000000053 }), '1400000000053');
    assert.equal(id({}), undefined);
  });
});
