import assert from 'node:assert/strict';
import type { Account } from '../../../../src/core/accounts/account';
import { askForDeletion } from '../../../../src/core/flows/deleteTrigger';
import type { ChosenTrigger } from '../../../../src/core/flows/triggerChoice';
import { startDemo, type Demo } from '../demo';
import { english } from '../english';
import { ScriptedPrompter, type Act } from '../scriptedPrompter';

describe('The flow that deletes a trigger', () => {
  let demo: Demo;

  beforeEach(async () => {
    demo = await startDemo();
  });

  afterEach(() => demo.close());

  const remove = async (given: Partial<ChosenTrigger>, ...acts: Act[]) => {
    const prompter = new ScriptedPrompter(...acts);
    const removed: ChosenTrigger[] = [];
    const deleted = await askForDeletion(
      {
        l10n: english,
        prompter,
        accounts: [demo.account],
        accountName: ({ organization }: Account) => organization,
        client: demo.connect,
        triggerName: (_account, { trigger_id: id }) => `the trigger ${id}`,
        remove: (target) => {
          removed.push(target);
          return Promise.resolve(undefined);
        },
      },
      given,
    );
    prompter.assertDone();
    return { deleted, removed, seen: prompter.seen };
  };

  it('names it, keeps it by default, and deletes it when told', async () => {
    const address = demo.trigger('image-tagger', 0);
    const { deleted, removed, seen } = await remove(
      {},
      { pick: demo.organization.id },
      { pick: 'image-tagger' },
      { pick: `the trigger ${address.trigger}` },
      { pick: `Delete ${address.trigger}` },
    );
    assert.ok(deleted);
    assert.equal(removed[0]?.trigger.trigger_id, address.trigger);
    assert.equal(seen[3]?.selected, 'keep');
    assert.equal(seen[3].at, '4/4');
  });

  it('deletes nothing when it is kept or left', async () => {
    const address = demo.trigger('image-tagger', 0);
    const target: ChosenTrigger = {
      account: demo.account,
      deployment: { id: address.deployment, name: 'image-tagger' },
      trigger: { trigger_id: address.trigger },
    };
    for (const act of [{ pick: 'Keep the trigger' }, 'cancel', 'back'] as const) {
      const { deleted, removed } = await remove(target, act);
      assert.ok(!deleted);
      assert.deepEqual(removed, []);
    }
  });
});
