import assert from 'node:assert/strict';
import { fakeClock } from '../../emulator/clock';
import type { Quirk } from '../../emulator/quirks';
import { emulators, listIn, EmulatorClient } from './emulatorClient';

type Entry = Readonly<Record<string, unknown>> | number;

/** What the second run of a page looks like, beside the run as it should be. */
const TABLE: Readonly<
  Partial<Record<Quirk, (changed: Entry, usual: Readonly<Record<string, unknown>>) => void>>
> = {
  inputDataAsText: (changed, usual) =>
    assert.deepEqual(changed, {
      ...usual,
      input_data: JSON.stringify(usual.input_data),
      output_template: JSON.stringify(usual.output_template),
    }),
  modelsAsObjects: (changed, usual) =>
    assert.deepEqual(changed, {
      ...usual,
      models: {
        alias: {
          model_id: (usual.models as Record<string, unknown>).alias,
          job_definition_id: '1700000000088',
        },
      },
    }),
  numericIds: (changed, usual) =>
    assert.deepEqual(changed, { ...usual, deployment_id: Number(usual.deployment_id) }),
  entryWithoutId: (changed, usual) => {
    assert.ok(typeof changed === 'object' && !('run_id' in changed));
    assert.deepEqual({ ...changed, run_id: usual.run_id }, usual);
  },
  entryNotObject: (changed) => assert.equal(changed, 42),
};

describe('The emulator’s quirks', () => {
  const start = emulators();

  for (const [quirk, check] of Object.entries(TABLE)) {
    it(`show ${quirk} in a page of runs`, async () => {
      const client = new EmulatorClient(await start({ clock: fakeClock() }));
      const list = `${client.trigger()}/runs`;
      const usual = listIn(await client.get(list));
      client.emulator.faults.add({ path: '/runs', quirks: [quirk as Quirk] });
      const changed = listIn(await client.get(list));
      assert.equal(changed.length, usual.length);
      check(changed[1] as Entry, usual[1] ?? {});
    });
  }

  it('show the deployments as a bare array, whose second entry may have a quirk, too', async () => {
    const client = new EmulatorClient(
      await start({ clock: fakeClock(), quirks: ['deploymentsAsArray', 'entryNotObject'] }),
    );
    const list = JSON.parse((await client.get(`${client.O}/deployments`)).text) as Entry[];
    assert.deepEqual([list.length, list[1]], [5, 42]);
    const triggers = await client.get(`${client.deployment()}/triggers`);
    assert.deepEqual(Object.keys(triggers.json), ['entries']);
  });
});
