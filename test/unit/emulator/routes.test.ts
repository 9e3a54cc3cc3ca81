import assert from 'node:assert/strict';
import { fakeClock } from '../../emulator/clock';
import { ROUTES } from '../../emulator/routes';
import { basic, emulators, listIn, present, textIn, EmulatorClient } from './emulatorClient';

/** Method, path by the names of M of docs/platform-api.md, and a field every good answer has. */
const READS: readonly (readonly [path: string, field: string])[] = [
  ['O', 'id'],
  ['O/deployments', 'entries'],
  ['P', 'deployment_id'],
  ['P/versions', 'entries'],
  ['P/versions/{version}', 'version_id'],
  ['P/versions/{version}/download', 'download_uri'],
  ['P/triggers', 'entries'],
  ['P/triggers/{trigger}', 'trigger_id'],
  ['P/triggers/{trigger}/runs', 'entries'],
  ['P/runs', 'entries'],
  ['P/runs/{run}', 'run_id'],
  ['P/runs/{run}/logs', 'events'],
  ['P/runs/{run}/recentlogs', 'events'],
  ['O/channels', 'channels'],
  ['O/channels/{channel}', 'channel'],
  ['O/training/definitions', 'entries'],
  ['O/training/definitions/{definition}', 'job_definition_id'],
  ['O/training/definitions/{definition}/models', 'entries'],
  ['O/training/definitions/{definition}/models/{model}', 'training_model_id'],
  ['O/training/definitions/{definition}/models/{model}/download', 'download_uri'],
  ['/channels/{channel}', 'files'],
  ['/channels/{channel}/{file}', 'file_id'],
];

describe('The emulator’s paths', () => {
  const start = emulators();
  const clock = () => fakeClock();

  it('are those of the index, every one once', () => {
    const names = ROUTES.map(({ method, path }) => `${method} ${path}`);
    assert.equal(new Set(names).size, names.length);
    assert.equal(names.filter((name) => name.startsWith('GET ')).length, READS.length + 1);
  });

  for (const [path, field] of READS) {
    it(`answer GET ${path}, with a slash at the end and percent-encoded, too`, async () => {
      const client = new EmulatorClient(await start({ clock: clock() }));
      const concrete = await concretePath(client, path);
      const plain = await client.get(concrete);
      assert.equal(plain.status, 200, plain.text);
      assert.ok(field in plain.json, plain.text);
      const others = [`${concrete}/`, concrete.replace(/\d(?=[^/]*$)/, encoded)];
      for (const other of others) {
        assert.equal((await client.get(other)).text, plain.text, other);
      }
    });

    it(`refuse GET ${path} to strangers`, async () => {
      const client = new EmulatorClient(await start({ clock: clock() }));
      const concrete = await concretePath(client, path);
      for (const authorization of [null, basic('user-1', 'wrong'), 'Bearer wrong', 'nonsense']) {
        const reply = await client.get(concrete, { authorization });
        assert.equal(reply.status, 401);
        assert.equal(reply.json.error, 'unauthorized');
      }
    });
  }

  it('take an organization’s name for its id', async () => {
    const emulator = await start({ clock: clock() });
    for (const index of [0, 1]) {
      const client = new EmulatorClient(emulator, index);
      const { id, name } = client.organization;
      const reply = await client.get(`/organizations/${encodeURIComponent(name)}/deployments`);
      assert.equal(reply.text, (await client.get(`/organizations/${id}/deployments`)).text);
    }
  });

  const ERRORS: readonly (readonly [string, string, number, string])[] = [
    ['GET', '/nowhere', 404, 'not_found'],
    ['GET', 'O/nothing', 404, 'not_found'],
    ['GET', '/organizations/no-such', 404, 'not_found'],
    ['GET', 'O/deployments/1200000000029', 404, 'not_found'],
    ['GET', 'P/triggers/tri-0000000000000000', 404, 'not_found'],
    ['GET', 'P/triggers/tri-0000000000000000/runs', 404, 'not_found'],
    ['GET', 'P/runs/run-0000000000000000', 404, 'not_found'],
    ['GET', 'P/runs/nonsense/logs', 404, 'not_found'],
    ['GET', 'P/versions/ver-0', 404, 'not_found'],
    ['GET', 'O/channels/1', 404, 'not_found'],
    ['GET', '/channels/1', 404, 'not_found'],
    ['GET', '/channels/{channel}/nonsense', 404, 'not_found'],
    ['GET', 'O/training/definitions/none', 404, 'not_found'],
    ['GET', 'O/deployments/%zz', 404, 'not_found'],
    ['PUT', 'P/triggers', 405, 'method_not_allowed'],
    ['PATCH', 'P/triggers/{trigger}', 405, 'method_not_allowed'],
    ['GET', 'P/runs?scan_forward=maybe', 400, 'bad_request'],
    ['GET', 'P/runs?next_page_token=foreign', 400, 'bad_request'],
    ['GET', 'P/runs/{run}/logs?start_time=yesterday', 400, 'bad_request'],
    ['GET', 'P/runs/{run}/logs?next_token=x', 400, 'bad_request'],
    ['GET', 'P/runs/{run}/recentlogs?next_forward_token=x', 400, 'bad_request'],
    ['GET', 'O/channels?limit=0', 400, 'bad_request'],
    ['GET', 'O/channels?filter_archived=true', 400, 'bad_request'],
    ['GET', '/channels/{channel}?start=20241399&end=20241399', 400, 'bad_request'],
    ['GET', '/channels/{channel}?sort=size', 400, 'bad_request'],
    ['GET', '/channels/{channel}?timezone=Mars&start=20240301&end=20240301', 400, 'bad_request'],
    ['GET', '/channels/{channel}?q=nothing', 400, 'bad_request'],
  ];
  for (const [method, path, status, error] of ERRORS) {
    it(`answer ${method} ${path} with ${status}`, async () => {
      const client = new EmulatorClient(await start({ clock: clock() }));
      const reply = await client.request(method, await concretePath(client, path));
      assert.equal(reply.status, status, reply.text);
      assert.equal(reply.json.error, error);
      assert.equal(typeof reply.json.error_description, 'string');
    });
  }

  it('say errors in plain text with the quirk plainTextErrors', async () => {
    const emulator = await start({ clock: clock(), quirks: ['plainTextErrors'] });
    const reply = await new EmulatorClient(emulator).get('/nowhere');
    assert.equal(reply.status, 404);
    assert.equal(reply.headers.get('content-type'), 'text/plain');
    assert.equal(reply.text, 'the path /nowhere is not found');
  });
});

async function concretePath(client: EmulatorClient, path: string): Promise<string> {
  const P = client.deployment();
  const first = async (list: string, name: string, entries = 'entries'): Promise<string> =>
    textIn(listIn(await client.get(list), entries)[0], name);
  const definition = await first(`${client.O}/training/definitions`, 'name');
  const models = `${client.O}/training/definitions/${definition}/models`;
  const channel = await first(`${client.O}/channels`, 'channel_id', 'channels');
  const values: Readonly<Record<string, string>> = {
    version: await first(`${P}/versions`, 'version_id'),
    trigger: present(client.trigger().split('/').at(-1)),
    run: await first(`${P}/runs`, 'run_id'),
    definition,
    model: await first(models, 'training_model_id'),
    channel,
    file: await first(`/channels/${channel}`, 'file_id', 'files'),
  };
  return path
    .replace(/^P/, P)
    .replace(/^O/, client.O)
    .replace(/\{(\w+)\}/g, (_, name: string) => present(values[name]));
}

function encoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16)}`;
}
