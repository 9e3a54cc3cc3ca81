import type { RunRequest } from '../../../../src/api/resources/runs';
import { D, DEPLOYMENT, entry, O, testVectors } from '../vector';

const input = {
  '$datalake:1': '4444444444444/20180101T112233-44444444-5555-6666-7777-888888888888',
};
const RUN = {
  created_at: '2018-01-01T00:00:00.000000Z',
  deployment_id: '3333333333333',
  models: { alias: '4444444444444' },
  model_version_id: 'ver-1111111111111111',
  modified_at: '2018-01-01T00:00:00.000000Z',
  output_template: null,
  retry_count: 7,
  distribution: 0,
  run_id: 'run-5555555555555555',
  input_data: JSON.stringify(input),
  model_version: '0.0.3',
  status: 'SUBMITTED',
  user_env_vars: { ENV: 'testing' },
};
const runLeast: RunRequest = {
  version_id: 'ver-1111111111111111',
  environment: { ENV: 'testing' },
  models: { alias: '4444444444444' },
  retry_count: 7,
};
const withoutInput: RunRequest = { ...runLeast, distribution: 0 };
const withoutDistribution: RunRequest = { ...runLeast, input_data: input };
const runAll: RunRequest = { ...withoutDistribution, distribution: 0 };
const cliRun: RunRequest = {
  version_id: 'ver-1111111111111',
  input_data: {
    '$datalake:1': '2222222222222/20180101T112233-22222222-4444-6666-8888-000000000000',
  },
  retry_count: 5,
  environment: { DEBUG: 'x' },
};

const r = 'run-5555555555555555';
describe('runs (the vectors of K)', () => {
  testVectors([
    {
      number: '8: submit a run, all fields',
      call: ({ runs }) => runs.submit(DEPLOYMENT, runAll),
      request: `POST ${D}/runs`,
      body: {
        environment: { ENV: 'testing' },
        input_data: input,
        retry_count: 7,
        distribution: 0,
        version_id: 'ver-1111111111111111',
        models: { alias: '4444444444444' },
      },
      answer: RUN,
      result: RUN,
    },
    {
      number: '9: submit without input_data',
      call: ({ runs }) => runs.submit(DEPLOYMENT, withoutInput),
      request: `POST ${D}/runs`,
      body: withoutInput,
      answer: RUN,
      result: RUN,
    },
    {
      number: '10, differently: retry_count is always sent, as the CLI does',
      call: ({ runs }) => runs.submit(DEPLOYMENT, { ...runAll, retry_count: 5 }),
      request: `POST ${D}/runs`,
      body: { ...runAll, retry_count: 5 },
      answer: RUN,
      result: RUN,
    },
    {
      number: '11: submit without distribution',
      call: ({ runs }) => runs.submit(DEPLOYMENT, withoutDistribution),
      request: `POST ${D}/runs`,
      body: withoutDistribution,
      answer: RUN,
      result: RUN,
    },
    {
      number: 'C.3: the least that can be submitted, as exact text',
      call: ({ runs }) =>
        runs.submit(DEPLOYMENT, { version_id: 'ver-a', retry_count: 5, environment: {} }),
      request: `POST ${D}/runs`,
      body: '{"version_id":"ver-a","retry_count":5,"environment":{}}',
      answer: RUN,
      result: RUN,
    },
    {
      number: '12: get a run',
      call: ({ runs }) => runs.get(DEPLOYMENT, r),
      request: `GET ${D}/runs/${r}`,
      answer: RUN,
      result: RUN,
    },
    {
      number: '13: list runs',
      call: ({ runs }) => runs.list(DEPLOYMENT),
      request: `GET ${D}/runs`,
      answer: { entries: [RUN] },
      result: { items: [entry(RUN)] },
    },
    {
      number: '26: submit a run with an output',
      call: ({ runs }) =>
        runs.submit('1111111111111', {
          ...cliRun,
          models: { alias: '3333333333333' },
          output_template: { '$datamart-rdb:1': '2222222222222' },
        }),
      request: `POST ${O}/deployments/1111111111111/runs`,
      body: '{"version_id":"ver-1111111111111","input_data":{"$datalake:1":"2222222222222/20180101T112233-22222222-4444-6666-8888-000000000000"},"retry_count":5,"environment":{"DEBUG":"x"},"models":{"alias":"3333333333333"},"output_template":{"$datamart-rdb:1":"2222222222222"}}',
      answer: RUN,
      result: RUN,
    },
    {
      number: '27: submit a run without model and output, as exact text',
      call: ({ runs }) => runs.submit('1111111111111', cliRun),
      request: `POST ${O}/deployments/1111111111111/runs`,
      body: '{"version_id":"ver-1111111111111","input_data":{"$datalake:1":"2222222222222/20180101T112233-22222222-4444-6666-8888-000000000000"},"retry_count":5,"environment":{"DEBUG":"x"}}',
      answer: RUN,
      result: RUN,
    },
  ]);
});
