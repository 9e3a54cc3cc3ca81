import assert from 'node:assert/strict';
import { fakeClock } from '../../emulator/clock';
import { emulators, listIn, textIn, EmulatorClient } from './emulatorClient';

describe('The emulator’s triggers', () => {
  const start = emulators();

  async function setting() {
    const clock = fakeClock();
    const client = new EmulatorClient(await start({ clock }));
    const P = client.deployment();
    const versions = listIn(await client.get(`${P}/versions`));
    const channels = listIn(await client.get(`${client.O}/channels`), 'channels');
    const models = listIn(await client.get(`${client.O}/training/definitions/tagger-train/models`));
    const minimal = {
      version_id: textIn(versions[0], 'version_id'),
      input_service_name: 'datalake',
      input_service_id: textIn(channels[0], 'channel_id'),
      environment: null,
    };
    const output = textIn(channels[1], 'channel_id');
    const model = textIn(models[0], 'training_model_id');
    return { clock, client, path: `${P}/triggers`, minimal, output, model };
  }

  it('are made of the least the SDK sends, with the defaults of B.1', async () => {
    const { client, path, minimal } = await setting();
    const { status, json } = await client.request('POST', path, { body: minimal });
    assert.equal(status, 200);
    assert.match(textIn(json, 'trigger_id'), /^tri-[0-9a-f]{16}$/);
    assert.deepEqual(json, {
      trigger_id: json.trigger_id,
      organization_id: client.organization.id,
      deployment_id: client.organization.deployments[0]?.id,
      model_version_id: minimal.version_id,
      model_version: '0.0.1',
      models: {},
      input_service_name: 'datalake',
      input_service_id: minimal.input_service_id,
      output_service_name: null,
      output_service_id: null,
      retry_count: 5,
      distribution: 0,
      user_env_vars: {},
      created_at: '2024-03-01T09:15:00.000000Z',
      modified_at: '2024-03-01T09:15:00.000000Z',
    });
  });

  it('keep everything they are given', async () => {
    const { client, path, minimal, output, model } = await setting();
    const body = {
      ...minimal,
      environment: { ENV: 'testing', 変数: 'あ' },
      models: { alias: model },
      output_service_name: 'datalake',
      output_service_id: output,
      retry_count: 0,
      distribution: 3,
    };
    const { json } = await client.request('POST', path, { body });
    assert.deepEqual(
      [
        json.user_env_vars,
        json.models,
        json.output_service_id,
        json.retry_count,
        json.distribution,
      ],
      [body.environment, body.models, output, 0, 3],
    );
  });

  it('may be equal and are two', async () => {
    const { client, path, minimal } = await setting();
    const before = listIn(await client.get(path)).length;
    const [one, two] = [
      await client.request('POST', path, { body: minimal }),
      await client.request('POST', path, { body: minimal }),
    ];
    assert.notEqual(one.json.trigger_id, two.json.trigger_id);
    const listed = listIn(await client.get(path));
    assert.deepEqual(listed.slice(before), [one.json, two.json]);
    const got = await client.get(`${path}/${textIn(one.json, 'trigger_id')}`);
    assert.deepEqual(got.json, one.json);
  });

  /** What is changed about a good body, and the fields that are then to blame. */
  const INVALID: readonly (readonly [unknown, readonly string[]])[] = [
    [{ version_id: undefined }, ['version_id']],
    [{ version_id: 'ver-0000000000000000' }, ['version_id']],
    [{ version_id: 7 }, ['version_id']],
    [{ input_service_name: undefined }, ['input_service_name']],
    [{ input_service_name: 'carrier-pigeon' }, ['input_service_name']],
    [{ input_service_id: undefined }, ['input_service_id']],
    [{ input_service_id: '1' }, ['input_service_id']],
    [{ retry_count: -1 }, ['retry_count']],
    [{ retry_count: 10 }, ['retry_count']],
    [{ retry_count: 1.5 }, ['retry_count']],
    [{ retry_count: '5' }, ['retry_count']],
    [{ distribution: -1 }, ['distribution']],
    [{ environment: [] }, ['environment']],
    [{ environment: { A: 1 } }, ['environment']],
    [{ models: { alias: '1' } }, ['models']],
    [{ models: { other: '1' } }, ['models']],
    [{ output_service_name: 'datalake' }, ['output_service_id']],
    [{ output_service_id: '1' }, ['output_service_name']],
    [{ output_service_name: 'datalake', output_service_id: '1' }, ['output_service_id']],
    [{ version_id: 'ver-0', retry_count: 99 }, ['version_id', 'retry_count']],
  ];
  for (const [change, fields] of INVALID) {
    it(`are refused with ${JSON.stringify(change)}: ${fields.join(', ')}`, async () => {
      const { client, path, minimal } = await setting();
      const before = listIn(await client.get(path)).length;
      const body = { ...minimal, ...(change as object) };
      const { status, json } = await client.request('POST', path, { body });
      assert.equal(status, 400);
      assert.equal(json.error, 'bad_request');
      assert.deepEqual(Object.keys(json.error_detail as object), fields);
      assert.equal(listIn(await client.get(path)).length, before);
    });
  }

  for (const body of ['', 'not JSON', '[]', '42', 'null']) {
    it(`are refused with the body ${JSON.stringify(body)}`, async () => {
      const { client, path } = await setting();
      assert.equal((await client.request('POST', path, { body })).status, 400);
    });
  }

  it('are 404 in an unknown deployment, whatever the body', async () => {
    const { client, minimal } = await setting();
    const path = `${client.O}/deployments/1200000000029/triggers`;
    assert.equal((await client.request('POST', path, { body: minimal })).status, 404);
    assert.equal((await client.get(path)).status, 404);
  });

  it('are deleted once; their runs stay with the deployment', async () => {
    const { clock, client } = await setting();
    const P = client.deployment();
    const trigger = client.trigger();
    const [run] = listIn(await client.get(`${trigger}/runs`));
    const id = trigger.split('/').at(-1);

    const deleted = await client.request('DELETE', trigger);
    assert.deepEqual([deleted.status, deleted.json], [200, { message: `${id} deleted` }]);
    for (const [method, path] of [
      ['DELETE', trigger],
      ['GET', trigger],
      ['GET', `${trigger}/runs`],
    ] as const) {
      assert.equal((await client.request(method, path)).status, 404, `${method} ${path}`);
    }
    const runPath = `${P}/runs/${textIn(run, 'run_id')}`;
    assert.equal((await client.get(runPath)).status, 200);
    const ids = listIn(await client.get(`${P}/runs`)).map(({ run_id }) => run_id);
    assert.ok(ids.includes(run?.run_id));

    clock.advance(3_600_000);
    const later = listIn(await client.get(`${P}/runs`));
    assert.ok(later.every(({ model_version }) => model_version === '0.0.2'));
    assert.equal((await client.get(runPath)).json.status, 'SUCCEEDED');
  });

  it('list in pages with the quirk pagedLists', async () => {
    const client = new EmulatorClient(await start({ quirks: ['pagedLists'] }));
    const path = `${client.deployment()}/triggers`;
    const first = await client.get(path);
    const token = encodeURIComponent(textIn(first.json, 'next_page_token'));
    const second = await client.get(`${path}?next_page_token=${token}`);
    assert.deepEqual([listIn(first).length, listIn(second).length], [2, 1]);
    assert.ok(!('next_page_token' in second.json));
  });
});
