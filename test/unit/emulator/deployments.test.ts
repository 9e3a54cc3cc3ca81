import assert from 'node:assert/strict';
import { fakeClock } from '../../emulator/clock';
import { emulators, listIn, textIn, EmulatorClient } from './emulatorClient';

describe('The emulator’s deployments', () => {
  const start = emulators();

  it('are made, changed and deleted', async () => {
    const client = new EmulatorClient(await start({ world: 'empty', clock: fakeClock() }));
    const list = `${client.O}/deployments`;
    const body = { name: '外観検査', description: '' };
    const made = await client.request('POST', list, { body });
    const id = textIn(made.json, 'deployment_id');
    assert.match(id, /^12\d{11}$/);
    assert.deepEqual([made.json.name, made.json.default_environment], ['外観検査', {}]);
    const change = { name: 'inspection', default_environment: { ENV_A: 'abc' } };
    const changed = await client.request('PATCH', `${list}/${id}`, { body: change });
    assert.deepEqual(changed.json, { ...made.json, ...change });
    assert.deepEqual(listIn(await client.get(list)), [changed.json]);
    const deleted = await client.request('DELETE', `${list}/${id}`);
    assert.deepEqual(deleted.json, { message: `${id} deleted` });
    assert.equal((await client.request('DELETE', `${list}/${id}`)).status, 404);
    assert.equal((await client.request('POST', list, { body: { description: '' } })).status, 400);
  });

  it('and their versions stay while triggers need them', async () => {
    const client = new EmulatorClient(await start({ clock: fakeClock() }));
    const { model_version_id } = (await client.get(client.trigger())).json;
    for (const path of ['', `/versions/${String(model_version_id)}`]) {
      const { status, json } = await client.request('DELETE', client.deployment() + path);
      assert.deepEqual([status, json.error], [409, 'conflict']);
    }
  });

  it('take new versions, whose code is put where they say', async () => {
    const client = new EmulatorClient(await start({ clock: fakeClock() }));
    const list = `${client.deployment(4)}/versions`;
    const body = { version: '0.0.2', image: 'abeja-inc/all-cpu:19.10' };
    const { json } = await client.request('POST', list, { body });
    const { upload_url: url, ...version } = json;
    assert.match(textIn(version, 'version_id'), /^ver-[0-9a-f]{16}$/);
    assert.deepEqual(listIn(await client.get(list)).at(-1), version);
    const put = { body: 'archive', authorization: null };
    assert.equal((await client.request('PUT', String(url), put)).status, 200);
    assert.equal((await client.request('PUT', String(url), { body: 'archive' })).status, 400);
    const one = `${list}/${textIn(version, 'version_id')}`;
    assert.deepEqual((await client.request('DELETE', one)).json, {
      message: `${textIn(version, 'version_id')} deleted`,
    });
    assert.equal((await client.get(one)).status, 404);
  });
});

describe('The emulator’s training models', () => {
  const start = emulators();

  it('come by definition, in pages that say how many there are', async () => {
    const client = new EmulatorClient(await start({ world: 'scale', clock: fakeClock() }));
    const definitions = `${client.O}/training/definitions/`;
    const page = await client.get(`${definitions}?limit=30&offset=30`);
    assert.deepEqual([page.json.offset, page.json.limit, page.json.total], [30, 30, 40]);
    const [definition, ...others] = listIn(page);
    assert.equal(others.length, 9);
    const byName = await client.get(definitions + textIn(definition, 'name'));
    const byId = await client.get(definitions + textIn(definition, 'job_definition_id'));
    assert.deepEqual([byName.json, byId.json], [definition, definition]);
    const models = listIn(await client.get(`${definitions}${textIn(definition, 'name')}/models`));
    assert.equal(models.length, definition?.model_count);
    assert.equal(models[0]?.training_model_id, models[0]?.id);
  });

  it('leave archived ones out unless asked', async () => {
    const client = new EmulatorClient(await start({ clock: fakeClock() }));
    const count = async (path: string, filter: string) =>
      listIn(await client.get(`${client.O}/training/${path}?filter_archived=${filter}`)).length;
    for (const path of ['definitions', 'definitions/tagger-train/models']) {
      const all = await count(path, 'include_archived');
      assert.equal(await count(path, 'exclude_archived'), all - 1);
    }
  });
});
