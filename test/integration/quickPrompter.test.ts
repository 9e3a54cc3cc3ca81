import assert from 'node:assert/strict';
import { EventEmitter, QuickInputButtons, window } from 'vscode';
import type { TextQuestion } from '../../src/core/prompts/prompter';
import { choiceRows } from '../../src/ui/prompts/pickRows';
import { QuickPrompter } from '../../src/ui/prompts/quickPrompter';
import { replaced } from './replaced';

/** A box in which a test types. */
class Box {
  value = '';
  title = '';
  prompt = '';
  validationMessage: unknown;
  buttons: readonly object[] = [];
  readonly accepted = new EventEmitter<void>();
  readonly left = new EventEmitter<void>();
  readonly pressed = new EventEmitter<object>();
  readonly changed = new EventEmitter<string>();
  readonly onDidAccept = this.accepted.event;
  readonly onDidHide = this.left.event;
  readonly onDidTriggerButton = this.pressed.event;
  readonly onDidChangeValue = this.changed.event;
  show(): void {
    // Nobody looks.
  }
  dispose(): void {
    this.left.fire();
  }
}

const QUESTION: TextQuestion = {
  title: 'Add organization',
  step: 1,
  total: 1,
  canGoBack: true,
  prompt: 'Token',
  value: '',
  masked: true,
  check: () => undefined,
};

describe('A box for a text', () => {
  let box: Box;
  let hidden: string[];
  let prompter: QuickPrompter;
  let restore: () => void;
  beforeEach(() => {
    box = new Box();
    hidden = [];
    restore = replaced(window, 'createInputBox', () => box);
    prompter = new QuickPrompter(
      () => '',
      () => undefined,
      (secret) => hidden.push(secret),
    );
  });
  afterEach(() => restore());

  it('tells what is typed where nobody sees it before anything is done with it', async () => {
    const asked: string[] = [];
    const submit = (text: string): Promise<undefined> => {
      asked.push(`${text} ${hidden.includes(text)}`);
      return Promise.resolve(undefined);
    };
    const reply = prompter.text({ ...QUESTION, submit });
    box.value = 'pat-1';
    box.accepted.fire();
    assert.deepEqual(await reply, { kind: 'answer', value: 'pat-1' });
    assert.deepEqual(asked, ['pat-1 true']);
  });

  const endings: Readonly<Record<string, (box: Box) => void>> = {
    'Enter that is refused': (open) => open.accepted.fire(),
    Back: (open) => open.pressed.fire(QuickInputButtons.Back),
    Escape: (open) => open.left.fire(),
  };
  for (const [ending, leave] of Object.entries(endings)) {
    for (const masked of [true, false]) {
      it(`${masked ? 'hides' : 'leaves alone'} what was typed at ${ending}`, () => {
        const check: TextQuestion['check'] = () => ({ severity: 'error', message: 'No.' });
        void prompter.text({ ...QUESTION, masked, check });
        box.value = 'pat-2';
        leave(box);
        assert.equal(hidden.includes('pat-2'), masked);
      });
    }
  }

  it('says what a platform said as text, without links and icons', () => {
    const message = '[a](command:x) $(error)\n\u202e';
    const text = '[a] (command:x) \\$(error) �';
    void prompter.text({
      ...QUESTION,
      title: 'a\nb',
      prompt: message,
      check: () => ({ severity: 'warning', message }),
    });
    box.changed.fire('');
    assert.equal(box.title, 'a b');
    assert.equal(box.prompt, text);
    assert.equal((box.validationMessage as { message: string }).message, text);
  });
});

describe('A row of a list of choices', () => {
  it('shows names as they are written, on one line', () => {
    const name = '$(error) a\n\u202eb $5 $(no icon)';
    const text = '\\$(error) a �b $5 $(no icon)';
    const choice = { key: 'k', value: 1, label: name, description: name, detail: name };
    const [group, row] = choiceRows({ ...choice, group: 'a\nb', icon: 'zap' });
    assert.equal(group?.label, 'a b');
    assert.deepEqual([row?.label, row?.description, row?.detail], [`$(zap) ${text}`, text, text]);
  });
});
