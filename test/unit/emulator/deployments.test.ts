import assert from 'node:assert/strict';
import { fakeClock } from '../../emulator/clock';
import { emulators, listIn, textIn, Visitor } from './visitor';

describe('The emulator’s deployments', () => {
  const start = emulators();

  it('are made, changed and deleted', async () => {
    const visitor = new Visitor(await start({ world: 'empty', clock: fakeClock() }));
    const list = `${visitor.O}/deployments`;
    const body = { name: '外観検査', description: '' };
    const made = await visitor.ask('POST', list, { body });
    const id = textIn(made.json, 'deployment_id');
    assert.match(id, /^12\d{11}$/);
    assert.deepEqual([made.json.name, made.json.default_environment], ['外観検査', {}]);
    const change = { name: 'inspection', default_environment: { ENV_A: 'abc' } };
    const changed = await visitor.ask('PATCH', `${list}/${id}`, { body: change });
    assert.deepEqual(changed.json, { ...made.json, ...change });
    assert.deepEqual(listIn(await visitor.get(list)), [changed.json]);
    const deleted = await visitor.ask('DELETE', `${list}/${id}`);
    assert.deepEqual(deleted.json, { message: `${id} deleted` });
    assert.equal((await visitor.ask('DELETE', `${list}/${id}`)).status, 404);
    assert.equal((await visitor.ask('POST', list, { body: { description: '' } })).status, 400);
  });

  it('and their versions stay while triggers need them', async () => {
    const visitor = new Visitor(await start({ clock: fakeClock() }));
    const { model_version_id } = (await visitor.get(visitor.trigger())).json;
    for (const path of ['', `/versions/${String(model_version_id)}`]) {
      const { status, json } = await visitor.ask('DELETE', visitor.deployment() + path);
      assert.deepEqual([status, json.error], [409, 'conflict']);
    }
  });

  it('take new versions, whose code is put where they say', async () => {
    const visitor = new Visitor(await start({ clock: fakeClock() }));
    const list = `${visitor.deployment(4)}/versions`;
    const body = { version: '0.0.2', image: 'abeja-inc/all-cpu:19.10' };
    const { json } = await visitor.ask('POST', list, { body });
    const { upload_url: url, ...version } = json;
    assert.match(textIn(version, 'version_id'), /^ver-[0-9a-f]{16}$/);
    assert.deepEqual(listIn(await visitor.get(list)).at(-1), version);
    const put = { body: 'archive', authorization: null };
    assert.equal((await visitor.ask('PUT', String(url), put)).status, 200);
    assert.equal((await visitor.ask('PUT', String(url), { body: 'archive' })).status, 400);
    const one = `${list}/${textIn(version, 'version_id')}`;
    assert.deepEqual((await visitor.ask('DELETE', one)).json, {
      message: `${textIn(version, 'version_id')} deleted`,
    });
    assert.equal((await visitor.get(one)).status, 404);
  });
});

describe('The emulator’s training models', () => {
  const start = emulators();

  it('come by definition, in pages that say how many there are', async () => {
    const visitor = new Visitor(await start({ world: 'scale', clock: fakeClock() }));
    const definitions = `${visitor.O}/training/definitions/`;
    const page = await visitor.get(`${definitions}?limit=30&offset=30`);
    assert.deepEqual([page.json.offset, page.json.limit, page.json.total], [30, 30, 40]);
    const [definition, ...others] = listIn(page);
    assert.equal(others.length, 9);
    const byName = await visitor.get(definitions + textIn(definition, 'name'));
    const byId = await visitor.get(definitions + textIn(definition, 'job_definition_id'));
    assert.deepEqual([byName.json, byId.json], [definition, definition]);
    const models = listIn(await visitor.get(`${definitions}${textIn(definition, 'name')}/models`));
    assert.equal(models.length, definition?.model_count);
    assert.equal(models[0]?.training_model_id, models[0]?.id);
  });

  it('leave archived ones out unless asked', async () => {
    const visitor = new Visitor(await start({ clock: fakeClock() }));
    const count = async (path: string, filter: string) =>
      listIn(await visitor.get(`${visitor.O}/training/${path}?filter_archived=${filter}`)).length;
    for (const path of ['definitions', 'definitions/tagger-train/models']) {
      const all = await count(path, 'include_archived');
      assert.equal(await count(path, 'exclude_archived'), all - 1);
    }
  });
});
