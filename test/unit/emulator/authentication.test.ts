import assert from 'node:assert/strict';
import { fakeClock } from '../../emulator/clock';
import type { OrganizationAccess } from '../../emulator/worldState';
import {
  basic,
  developer,
  emulators,
  listIn,
  present,
  textIn,
  EmulatorClient,
} from './emulatorClient';

type Who = (organization: OrganizationAccess, other: OrganizationAccess) => string;

const WHO = {
  developer,
  'developer without the prefix': (o) => basic(o.userId, o.personalAccessToken),
  bearer: (o) => `Bearer ${o.bearerToken}`,
  viewer: (o) => basic(`user-${o.viewer.userId}`, o.viewer.personalAccessToken),
  datasource: (o) =>
    basic(
      `datasource-${present(o.datasource ?? undefined).id}`,
      present(o.datasource ?? undefined).secret,
    ),
  stranger: (_, other) => developer(other),
  'wrong token': (o) => basic(`user-${o.userId}`, 'pat-wrong'),
  'wrong bearer': () => 'Bearer nothing',
} as const satisfies Readonly<Record<string, Who>>;

/** Who may do what: A.1 and I of docs/platform-api.md. */
const TABLE: readonly (readonly [
  who: keyof typeof WHO,
  view: number,
  change: number,
  files: number,
  upload: number,
])[] = [
  ['developer', 200, 200, 200, 200],
  ['developer without the prefix', 200, 200, 200, 200],
  ['bearer', 200, 200, 200, 200],
  ['viewer', 200, 403, 200, 403],
  ['datasource', 403, 403, 200, 200],
  ['stranger', 403, 403, 404, 404],
  ['wrong token', 401, 401, 401, 401],
  ['wrong bearer', 401, 401, 401, 401],
];

describe('The emulator’s credentials', () => {
  const start = emulators();

  for (const [who, ...statuses] of TABLE) {
    it(`${who}: view ${statuses[0]}, change ${statuses[1]}, files ${statuses[2]}, upload ${statuses[3]}`, async () => {
      const emulator = await start({ clock: fakeClock() });
      const client = new EmulatorClient(emulator);
      const other = present(emulator.organizations[1]);
      const authorization = WHO[who](client.organization, other);
      const [channel] = listIn(await client.get(`${client.O}/channels`), 'channels');
      const files = `/channels/${textIn(channel, 'channel_id')}`;
      const replies = [
        await client.get(`${client.deployment()}/triggers`, { authorization }),
        await client.request('DELETE', client.trigger(), { authorization }),
        await client.get(files, { authorization }),
        await client.request('POST', `${files}/upload`, { authorization, body: 'content' }),
      ];
      assert.deepEqual(
        replies.map(({ status }) => status),
        statuses,
      );
    });
  }

  it('keeps a datasource to its own channel', async () => {
    const client = new EmulatorClient(await start({ clock: fakeClock() }));
    const [, second] = listIn(await client.get(`${client.O}/channels`), 'channels');
    const authorization = WHO.datasource(client.organization);
    const reply = await client.get(`/channels/${textIn(second, 'channel_id')}`, { authorization });
    assert.equal(reply.status, 403);
  });
});
