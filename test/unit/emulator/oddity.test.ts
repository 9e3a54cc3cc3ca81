import assert from 'node:assert/strict';
import { fakeClock } from '../../emulator/clock';
import type { Oddity } from '../../emulator/oddity';
import { emulators, listIn, Visitor } from './visitor';

type Entry = Readonly<Record<string, unknown>> | number;

/** What the second run of a page looks like, beside the run as it should be. */
const TABLE: Readonly<
  Partial<Record<Oddity, (odd: Entry, usual: Readonly<Record<string, unknown>>) => void>>
> = {
  inputDataAsText: (odd, usual) =>
    assert.deepEqual(odd, {
      ...usual,
      input_data: JSON.stringify(usual.input_data),
      output_template: JSON.stringify(usual.output_template),
    }),
  modelsAsObjects: (odd, usual) =>
    assert.deepEqual(odd, {
      ...usual,
      models: {
        alias: {
          model_id: (usual.models as Record<string, unknown>).alias,
          job_definition_id: '1700000000088',
        },
      },
    }),
  numericIds: (odd, usual) =>
    assert.deepEqual(odd, { ...usual, deployment_id: Number(usual.deployment_id) }),
  entryWithoutId: (odd, usual) => {
    assert.ok(typeof odd === 'object' && !('run_id' in odd));
    assert.deepEqual({ ...odd, run_id: usual.run_id }, usual);
  },
  entryNotObject: (odd) => assert.equal(odd, 42),
};

describe('The emulator’s oddities', () => {
  const start = emulators();

  for (const [oddity, check] of Object.entries(TABLE)) {
    it(`show ${oddity} in a page of runs`, async () => {
      const visitor = new Visitor(await start({ clock: fakeClock() }));
      const list = `${visitor.trigger()}/runs`;
      const usual = listIn(await visitor.get(list));
      visitor.emulator.faults.add({ path: '/runs', odd: [oddity as Oddity] });
      const odd = listIn(await visitor.get(list));
      assert.equal(odd.length, usual.length);
      check(odd[1] as Entry, usual[1] ?? {});
    });
  }

  it('show the deployments as a bare array, whose second entry may be odd, too', async () => {
    const visitor = new Visitor(
      await start({ clock: fakeClock(), odd: ['deploymentsAsArray', 'entryNotObject'] }),
    );
    const list = JSON.parse((await visitor.get(`${visitor.O}/deployments`)).text) as Entry[];
    assert.deepEqual([list.length, list[1]], [5, 42]);
    const triggers = await visitor.get(`${visitor.deployment()}/triggers`);
    assert.deepEqual(Object.keys(triggers.json), ['entries']);
  });
});
