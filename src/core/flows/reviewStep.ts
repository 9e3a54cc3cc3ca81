import type { Localization } from '../text/localization';
import type { Choice, Problem, Reply } from '../prompts/prompter';
import { choice, type Step } from '../prompts/wizard';

type Action = 'send' | 'read' | 'show' | 'hide';

/**
 * The last question: the exact JSON to be sent, line by line, under the choice that sends it. Values
 * of environment variables are masked until the user shows them.
 */
export function reviewStep<A extends object>(
  l10n: Localization,
  review: {
    /** Label of the choice that sends. */
    readonly action: string;
    readonly body: (answers: A) => { readonly environment: Readonly<Record<string, string>> };
    /** Warnings. */
    readonly notes: (answers: A) => readonly string[];
    readonly submit: (answers: A) => Promise<Problem | undefined>;
  },
): Step<A> {
  return {
    ask: async (prompter, position, answers) => {
      const body = review.body(answers);
      const hidesAny = Object.keys(body.environment).length > 0;
      let isShown = !hidesAny;
      let selected: Action = 'send';
      for (;;) {
        const reply: Reply<Action> = await prompter.pick<Action>({
          ...position,
          placeholder: l10n.t('Review what will be sent; go back to change it'),
          selected,
          fixed: [
            choice<Action>('send', 'send', review.action, { icon: 'check' }),
            ...review
              .notes(answers)
              .map((note, index) =>
                choice<Action>('read', `note ${index}`, note, { icon: 'warning' }),
              ),
            ...(hidesAny ? [revealChoice(l10n, isShown)] : []),
            ...jsonLines(l10n, isShown ? body : withoutValues(body)),
          ],
          submit: async (action) => {
            switch (action) {
              case 'send':
                return review.submit(answers);
              case 'show':
              case 'hide':
                return undefined;
              case 'read':
                return {
                  severity: 'warning',
                  message: l10n.t('Nothing was sent. Pick "{0}" to send it.', review.action),
                };
            }
          },
        });
        if (reply.kind !== 'answer') {
          return { kind: reply.kind };
        }
        if (reply.value === 'send' || reply.value === 'read') {
          return { kind: 'answer', value: {} };
        }
        isShown = reply.value === 'show';
        selected = isShown ? 'hide' : 'show';
      }
    },
  };
}

function revealChoice(l10n: Localization, isShown: boolean): Choice<Action> {
  return isShown
    ? choice('hide', 'hide', l10n.t('Hide the values of the environment variables'), {
        icon: 'eye-closed',
      })
    : choice('show', 'show', l10n.t('Show the values of the environment variables'), {
        icon: 'eye',
      });
}

function withoutValues<B extends { readonly environment: Readonly<Record<string, string>> }>(
  body: B,
): B {
  const hidden = Object.keys(body.environment).map((key) => [key, '••••••']);
  return { ...body, environment: Object.fromEntries(hidden) as Record<string, string> };
}

/** With no-break spaces as indentation: VS Code trims others from a label. */
function jsonLines(l10n: Localization, body: object): readonly Choice<Action>[] {
  return JSON.stringify(body, null, 2)
    .split('\n')
    .map((line, index) =>
      choice<Action>(
        'read',
        `line ${index}`,
        line.replace(/^ +/, (indent) => '\u00a0'.repeat(indent.length * 2)),
        { group: index === 0 ? l10n.t('JSON to be sent') : undefined },
      ),
    );
}
