import assert from 'node:assert/strict';
import { namedTrigger } from '../../../../src/core/alerts/triggerLookup';
import { explore, rowAt, startDemo, type Demo, type DemoExplorer } from '../demo';

describe('The name of a trigger', () => {
  let demo: Demo;
  let shown: DemoExplorer;
  beforeEach(async () => {
    demo = await startDemo();
    shown = explore(demo);
  });
  afterEach(async () => {
    shown.explorer.dispose();
    await demo.close();
  });

  it('is asked for with two requests where it is not shown', async () => {
    const named = await namedTrigger(shown.explorer, demo.trigger('image-tagger', 0), () => true);
    assert.deepEqual([named?.inputName, named?.trigger.model_version], ['pictures-in', '0.0.3']);
    assert.equal(demo.asked().length, 2);
  });

  it('comes from its row without a request where it is shown', async () => {
    const address = demo.trigger('image-tagger', 0);
    await rowAt(shown.explorer, address);
    await shown.explorer.organization(address)?.channelNames.learn(new Set());
    demo.emulator.clearRequests();
    const named = await namedTrigger(shown.explorer, address, () => assert.fail('it may not ask'));
    assert.equal(named?.trigger.trigger_id, address.trigger);
    assert.deepEqual(demo.asked(), []);
  });

  it('is left out where it may not be asked for, or cannot be had', async () => {
    const address = demo.trigger('image-tagger', 0);
    assert.equal(await namedTrigger(shown.explorer, address, () => false), undefined);
    assert.deepEqual(demo.asked(), []);
    demo.emulator.faults.add({ path: '/triggers/', status: 500 });
    assert.equal(await namedTrigger(shown.explorer, address, () => true), undefined);
    assert.equal(demo.asked().length, 1, 'one attempt');
    demo.emulator.faults.clear();
    demo.emulator.faults.add({ path: '/channels/', status: 500 });
    const named = await namedTrigger(shown.explorer, address, () => true);
    assert.deepEqual([named?.trigger.trigger_id, named?.inputName], [address.trigger, undefined]);
  });
});
