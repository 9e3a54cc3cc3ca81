import type { Goal } from '../explorer/runLists';
import type { Localization } from '../text/localization';
import { readLocalMoment } from '../text/time';
import { ONLY_QUESTION, type Problem, type Prompter } from '../prompts/prompter';

/** What the question depends on. */
export interface LoadGoalDeps {
  readonly l10n: Localization;
  readonly prompter: Prompter;
  /** Milliseconds since 1970, by the reader's clock. */
  readonly now: () => number;
  /** How many runs are loaded. */
  readonly loaded: number;
}

/** Asks how far to load runs: a number of them, or back to a day or a time. */
export async function askForGoal(deps: LoadGoalDeps): Promise<Goal | undefined> {
  const { l10n, prompter, loaded } = deps;
  const reply = await prompter.text({
    title: l10n.t('Load runs until'),
    ...ONLY_QUESTION,
    prompt: l10n.t('A number of runs, a day or a time. {0} are loaded.', loaded),
    placeholder: l10n.t('5000, 2024-03-01, or 2024-03-01 18:15'),
    value: '',
    check: (text) => (readGoal(text, deps.now()) === undefined ? unreadable(l10n) : undefined),
  });
  return reply.kind === 'answer' ? readGoal(reply.value, deps.now()) : undefined;
}

function readGoal(text: string, now: number): Goal | undefined {
  if (/^\s*\d{1,9}\s*$/.test(text)) {
    return { kind: 'count', count: Number(text) };
  }
  const moment = readLocalMoment(text, now);
  return moment === undefined ? undefined : { kind: 'moment', moment };
}

function unreadable(l10n: Localization): Problem {
  return {
    severity: 'error',
    message: l10n.t('Enter a number such as 5000, a day such as 2024-03-01, or a time.'),
  };
}
