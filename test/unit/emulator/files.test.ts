import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { fakeClock } from '../../emulator/clock';
import { emulators, listIn, present, textIn, EmulatorClient } from './emulatorClient';

describe('The emulator’s channels', () => {
  const start = emulators();

  it('come by limit and offset until has_next is false', async () => {
    const client = new EmulatorClient(await start({ world: 'scale', clock: fakeClock() }));
    const names = new Set<string>();
    let page = await client.get(`${client.O}/channels?limit=100`);
    for (let offset = 100; page.json.has_next === true; offset += 100) {
      listIn(page, 'channels').forEach((channel) => names.add(textIn(channel, 'name')));
      page = await client.get(`${client.O}/channels?limit=100&offset=${offset}`);
    }
    listIn(page, 'channels').forEach((channel) => names.add(textIn(channel, 'name')));
    assert.equal(names.size, 500);
    assert.equal(page.json.organization_name, 'nationwide-retail');
  });

  it('leave archived ones out unless asked', async () => {
    const client = new EmulatorClient(await start({ clock: fakeClock() }));
    const count = async (filter: string) =>
      listIn(await client.get(`${client.O}/channels?filter_archived=${filter}`), 'channels').length;
    assert.equal(await count('include_archived'), (await count('exclude_archived')) + 1);
  });

  it('are made, changed and archived', async () => {
    const client = new EmulatorClient(await start({ clock: fakeClock() }));
    const path = `${client.O}/channels`;
    const made = await client.request('POST', path, { body: { name: 'new', description: '' } });
    const channel = present(made.json.channel as Record<string, unknown>);
    assert.deepEqual(
      [channel.name, channel.storage_type, channel.archived],
      ['new', 'datalake', false],
    );
    const one = `${path}/${textIn(channel, 'channel_id')}`;
    await client.request('PATCH', one, { body: { description: 'changed' } });
    const archived = await client.request('POST', `${one}/archive`);
    const now = present(archived.json.channel as Record<string, unknown>);
    assert.deepEqual([now.name, now.description, now.archived], ['new', 'changed', true]);
    const again = (await client.request('POST', `${one}/unarchive`)).json.channel;
    assert.deepEqual(again, { ...now, archived: false });
  });
});

