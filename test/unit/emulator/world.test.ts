import assert from 'node:assert/strict';
import { fakeClock } from '../../emulator/clock';
import { startEmulator } from '../../emulator/emulator';
import { SCALE } from '../../emulator/worlds/scale';
import { emulators, listIn, present, textIn, EmulatorClient } from './emulatorClient';

describe('The emulator’s worlds', () => {
  const start = emulators();

  it('"empty" is an organization without deployments', async () => {
    const client = new EmulatorClient(await start({ world: 'empty' }));
    assert.deepEqual(client.organization.deployments, []);
    assert.deepEqual((await client.get(`${client.O}/deployments`)).json, { entries: [] });
    assert.deepEqual(listIn(await client.get(`${client.O}/channels`), 'channels'), []);
  });

  it('"demo" shows what one has to be able to see', async () => {
    const clock = fakeClock();
    const emulator = await start({ clock, pageSize: 1000 });
    const facts: { name: string; triggers: number; runs: number; statuses: Set<unknown> }[] = [];
    for (const index of emulator.organizations.keys()) {
      const client = new EmulatorClient(emulator, index);
      for (const [i, { name, triggers }] of client.organization.deployments.entries()) {
        const runs = listIn(await client.get(`${client.deployment(i)}/runs`));
        const statuses = new Set(runs.map(({ status }) => status));
        facts.push({ name, triggers: triggers.length, runs: runs.length, statuses });
      }
    }
    assert.equal(facts.length, 10);
    assert.ok(facts.some(({ name }) => /[一-龠]/.test(name)));
    assert.ok(facts.some(({ triggers }) => triggers === 0));
    assert.ok(facts.some(({ triggers, runs }) => triggers > 0 && runs === 0));
    assert.ok(facts.filter(({ runs }) => runs >= 300).length >= 4);
    const statuses = new Set(facts.flatMap((fact) => [...fact.statuses]));
    assert.ok(['SUCCEEDED', 'FAILED', 'RUNNING'].every((status) => statuses.has(status)));
  });

  it('"demo" has a trigger that fails since an hour and another that does not', async () => {
    const client = new EmulatorClient(await start({ clock: fakeClock(), pageSize: 1000 }));
    const [failing, healthy] = [
      listIn(await client.get(`${client.trigger(1, 0)}/runs`)),
      listIn(await client.get(`${client.trigger(1, 1)}/runs`)),
    ];
    const rate = (runs: typeof failing, from: string, to: string): number => {
      const wanted = runs.filter(
        ({ created_at }) => String(created_at) >= from && String(created_at) < to,
      );
      assert.ok(wanted.length >= 9, `${wanted.length} runs`);
      return wanted.filter(({ status }) => status === 'FAILED').length / wanted.length;
    };
    assert.equal(rate(failing, '2024-03-01T08:15', '2024-03-01T09:10'), 1);
    assert.ok(rate(failing, '2024-02-29', '2024-03-01T08:15') < 0.1);
    assert.ok(rate(healthy, '2024-03-01T08:15', '2024-03-01T09:10') < 0.3);
  });

  it('"demo" shows in the log and in the input why a trigger fails', async () => {
    const client = new EmulatorClient(await start({ clock: fakeClock(), pageSize: 1000 }));
    const runs = listIn(await client.get(`${client.trigger(1, 0)}/runs`));
    const header = async (run: Readonly<Record<string, unknown>>): Promise<string> => {
      const input = textIn(run.input_data as Record<string, unknown>, '$datalake:1');
      const file = await client.get(`/channels/${input}`);
      const url = textIn(file.json, 'download_uri');
      return present((await client.get(url, { authorization: null })).text.split('\n')[0]);
    };
    const failed = runs.filter(({ status }) => status === 'FAILED');
    const recent = failed.filter(({ created_at }) => String(created_at) >= '2024-03-01T08:15');
    for (const run of [present(recent[0]), present(recent.at(-1))]) {
      const path = `${client.deployment(1)}/runs/${textIn(run, 'run_id')}/recentlogs`;
      const lines = listIn(await client.get(path), 'events').map(({ message }) => message);
      assert.ok(lines.includes("KeyError: 'amount'"));
      assert.ok(lines.includes('columns: item_code, quantity, unit_price, total'));
      assert.equal(await header(run), 'item_code,quantity,unit_price,total');
    }
    const succeeded = present(runs.find(({ status }) => status === 'SUCCEEDED'));
    assert.equal(await header(succeeded), 'item_code,quantity,unit_price,amount');
  });

  it('"demo" goes on: runs come in and old ones end', async () => {
    const clock = fakeClock();
    const client = new EmulatorClient(await start({ clock }));
    const list = `${client.trigger()}/runs`;
    const before = listIn(await client.get(list));
    clock.advance(120_000);
    const after = listIn(await client.get(list));
    const fresh = after.findIndex(({ run_id }) => run_id === before[0]?.run_id);
    assert.ok(fresh >= 5 && fresh <= 7, `${fresh} new runs in two minutes`);
    assert.equal(before[0]?.status, 'RUNNING');
    clock.advance(600_000);
    const later = await client.get(`${client.deployment()}/runs/${String(before[0].run_id)}`);
    assert.ok(['SUCCEEDED', 'FAILED'].includes(String(later.json.status)));
    assert.ok(String(later.json.modified_at) > String(before[0].modified_at));
  });

  it('"scale" is as large as it says, and its longest trigger has a million runs', async () => {
    const client = new EmulatorClient(await start({ world: 'scale', clock: fakeClock() }));
    const { deployments } = client.organization;
    assert.equal(deployments.length, SCALE.deployments);
    assert.equal(deployments.flatMap(({ triggers }) => triggers).length, 5000);
    const list = `${client.trigger()}/runs`;
    const last = present(listIn(await client.get(`${list}?scan_forward=True`))[0]);
    const first = present(listIn(await client.get(list))[0]);
    assert.ok(['SUCCEEDED', 'FAILED'].includes(String(first.status)));
    const days =
      (Date.parse(String(first.created_at)) - Date.parse(String(last.created_at))) / 86_400_000;
    assert.equal(Math.round((days * 86_400) / 20), 1_000_000);
  });

  it('are the same for the same seed and time, and others for another seed', async () => {
    const texts = await Promise.all(
      [1, 1, 2].map(async (seed) => {
        const client = new EmulatorClient(await start({ clock: fakeClock(), seed }));
        const paths = ['deployments', 'channels', 'training/definitions'].map(
          (path) => `${client.O}/${path}`,
        );
        const replies = [...paths, `${client.deployment()}/runs`, `${client.trigger()}/runs`].map(
          (path) => client.get(path),
        );
        return (await Promise.all(replies))
          .map(({ text }) => text.replaceAll(/"next_page_token.*$/g, ''))
          .join('\n');
      }),
    );
    assert.equal(texts[0], texts[1]);
    assert.notEqual(texts[0], texts[2]);
  });

  it('can be given as a plan', async () => {
    const client = new EmulatorClient(
      await start({
        clock: fakeClock(),
        world: {
          pageSize: 3,
          organizations: [
            {
              name: 'planned',
              channels: [
                {
                  name: 'in',
                  feed: { kind: 'record', prefix: 'r-', age: 100_000, everyMs: 10_000, count: 7 },
                },
              ],
              definitions: [],
              deployments: [
                {
                  name: 'one',
                  description: '',
                  versions: [{ name: '1', failureRate: 1, seconds: [1, 2] }],
                  triggers: [{ version: '1', input: 'in', retryCount: 0, age: 200_000 }],
                },
              ],
            },
          ],
        },
      }),
    );
    const runs = listIn(await client.get(`${client.trigger()}/runs`));
    assert.deepEqual(
      runs.map(({ status }) => status),
      ['FAILED', 'FAILED', 'FAILED'],
    );
  });

  it('stand side by side in one process', async () => {
    const [one, two] = [await start({ clock: fakeClock() }), await start({ clock: fakeClock() })];
    await new EmulatorClient(one).request('DELETE', new EmulatorClient(one).trigger());
    assert.notDeepEqual(one.state(), two.state());
    one.faults.add({ path: '.', status: 500 });
    assert.equal((await new EmulatorClient(two).get(new EmulatorClient(two).O)).status, 200);
  });

  it('end without waiting for what is open', async () => {
    for (const tls of [false, true]) {
      const emulator = await startEmulator({ tls });
      emulator.faults.add({ path: '.', delayMs: 3_600_000 });
      const hanging = fetch(`${emulator.url}/nowhere`).catch(() => 'ended');
      while (emulator.connections().accepted === 0) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      await Promise.all([emulator.close(), emulator.close()]);
      assert.equal(await hanging, 'ended');
      assert.equal(emulator.connections().open, 0);
    }
  });

  it('are on loopback or nowhere', async () => {
    for (const host of ['0.0.0.0', '::', '192.0.2.1', 'example.com']) {
      await assert.rejects(startEmulator({ host }), /loopback/);
    }
    const emulator = await start({ host: 'localhost' });
    assert.equal((await fetch(`${emulator.url}/_emulator/state`)).status, 200);
  });
});
