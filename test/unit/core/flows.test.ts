import assert from 'node:assert/strict';
import type { TriggerRequest } from '../../../src/api/wire';
import type { Account } from '../../../src/core/accounts';
import { askForOrganization } from '../../../src/core/flows/addOrganization';
import { askForTrigger, type TriggerTarget } from '../../../src/core/flows/createTrigger';
import { askForDeletion } from '../../../src/core/flows/deleteTrigger';
import type { ChosenTrigger } from '../../../src/core/flows/triggerChoice';
import { readOrigin } from '../../../src/core/origin';
import type { Problem } from '../../../src/core/prompter';
import { startDemo, type Demo } from './demo';
import { english } from './english';
import { ScriptedPrompter, type Act } from './scriptedPrompter';

describe('A flow', () => {
  let demo: Demo;

  beforeEach(async () => {
    demo = await startDemo();
  });

  afterEach(() => demo.close());

  const add = async (...acts: Act[]) => {
    const prompter = new ScriptedPrompter(...acts);
    const account = await askForOrganization({
      l10n: english,
      prompter,
      connect: demo.connect,
      readOrigin: (url) => readOrigin(english, url),
    });
    prompter.assertDone();
    return { account, seen: prompter.seen };
  };

  const create = async (given: Partial<TriggerTarget>, ...acts: Act[]) => {
    const prompter = new ScriptedPrompter(...acts);
    const sent: { target: TriggerTarget; body: TriggerRequest }[] = [];
    let refusal: Problem | undefined;
    const created = await askForTrigger(
      {
        l10n: english,
        prompter,
        accounts: [demo.account, { ...demo.account, organization: 'other' }],
        accountName: ({ organization }) => organization,
        client: demo.connect,
        channelNames: () => undefined,
        create: (target, body) => {
          sent.push({ target, body });
          return Promise.resolve(refusal);
        },
      },
      given,
    );
    prompter.assertDone();
    return {
      created,
      sent,
      seen: prompter.seen,
      refuse: (problem: Problem) => (refusal = problem),
    };
  };

  describe('that adds an organization', () => {
    const signIn = (token: string): Act[] => [
      { type: demo.emulator.url },
      { type: demo.organization.name },
      { pick: 'User and personal access token' },
      { type: demo.organization.userId },
      { type: token },
    ];

    it('verifies the account and learns its id', async () => {
      const { account, seen } = await add(...signIn(demo.organization.personalAccessToken));
      assert.deepEqual(account, { ...demo.account, name: demo.organization.name });
      assert.deepEqual(
        seen.map(({ at }) => at),
        ['1/5', '2/5', '3/5', '4/5', '5/5'],
      );
    });

    it('stays on the token with everything typed when it is refused', async () => {
      const { account, seen } = await add(...signIn('wrong'), {
        type: demo.organization.personalAccessToken,
      });
      assert.ok(account);
      assert.match(seen[4]?.problem ?? '', /refused the token/);
      assert.equal(seen[5]?.value, 'wrong');
    });

    it('says that the organization is unknown, and goes back with everything typed', async () => {
      const { account, seen } = await add(
        { type: demo.emulator.url },
        { type: 'nobody' },
        { pick: 'User and personal access token' },
        { type: demo.organization.userId },
        { type: demo.organization.personalAccessToken },
        'back',
        'back',
        'back',
        { type: demo.organization.id },
        { pick: 'User and personal access token' },
        { type: demo.organization.userId },
        { type: demo.organization.personalAccessToken },
      );
      assert.equal(account?.organization, demo.organization.id);
      assert.match(seen[4]?.problem ?? '', /does not know the organization "nobody"/);
      assert.equal(seen[8]?.value, 'nobody');
      assert.equal(seen[9]?.selected, 'user');
      assert.equal(seen[10]?.value, demo.organization.userId);
      assert.equal(seen[11]?.value, demo.organization.personalAccessToken);
    });

    it('asks for one answer less with a bearer token', async () => {
      const { account, seen } = await add(
        { type: demo.emulator.url },
        { type: demo.organization.id },
        { pick: 'Bearer token' },
        { type: demo.organization.bearerToken },
      );
      assert.deepEqual(account?.credential, {
        kind: 'bearer',
        token: demo.organization.bearerToken,
      });
      assert.deepEqual(seen.at(-1)?.at, '4/4');
    });

    it('refuses what a token must not be sent to', async () => {
      const { account, seen } = await add(
        { type: 'http://api.abeja.io' },
        { type: 'https://user:secret@api.abeja.io' },
        { type: 'https://api.abeja.io/path' },
        { type: 'nonsense' },
        'cancel',
      );
      assert.equal(account, undefined);
      assert.deepEqual(
        seen.map(({ problem }) => problem !== undefined),
        [true, true, true, true, false],
      );
    });

    it('says when nobody answers', async () => {
      await demo.emulator.close();
      const { seen } = await add(...signIn('pat'), 'cancel');
      assert.match(seen[4]?.problem ?? '', /refused the connection/);
    });
  });

  describe('that creates a trigger', () => {
    const channel = (name: string): string => {
      const [organization] = demo.emulator.state().organizations;
      return organization?.channels.find((other) => other.name === name)?.id ?? '';
    };

    it('asks for every field and sends exactly what the review shows', async () => {
      const { created, sent, seen } = await create(
        {},
        { pick: demo.organization.id },
        { pick: 'image-tagger' },
        { pick: '0.0.3' },
        { pick: 'pictures-in' },
        { pick: 'tagger-train' },
        { pick: 'epoch 30' },
        { pick: 'tags-out' },
        { type: '3' },
        { type: '7' },
        { pick: 'Add variable…' },
        { type: 'LOG_LEVEL=debug' },
        { pick: 'Continue' },
        { pick: 'Show the values of the environment variables' },
        { pick: 'Create trigger' },
      );
      assert.ok(created);
      const [version] =
        demo.emulator
          .state()
          .organizations[0]?.deployments.find(({ name }) => name === 'image-tagger')
          ?.versions.filter(({ name }) => name === '0.0.3') ?? [];
      assert.deepEqual(sent[0]?.body, {
        version_id: version?.id,
        input_service_name: 'datalake',
        input_service_id: channel('pictures-in'),
        retry_count: 7,
        environment: { LOG_LEVEL: 'debug' },
        models: { alias: sent[0]?.body.models?.alias },
        output_service_name: 'datalake',
        output_service_id: channel('tags-out'),
        distribution: 3,
      });
      assert.match(sent[0].body.models.alias, /^\d{13}$/);
      const reviews = seen
        .slice(-2)
        .map(({ labels }) => labels?.slice(2).join('\n').replaceAll('\u00a0\u00a0', ' '));
      const json = JSON.stringify(sent[0].body, null, 2);
      assert.deepEqual(reviews, [json.replace('"debug"', '"••••••"'), json]);
      assert.deepEqual(
        seen.map(({ at }) => at),
        // The model of a definition is a question more.
        ['1/10', '2/10', '3/10', '4/10', '5/10', '6/11', '7/11', '8/11', '9/11'].concat([
          '10/11',
          '10/11',
          '10/11',
          '11/11',
          '11/11',
        ]),
      );
    });

    it('asks only for what the row does not tell, and sends defaults', async () => {
      const deployment = demo.deployment('image-tagger').deployment;
      const { sent, seen } = await create(
        { account: demo.account, deployment: { id: deployment, name: 'image-tagger' } },
        { pick: '0.0.2' },
        { typeId: '1300000000031' },
        { pick: 'No model' },
        { pick: 'No output channel' },
        { type: '' },
        { type: '5' },
        { pick: 'Continue' },
        { pick: 'Create trigger' },
      );
      assert.ok(sent[0]);
      const { version_id: version, ...body } = sent[0].body;
      assert.match(version, /^ver-/);
      assert.deepEqual(body, {
        input_service_name: 'datalake',
        input_service_id: '1300000000031',
        retry_count: 5,
        environment: {},
      });
      assert.equal(seen[0]?.at, '1/8');
    });

    it('offers versions newest first', async () => {
      const deployment = demo.deployment('image-tagger').deployment;
      const { seen } = await create(
        { account: demo.account, deployment: { id: deployment, name: 'image-tagger' } },
        'cancel',
      );
      assert.deepEqual(seen[0]?.labels, ['0.0.3', '0.0.2', '0.0.1']);
    });

    it('refuses bad values while they are typed', async () => {
      const deployment = demo.deployment('image-tagger').deployment;
      const { created, sent, seen } = await create(
        { account: demo.account, deployment: { id: deployment, name: 'image-tagger' } },
        { typeId: 'ver/..' },
        { pick: '0.0.3' },
        { typeId: 'a b' },
        { pick: 'pictures-in' },
        { pick: 'No model' },
        { pick: 'No output channel' },
        { type: '-1' },
        { type: '' },
        { type: '10' },
        { type: '1.5' },
        { type: '0' },
        { pick: 'Add variable…' },
        { type: '1A=x' },
        { type: 'A=x' },
        { pick: 'Add variable…' },
        { type: 'A=y' },
        'back',
        { action: 'Remove A' },
        { pick: 'Continue' },
        'cancel',
      );
      assert.ok(!created);
      assert.deepEqual(sent, []);
      assert.equal(seen.filter(({ problem }) => problem !== undefined).length, 7);
    });

    it('warns when a result would start the next run', async () => {
      const deployment = demo.deployment('image-tagger').deployment;
      const { seen } = await create(
        { account: demo.account, deployment: { id: deployment, name: 'image-tagger' } },
        { pick: '0.0.3' },
        { pick: 'pictures-in' },
        { pick: 'No model' },
        { pick: 'pictures-in' },
        { type: '' },
        { type: '5' },
        { pick: 'Continue' },
        'cancel',
      );
      assert.match(seen.at(-1)?.labels?.[1] ?? '', /same channel/);
    });

    it('keeps everything over a walk back to the first question', async () => {
      const { sent, seen } = await create(
        { account: demo.account },
        { pick: 'image-tagger' },
        { pick: '0.0.2' },
        { pick: 'pictures-in' },
        { pick: 'No model' },
        { pick: 'tags-out' },
        { type: '4' },
        { type: '2' },
        { pick: 'Add variable…' },
        { type: 'A=x' },
        { pick: 'Continue' },
        ...Array.from({ length: 8 }, (): Act => 'back'),
        { pick: 'image-tagger' },
        { pick: '0.0.2' },
        { pick: 'pictures-in' },
        { pick: 'No model' },
        { pick: 'tags-out' },
        { type: '4' },
        { type: '2' },
        { pick: 'Continue' },
        { pick: 'Create trigger' },
      );
      assert.deepEqual(sent[0]?.body.environment, { A: 'x' });
      const again = seen.slice(18);
      assert.equal(again[1]?.selected, sent[0].body.version_id);
      assert.equal(again[2]?.selected, channel('pictures-in'));
      assert.equal(again[4]?.selected, channel('tags-out'));
      assert.equal(again[5]?.value, '4');
      assert.equal(again[6]?.value, '2');
    });
  });

  describe('that deletes a trigger', () => {
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
});