describe('The emulator’s files', () => {
  const start = emulators();

  async function setting() {
    const clock = fakeClock();
    const client = new EmulatorClient(await start({ clock }));
    const channels = listIn(await client.get(`${client.O}/channels`), 'channels');
    const named = (name: string): string =>
      `/channels/${textIn(present(channels.find((channel) => channel.name === name)), 'channel_id')}`;
    return { clock, client, pictures: named('pictures-in'), quiet: named('calibration-shots') };
  }

  for (const [sort, size] of [
    ['uploaded_at', 100],
    ['-uploaded_at', 64],
  ] as const) {
    it(`come by ${sort} in pages of ${size}, each once, to a null token`, async () => {
      const { client, pictures } = await setting();
      const files: string[] = [];
      let page = await client.get(`${pictures}?sort=${sort}&items_per_page=${size}`);
      for (;;) {
        files.push(...listIn(page, 'files').map((file) => textIn(file, 'file_id')));
        if (page.json.next_page_token === null) {
          break;
        }
        assert.equal(listIn(page, 'files').length, size);
        const token = encodeURIComponent(textIn(page.json, 'next_page_token'));
        assert.equal(
          (await client.get(`${pictures}?next_page_token=${token}&sort=${sort}`)).status,
          400,
        );
        page = await client.get(`${pictures}?next_page_token=${token}`);
      }
      assert.ok(files.length > 700 && new Set(files).size === files.length);
      const sorted = files.toSorted((a, b) => a.slice(0, 15).localeCompare(b.slice(0, 15)));
      const stamps = (ids: readonly string[]) => ids.map((id) => id.slice(0, 15));
      assert.deepEqual(
        stamps(files),
        stamps(sort === 'uploaded_at' ? sorted : sorted.toReversed()),
      );
    });
  }

  it('are found by day, in a time zone, the end included, and by metadata', async () => {
    const { client, pictures, quiet } = await setting();
    const count = async (path: string) => listIn(await client.get(path), 'files').length;
    assert.equal(await count(`${pictures}?start=20240301&end=20240301`), 100);
    assert.equal(await count(`${pictures}?start=20240229&end=20240229`), 0);
    assert.equal(
      await count(`${pictures}?start=20240302&end=20240302&timezone=Pacific/Kiritimati`),
      0,
    );
    assert.equal(await count(`${pictures}?q=x-abeja-meta-filename:shot-000007`), 1);
    const headers = { 'x-abeja-meta-filename': encodeURIComponent('写真 1.jpg') };
    await client.request('POST', `${quiet}/upload`, { body: 'jpg', headers });
    assert.equal(await count(`${quiet}?q=x-abeja-meta-filename:写真`), 1);
    assert.equal(await count(`${quiet}?q=x-abeja-meta-filename:図面`), 0);
  });

  it('are what the runs of a trigger read', async () => {
    const { client } = await setting();
    const [run] = listIn(await client.get(`${client.trigger()}/runs`));
    const input = textIn(run?.input_data as Record<string, unknown>, '$datalake:1');
    const file = await client.get(`/channels/${input}`);
    assert.equal(file.status, 200);
    assert.equal(file.json.file_id, input.split('/')[1]);
    assert.equal(file.json.download_url, file.json.download_uri);
  });

  it('are downloaded without credentials and within the hour', async () => {
    const { clock, client, pictures } = await setting();
    const [file] = listIn(await client.get(pictures), 'files');
    const url = textIn(file, 'download_uri');
    const good = await client.get(url, { authorization: null });
    assert.deepEqual([good.status, good.headers.get('content-type')], [200, 'image/png']);
    assert.ok(good.text.slice(1, 4) === 'PNG');
    const withCredentials = await client.get(url);
    assert.equal(withCredentials.status, 400);
    assert.match(withCredentials.text, /Only one auth mechanism allowed/);
    const forged = await client.get(url.replace(/Signature=./, 'Signature=x'), {
      authorization: null,
    });
    assert.equal(forged.status, 403);
    clock.advance(3_600_000);
    const expired = await client.get(url, { authorization: null });
    assert.deepEqual([expired.status, /Request has expired/.test(expired.text)], [403, true]);
    const fresh = await client.get(`${pictures}/${textIn(file, 'file_id')}`);
    const again = await client.get(textIn(fresh.json, 'download_url'), { authorization: null });
    assert.equal(again.text, good.text);
  });

  it('come as archives for versions and models', async () => {
    const { client } = await setting();
    const [version] = listIn(await client.get(`${client.deployment()}/versions`));
    const [model] = listIn(
      await client.get(`${client.O}/training/definitions/tagger-train/models`),
    );
    for (const [path, content] of [
      [`${client.deployment()}/versions/${textIn(version, 'version_id')}/download`, 'def handler('],
      [
        `${client.O}/training/definitions/tagger-train/models/${textIn(model, 'id')}/download`,
        'training_model_id',
      ],
    ] as const) {
      const { json } = await client.get(path);
      const archive = gunzipSync(await (await fetch(textIn(json, 'download_uri'))).arrayBuffer());
      assert.equal(archive.length % 512, 0);
      assert.equal(archive.toString('latin1', 257, 262), 'ustar');
      assert.ok(archive.includes(content));
    }
  });

  describe('when uploaded', () => {
    it('are kept byte by byte with their metadata', async () => {
      const { client, quiet } = await setting();
      const body = Uint8Array.from({ length: 256 }, (_, i) => i);
      const headers = {
        'content-type': 'image/jpeg',
        'x-abeja-meta-filename': '%E5%86%99%E7%9C%9F.jpg',
        'x-abeja-meta-label': 'a%20b',
      };
      const { status, json } = await client.request('POST', `${quiet}/upload?lifetime=1week`, {
        body,
        headers,
      });
      assert.equal(status, 200);
      assert.match(textIn(json, 'file_id'), /^20240301T091500-[0-9a-f-]{36}$/);
      assert.deepEqual(
        [json.content_type, json.lifetime, json.uploaded_at, json.metadata],
        [
          'image/jpeg',
          '1week',
          '2024-03-01T09:15:00+00:00',
          {
            'x-abeja-meta-filename': '%E5%86%99%E7%9C%9F.jpg',
            'x-abeja-meta-label': 'a%20b',
            'x-abeja-sys-meta-organizationid': client.organization.id,
          },
        ],
      );
      const file = await client.get(`${quiet}/${textIn(json, 'file_id')}`);
      const download = await fetch(textIn(file.json, 'download_uri'));
      assert.deepEqual(new Uint8Array(await download.arrayBuffer()), body);
    });

    it('start a run of each trigger that reads the channel, and of no other', async () => {
      const { clock, client, quiet } = await setting();
      const trigger = client.trigger(0, 2);
      assert.deepEqual(listIn(await client.get(`${trigger}/runs`)), []);
      const otherRuns = listIn(await client.get(`${client.trigger(0, 1)}/runs`));
      const { json } = await client.request('POST', `${quiet}/upload`, { body: 'jpg' });
      const [run, ...others] = listIn(await client.get(`${trigger}/runs`));
      assert.deepEqual(others, []);
      assert.deepEqual(run?.input_data, {
        '$datalake:1': `${quiet.split('/')[2]}/${textIn(json, 'file_id')}`,
      });
      assert.deepEqual([run.status, run.retry_count], ['SUBMITTED', 1]);
      const runs = listIn(await client.get(`${client.deployment()}/runs`));
      assert.equal(runs[0]?.run_id, run.run_id);
      assert.deepEqual(listIn(await client.get(`${client.trigger(0, 1)}/runs`)), otherRuns);

      const states = new Set<unknown>();
      for (let i = 0; i < 600; i++) {
        clock.advance(500);
        states.add(
          (await client.get(`${client.deployment()}/runs/${textIn(run, 'run_id')}`)).json.status,
        );
      }
      const end = [...states].at(-1);
      assert.ok(end === 'SUCCEEDED' || end === 'FAILED');
      assert.deepEqual([...states].slice(0, 5), [
        'SUBMITTED',
        'PENDING',
        'RUNNABLE',
        'STARTING',
        'RUNNING',
      ]);
    });

    it('start no run of a trigger made later, or deleted before', async () => {
      const { client, quiet } = await setting();
      const deleted = client.trigger(0, 2);
      const triggers = `${client.deployment()}/triggers`;
      const old = (await client.get(deleted)).json;
      await client.request('DELETE', deleted);
      await client.request('POST', `${quiet}/upload`, { body: 'jpg' });
      const body = {
        version_id: old.model_version_id,
        input_service_name: 'datalake',
        input_service_id: old.input_service_id,
      };
      const { json } = await client.request('POST', triggers, { body });
      const runs = `${triggers}/${textIn(json, 'trigger_id')}/runs`;
      assert.deepEqual(listIn(await client.get(runs)), []);
      await client.request('POST', `${quiet}/upload`, { body: 'jpg' });
      assert.equal(listIn(await client.get(runs)).length, 1);
    });

    it('meet a conflict that names the other file', async () => {
      const { client, quiet } = await setting();
      const upload = (name: string) =>
        client.request('POST', `${quiet}/upload?conflict_target=filename`, {
          body: 'jpg',
          headers: { 'x-abeja-meta-filename': name },
        });
      const first = await upload('a.jpg');
      const second = await upload('a.jpg');
      assert.deepEqual([second.status, second.json.error], [409, 'conflict']);
      assert.equal(second.json.file_id, first.json.file_id);
      assert.equal((await upload('b.jpg')).status, 200);
    });
  });
});
