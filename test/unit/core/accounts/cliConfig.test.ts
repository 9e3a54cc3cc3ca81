import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCliConfig } from '../../../../src/core/accounts/cliConfig';
import { hasCliConfig, readCliConfigFile } from '../../../../src/core/accounts/cliConfigFile';
import { english } from '../english';

/** The file of A.4 of docs/platform-api.md. */
const FACTS = {
  'active-configuration-name': 'staging',
  'abeja-platform-user': 'user-1500000000064',
  'personal-access-token': 'pat-0001-example',
  'organization-name': '1100000000017',
  configurations: [
    {
      'configuration-name': 'staging',
      'abeja-platform-user': '1500000000064',
      'personal-access-token': 'pat-0002-example',
      'organization-name': 'acme-lab',
      'abeja-api-url': 'https://api.dev.abeja.io',
    },
  ],
};

const [STAGING] = FACTS.configurations;
const without = (key: string, value?: unknown): object => ({
  ...STAGING,
  ...(value === undefined ? { [key]: undefined } : { [key]: value }),
});

const read = (content: unknown) =>
  readCliConfig(english, typeof content === 'string' ? content : JSON.stringify(content));

/** Each configuration as one line. */
const lines = (content: unknown): readonly string[] => {
  const config = read(content);
  assert.equal(config.kind, 'read');
  return config.configurations.map((entry) =>
    [
      entry.name ?? '(unnamed)',
      ...(entry.isActive ? ['active'] : []),
      entry.kind === 'usable'
        ? `${entry.account.organization} at ${entry.account.origin}`
        : entry.problem,
    ].join(': '),
  );
};

