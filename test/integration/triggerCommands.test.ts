import assert from 'node:assert/strict';
import type { LogOutputChannel } from 'vscode';
import { Redaction } from '../../src/core/text/redaction';
import type { CommandDeps } from '../../src/ui/commands/commandDeps';
import { Feedback } from '../../src/ui/feedback';
import { askAndCreate } from '../../src/ui/commands/triggerCommands';
import { explore, startDemo, type Demo } from '../unit/core/demo';
import { ScriptedPrompter } from '../unit/core/scriptedPrompter';

describe('A trigger that is refused', () => {
  let demo: Demo;
  before(async () => {
    demo = await startDemo();
  });
  after(() => demo.close());

  it('is told without the values of its variables, though the platform repeats them', async () => {
    const value = '{"password":"hunter2"}';
    demo.emulator.faults.add({
      method: 'POST',
      path: '/triggers',
      status: 400,
      body: {
        error: 'bad_request',
        error_description: `KEY cannot be ${value}`,
        error_detail: { environment: { KEY: value } },
      },
    });
    const { explorer } = explore(demo);
    const prompter = new ScriptedPrompter(
      { pick: 'image-tagger' },
      { pick: '0.0.3' },
      { pick: 'pictures-in' },
      { pick: 'tagger-train' },
      { pick: 'epoch 30' },
      { pick: 'tags-out' },
      { type: '3' },
      { type: '7' },
      { pick: 'Add variable…' },
      { type: `KEY=${value}` },
      { pick: 'Continue' },
      { pick: 'Create trigger' },
      'cancel',
    );
    const deps = {
      accounts: { all: () => Promise.resolve([demo.account]) },
      ready: () => Promise.resolve(),
      explorer,
      feedback: new Feedback({} as LogOutputChannel, new Redaction(), () => Promise.resolve(false)),
      prompter,
    };
    await askAndCreate(deps as unknown as CommandDeps, undefined);
    prompter.assertDone();
    explorer.dispose();
    const [problem = ''] = prompter.seen.flatMap((seen) => seen.problem ?? []);
    assert.match(problem, /KEY cannot be ••••••/);
    assert.doesNotMatch(problem, /hunter2/);
  });
});
