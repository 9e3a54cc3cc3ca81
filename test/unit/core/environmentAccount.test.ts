import assert from 'node:assert/strict';
import type { Credential } from '../../../src/api/credential';
import { environmentAccount } from '../../../src/core/environmentAccount';

describe('The account of the environment', () => {
  const bearer = { PLATFORM_AUTH_TOKEN: 'bearer' };
  const user = {
    ABEJA_PLATFORM_USER_ID: '15',
    ABEJA_PLATFORM_PERSONAL_ACCESS_TOKEN: 'pat',
  };
  const datasource = {
    ABEJA_PLATFORM_DATASOURCE_ID: '16',
    ABEJA_PLATFORM_DATASOURCE_SECRET: 'secret',
  };
  const organization = { ABEJA_ORGANIZATION_ID: '11' };

  const cases: readonly (readonly [string, object, Credential | undefined])[] = [
    ['bearer', { ...bearer, ...user, ...datasource }, { kind: 'bearer', token: 'bearer' }],
    ['user', { ...user, ...datasource }, { kind: 'user', userId: '15', token: 'pat' }],
    ['datasource', datasource, { kind: 'datasource', datasourceId: '16', secret: 'secret' }],
    ['nothing without a credential', {}, undefined],
    ['nothing with half a pair', { ABEJA_PLATFORM_USER_ID: '15' }, undefined],
    [
      'the next one when one is empty',
      { PLATFORM_AUTH_TOKEN: '', ...user },
      { kind: 'user', userId: '15', token: 'pat' },
    ],
  ];
  for (const [what, variables, credential] of cases) {
    it(`takes ${what}, in the order of the SDK`, () => {
      const account = environmentAccount({ ...organization, ...variables });
      assert.deepEqual(account?.credential, credential);
    });
  }

  it('is marked as such, at the default API', () => {
    assert.deepEqual(environmentAccount({ ...organization, ...bearer }), {
      origin: 'https://api.abeja.io',
      organization: '11',
      credential: { kind: 'bearer', token: 'bearer' },
      source: 'environment',
    });
  });

  for (const id of ['', '.', '..', undefined]) {
    it(`is nothing for the organization ${id}`, () => {
      assert.equal(environmentAccount({ ABEJA_ORGANIZATION_ID: id, ...bearer }), undefined);
    });
  }
});
