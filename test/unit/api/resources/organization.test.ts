import assert from 'node:assert/strict';
import { decodeOrganization } from '../../../../src/api/resources/organization';
import { O, testVectors } from '../vector';

describe('the organization', () => {
  testVectors([
    {
      number: 'G: the organization',
      call: ({ organization }) => organization.get(),
      request: `GET ${O}`,
      answer: { id: '1111111111111', plan: 'x' },
      result: { id: '1111111111111', plan: 'x' },
    },
  ]);

  it('asks nothing of an organization but that it is an object (G)', () => {
    assert.deepEqual(decodeOrganization({ id: 1100000000017, name: 'acme' }), {
      id: '1100000000017',
      name: 'acme',
    });
    assert.deepEqual(decodeOrganization({}), {});
    assert.deepEqual(decodeOrganization({ id: { nested: 1 }, a: 2 }), { a: 2 });
    assert.equal(decodeOrganization([]), undefined);
  });
});
