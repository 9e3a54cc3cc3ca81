import assert from 'node:assert/strict';
import { fakeClock } from '../../emulator/clock';
import { emulators, EmulatorClient, listIn, present, textIn } from './emulatorClient';

/** Beginning and bounds of the content of each kind, by content type. */
const KINDS: Readonly<Record<string, (content: Buffer) => boolean>> = {
  'image/png': (content) => content.toString('latin1', 1, 4) === 'PNG',
  'application/json': (content) => 'record_id' in (JSON.parse(content.toString()) as object),
  'text/csv': (content) => /^item_code,quantity,unit_price,amount\n\d/.test(content.toString()),
  'text/plain; charset=utf-8': (content) => /Item|商品/.test(content.toString()),
  'application/octet-stream': (content) => content.includes(0) && content.length === 4096,
  'video/mp4': (content) => content.length > 20 * 1024 * 1024,
};

describe('The emulator’s files in the world "logs"', () => {
  const start = emulators();

  async function setting() {
    const clock = fakeClock();
    const client = new EmulatorClient(await start({ world: 'logs', clock }));
    const channels = listIn(await client.get(`${client.O}/channels`), 'channels');
    const [all = '', oneDay = ''] = channels.map((one) => `/channels/${textIn(one, 'channel_id')}`);
    return { clock, client, all, oneDay };
  }

  for (const [contentType, isOfKind] of Object.entries(KINDS)) {
    it(`are ${contentType}, with a name and metadata, always the same`, async () => {
      const { client, all } = await setting();
      const files = listIn(await client.get(`${all}?sort=-uploaded_at`), 'files');
      const file = present(files.find((other) => other.content_type === contentType));
      const metadata = file.metadata as Readonly<Record<string, unknown>>;
      assert.match(textIn(metadata, 'x-abeja-meta-filename'), /^file-\d{6}\.\w{3,4}$/);
      const contents: Buffer[] = [];
      for (let time = 0; time < 2; time++) {
        const response = await fetch(textIn(file, 'download_uri'));
        assert.equal(response.headers.get('content-type'), contentType);
        contents.push(Buffer.from(await response.arrayBuffer()));
      }
      assert.ok(isOfKind(present(contents[0])));
      assert.ok(present(contents[0]).equals(present(contents[1])));
    });
  }

  it('are gone after their lifetime, by id, in the list and in the storage', async () => {
    const { clock, client, oneDay } = await setting();
    const before = listIn(await client.get(oneDay), 'files');
    assert.ok(before.length >= 23 && before.length <= 25, `${before.length} files`);
    const oldest = present(before[0]);
    assert.equal(oldest.lifetime, '1day');
    clock.advance(7_200_000);
    const after = listIn(await client.get(oneDay), 'files');
    assert.ok(after.every(({ file_id }) => file_id !== oldest.file_id));
    const path = `${oneDay}/${textIn(oldest, 'file_id')}`;
    assert.equal((await client.get(path)).status, 404);
  });

  it('are gone for old runs, which still name them', async () => {
    const { client } = await setting();
    const runs = listIn(await client.get(`${client.trigger(4)}/runs?scan_forward=True`));
    const input = textIn(present(runs[0]).input_data as Record<string, unknown>, '$datalake:1');
    assert.equal((await client.get(`/channels/${input}`)).status, 404);
  });

  it('are deleted once, uploads and others', async () => {
    const { client, all } = await setting();
    await client.request('POST', `${all}/upload`, { body: 'content' });
    const files = listIn(await client.get(`${all}?sort=-uploaded_at`), 'files');
    for (const file of files.slice(0, 2)) {
      const id = textIn(file, 'file_id');
      const deleted = await client.request('DELETE', `${all}/${id}`);
      assert.deepEqual([deleted.status, deleted.json], [200, { message: `deleted file (${id})` }]);
      assert.equal((await client.request('DELETE', `${all}/${id}`)).status, 404);
      const url = textIn(file, 'download_uri');
      assert.equal((await client.get(url, { authorization: null })).status, 404);
    }
    const left = listIn(await client.get(`${all}?sort=-uploaded_at`), 'files');
    assert.equal(left[0]?.file_id, files[2]?.file_id);
  });
});
