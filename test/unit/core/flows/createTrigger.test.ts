import assert from 'node:assert/strict';
import type { TriggerRequest } from '../../../../src/api/resources/triggers';
import { askForTrigger } from '../../../../src/core/flows/createTrigger';
import type { ChosenDeployment } from '../../../../src/core/flows/triggerChoice';
import type { Problem } from '../../../../src/core/prompts/prompter';
import { startDemo, type Demo } from '../demo';
import { english } from '../english';
import { ScriptedPrompter, type Act } from '../scriptedPrompter';

describe('The flow that creates a trigger', () => {
  let demo: Demo;

  beforeEach(async () => {
    demo = await startDemo();
  });

  afterEach(() => demo.close());

  const create = async (given: Partial<ChosenDeployment>, ...acts: Act[]) => {
    const prompter = new ScriptedPrompter(...acts);
    const sent: { target: ChosenDeployment; body: TriggerRequest }[] = [];
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
