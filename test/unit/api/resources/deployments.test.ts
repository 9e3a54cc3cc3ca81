import { DEPLOYMENT, entry, O, testVectors } from '../vector';

describe('deployments (the vectors of K)', () => {
  testVectors([
    {
      number: '35: deployments as a bare array',
      call: ({ deployments }) => deployments.list(),
      request: `GET ${O}/deployments`,
      answer: [{ deployment_id: DEPLOYMENT }],
      result: { items: [entry({ deployment_id: DEPLOYMENT })] },
    },
  ]);
});