describe('The configuration of the ABEJA CLI', () => {
  it('gives the unnamed and the named configurations, and which is active', () => {
    assert.deepEqual(lines(FACTS), [
      '(unnamed): 1100000000017 at https://api.abeja.io',
      'staging: active: acme-lab at https://api.dev.abeja.io',
    ]);
    const config = read(FACTS);
    assert.ok(config.kind === 'read' && config.configurations[1]?.kind === 'usable');
    assert.deepEqual(config.configurations[1].account, {
      origin: 'https://api.dev.abeja.io',
      organization: 'acme-lab',
      credential: { kind: 'user', userId: '1500000000064', token: 'pat-0002-example' },
      source: 'stored',
    });
    assert.deepEqual(config.notes, []);
  });

  const whole: readonly (readonly [string, unknown, RegExp])[] = [
    ['nothing', '', /holds no configuration/],
    ['white space', ' \n', /holds no configuration/],
    ['an empty object', {}, /holds no configuration/],
    ['an empty list', { configurations: [] }, /holds no configuration/],
    ['no JSON', '{"a":', /not JSON/],
    ['a list', '[]', /not a JSON object/],
    ['a text', '"x"', /not a JSON object/],
    ['null', 'null', /not a JSON object/],
  ];
  for (const [what, content, reason] of whole) {
    it(`is refused with a reason when it is ${what}`, () => {
      const config = read(content);
      assert.equal(config.kind, 'refused');
      assert.match(config.reason, reason);
    });
  }

  const entries: readonly (readonly [string, unknown, string])[] = [
    ['is no object', 7, 'entry 1: It is not an object.'],
    ['has no name', without('configuration-name'), 'entry 1: It has no "configuration-name".'],
    [
      'has no organization',
      without('organization-name'),
      'staging: active: It has no "organization-name".',
    ],
    [
      'has no user',
      without('abeja-platform-user'),
      'staging: active: It has no "abeja-platform-user".',
    ],
    [
      'has no token',
      without('personal-access-token', ''),
      'staging: active: It has no "personal-access-token".',
    ],
    [
      'has an organization that is a path',
      without('organization-name', '../../x'),
      'staging: active: "organization-name": An ID has none of the characters / ? # \\ %.',
    ],
    [
      'has a user with white space',
      without('abeja-platform-user', 'a b'),
      'staging: active: "abeja-platform-user": An ID has no white space.',
    ],
    [
      'has a token that no header can carry',
      without('personal-access-token', 'a\nb'),
      'staging: active: "personal-access-token": A token has only ASCII letters, digits and signs, and no white space.',
    ],
    [
      'has an API URL over http',
      without('abeja-api-url', 'http://api.abeja.io'),
      'staging: active: "abeja-api-url": The URL must begin with https://; a token is not sent over http.',
    ],
    [
      'has an API URL with a path',
      without('abeja-api-url', 'https://api.abeja.io/v1'),
      'staging: active: "abeja-api-url": Enter the host alone, without a path.',
    ],
    [
      'has an id as a number and spaces around it',
      { ...without('organization-name', 1100000000017), 'abeja-platform-user': ' 15 ' },
      'staging: active: 1100000000017 at https://api.dev.abeja.io',
    ],
    [
      'has a URL with a slash at its end',
      without('abeja-api-url', 'https://api.dev.abeja.io/'),
      'staging: active: acme-lab at https://api.dev.abeja.io',
    ],
  ];
  for (const [what, entry, line] of entries) {
    it(`reads an entry that ${what}`, () => {
      const content = { 'active-configuration-name': 'staging', configurations: [entry] };
      assert.deepEqual(lines(content), [line]);
    });
  }

  it('lets one bad entry spoil no other', () => {
    assert.deepEqual(lines({ ...FACTS, configurations: [null, STAGING, STAGING] }), [
      '(unnamed): 1100000000017 at https://api.abeja.io',
      'entry 1: It is not an object.',
      'staging: active: acme-lab at https://api.dev.abeja.io',
      'staging: An entry before it has the same name.',
    ]);
  });

  const active: readonly (readonly [string, object, readonly string[], readonly RegExp[]])[] = [
    ['absent', { 'active-configuration-name': undefined }, ['(unnamed)'], []],
    ['empty', { 'active-configuration-name': '' }, ['(unnamed)'], []],
    ['unknown', { 'active-configuration-name': 'gone' }, [], [/names "gone"/]],
    ['a number', { 'active-configuration-name': 7 }, [], [/names "7"/]],
  ];
  for (const [what, change, names, notes] of active) {
    it(`says which is active when the active name is ${what}`, () => {
      const config = read({ ...FACTS, ...change });
      assert.equal(config.kind, 'read');
      assert.deepEqual(
        config.configurations
          .filter(({ isActive }) => isActive)
          .map(({ name }) => name ?? '(unnamed)'),
        names,
      );
      assert.equal(config.notes.length, notes.length);
      notes.forEach((note, index) => assert.match(config.notes[index] ?? '', note));
    });
  }

  it('has no active one when there are only named ones and no name', () => {
    const config = read({ configurations: [STAGING] });
    assert.ok(config.kind === 'read');
    assert.deepEqual(
      config.configurations.map(({ isActive }) => isActive),
      [false],
    );
  });

  it('reads the unnamed one when the named ones are no list', () => {
    const config = read({ ...FACTS, 'active-configuration-name': '', configurations: 'x' });
    assert.ok(config.kind === 'read');
    assert.equal(config.configurations.length, 1);
    assert.match(config.notes.join(), /not a list/);
  });

  it('reads a text with a byte order mark', () => {
    assert.equal(read(`\uFEFF${JSON.stringify(FACTS)}`).kind, 'read');
  });

  it('never throws, and says no token', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.constant(JSON.stringify(FACTS))), (text) => {
        readCliConfig(english, text);
      }),
    );
    const entry = without('personal-access-token', 'pat with-spaces');
    assert.doesNotMatch(lines({ configurations: [entry] }).join(), /pat with/);
  });
});

describe('The file of the ABEJA CLI', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'abeja-cli-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  const refusal = async (path: string): Promise<string> => {
    const file = await readCliConfigFile(english, path);
    assert.ok('refusal' in file);
    return file.refusal;
  };

  it('is read as it is', async () => {
    const path = join(folder, 'config');
    writeFileSync(path, '{"a": "日本"}');
    assert.deepEqual(await readCliConfigFile(english, path), { text: '{"a": "日本"}' });
    assert.equal(await hasCliConfig(path), true);
  });

  it('says what is wrong with it', async () => {
    assert.match(await refusal(join(folder, 'none')), /no such file/);
    assert.equal(await hasCliConfig(join(folder, 'none')), false);
    mkdirSync(join(folder, 'folder'));
    assert.match(await refusal(join(folder, 'folder')), /not a file/);
    writeFileSync(join(folder, 'bytes'), Buffer.from([0x7b, 0xff, 0xfe]));
    assert.match(await refusal(join(folder, 'bytes')), /not text in UTF-8/);
    writeFileSync(join(folder, 'large'), Buffer.alloc(1_000_001, 0x20));
    assert.match(await refusal(join(folder, 'large')), /too large/);
  });
});
