import assert from 'node:assert/strict';
import type { Credential } from '../../../../src/api/credential';
import {
  readEnvironment,
  type Environment,
} from '../../../../src/core/accounts/environmentAccount';
import { english } from '../english';

const read = (environment: Environment) => readEnvironment(english, environment);

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

  const cases: readonly (readonly [string, Environment, Credential])[] = [
    ['bearer', { ...bearer, ...user, ...datasource }, { kind: 'bearer', token: 'bearer' }],
    ['user', { ...user, ...datasource }, { kind: 'user', userId: '15', token: 'pat' }],
    ['datasource', datasource, { kind: 'datasource', datasourceId: '16', secret: 'secret' }],
    [
      'the next one when one is empty',
      { PLATFORM_AUTH_TOKEN: '', ...user },
      { kind: 'user', userId: '15', token: 'pat' },
    ],
    [
      'the next one when one is half there',
      { ABEJA_PLATFORM_USER_ID: '15', ...datasource },
      { kind: 'datasource', datasourceId: '16', secret: 'secret' },
    ],
  ];
  for (const [what, variables, credential] of cases) {
    it(`takes ${what}, in the order of the SDK`, () => {
      const reading = read({ ...organization, ...variables });
      assert.deepEqual(reading.kind === 'account' && reading.account.credential, credential);
    });
  }

  it('is marked as such, at the default API', () => {
    assert.deepEqual(read({ ...organization, ...bearer, ABEJA_API_URL: '' }), {
      kind: 'account',
      account: {
        origin: 'https://api.abeja.io',
        organization: '11',
        credential: { kind: 'bearer', token: 'bearer' },
        source: 'environment',
      },
    });
  });

  const quiet: readonly Environment[] = [
    {},
    { ABEJA_API_URL: 'nonsense' },
    { ABEJA_PLATFORM_USER_ID: '15' },
    { ABEJA_PLATFORM_DATASOURCE_ID: '16', ABEJA_ORGANIZATION_ID: '' },
  ];
  for (const environment of quiet) {
    it(`is not meant by ${JSON.stringify(environment)}`, () => {
      assert.deepEqual(read(environment), { kind: 'none' });
    });
  }

  const MISSING = 'is set, but';
  const problems: readonly (readonly [Environment, part: string, RegExp, isExpected: boolean])[] = [
    [bearer, 'organization', /^ABEJA_ORGANIZATION_ID is not set/, false],
    [user, 'organization', /^ABEJA_ORGANIZATION_ID is not set/, false],
    [
      organization,
      'credential',
      /^ABEJA_ORGANIZATION_ID is set, but no credential: PLATFORM_AUTH_TOKEN, or ABEJA_PLATFORM_USER_ID/,
      false,
    ],
    [
      { ...organization, ABEJA_PLATFORM_USER_ID: '15' },
      'credential',
      new RegExp(`ABEJA_PLATFORM_USER_ID ${MISSING} ABEJA_PLATFORM_PERSONAL_ACCESS_TOKEN is not`),
      false,
    ],
    [
      { ...organization, ABEJA_PLATFORM_PERSONAL_ACCESS_TOKEN: 'pat-secret' },
      'credential',
      new RegExp(`ABEJA_PLATFORM_PERSONAL_ACCESS_TOKEN ${MISSING} ABEJA_PLATFORM_USER_ID is not`),
      true,
    ],
    [
      { ...organization, ABEJA_PLATFORM_DATASOURCE_SECRET: 'pat-secret' },
      'credential',
      new RegExp(`ABEJA_PLATFORM_DATASOURCE_SECRET ${MISSING} ABEJA_PLATFORM_DATASOURCE_ID is not`),
      true,
    ],
    [
      { ...organization, PLATFORM_AUTH_TOKEN: 'pat-secret\n' },
      'credential',
      /^"PLATFORM_AUTH_TOKEN": A token has only/,
      true,
    ],
    [
      { ...organization, ...user, ABEJA_PLATFORM_USER_ID: 'pat-secret/1' },
      'credential',
      /^"ABEJA_PLATFORM_USER_ID": An ID has none/,
      true,
    ],
    ...['.', '..', 'a/b', ' 11'].map((id): readonly [Environment, string, RegExp, boolean] => [
      { ...bearer, ABEJA_ORGANIZATION_ID: id },
      'organization',
      /^"ABEJA_ORGANIZATION_ID": /,
      true,
    ]),
    ...[
      'http://api.abeja.io',
      'nonsense',
      'https://me:pat-secret@api.abeja.io',
      'https://api.abeja.io/pat-secret',
      'https://api.abeja.io?pat-secret',
      'ftp://127.0.0.1',
    ].map((url): readonly [Environment, string, RegExp, boolean] => [
      { ...organization, ...bearer, ABEJA_API_URL: url },
      'apiUrl',
      /^"ABEJA_API_URL": /,
      true,
    ]),
  ];
  for (const [environment, part, words, isExpected] of problems) {
    it(`is missing, and it is said why, with ${JSON.stringify(environment)}`, () => {
      const reading = read(environment);
      assert.ok(reading.kind === 'invalid');
      assert.deepEqual([reading.field, reading.isExpected], [part, isExpected]);
      assert.match(reading.message, words);
      assert.doesNotMatch(reading.message, /pat-secret/);
    });
  }
});
