import type { Goal } from '../explorer/runLists';
import type { Localization } from '../text/localization';
import { readLocalMoment } from '../text/time';
import { errorProblem, ONLY_QUESTION, type Prompter } from '../prompts/prompter';

/**
 * Asks how far to load runs, of which so many are `loaded`: a number of them, or back to a day or a
 * time.
 */
export async function askForGoal(
  l10n: Localization,
  prompter: Prompter,
  loaded: number,
): Promise<Goal | undefined> {
  const reply = await prompter.text({
    title: l10n.t('Load runs until'),
    ...ONLY_QUESTION,
    prompt: l10n.t('A number of runs, a day or a time. {0} are loaded.', loaded),
    placeholder: l10n.t('5000, 2024-03-01, or 2024-03-01 18:15'),
    value: '',
    check: (text) =>
      readGoal(text) === undefined
        ? errorProblem(l10n.t('Enter a number such as 5000, a day such as 2024-03-01, or a time.'))
        : undefined,
  });
  return reply.kind === 'answer' ? readGoal(reply.value) : undefined;
}

function readGoal(text: string): Goal | undefined {
  if (/^\s*\d{1,9}\s*$/.test(text)) {
    return { kind: 'count', count: Number(text) };
  }
  const moment = readLocalMoment(text, Date.now());
  return moment === undefined ? undefined : { kind: 'moment', moment };
}
