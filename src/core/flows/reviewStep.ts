import type { Localization } from '../localization';
import type { Choice, Problem } from '../prompter';
import { choice, pickStep, type Step } from '../wizard';

/** The last question: the exact JSON to be sent, line by line, under the choice that sends it. */
export function reviewStep<A extends object>(
  l10n: Localization,
  review: {
    /** Words on the choice that sends. */
    readonly action: string;
    readonly body: (answers: A) => object;
    /** What to think of before sending. */
    readonly notes: (answers: A) => readonly string[];
    readonly submit: (answers: A) => Promise<Problem | undefined>;
  },
): Step<A> {
  return pickStep<A, 'send' | 'read'>({
    question: (answers) => ({
      placeholder: l10n.t('Review what will be sent; go back to change it'),
      selected: 'send',
      fixed: [
        choice('send', 'send', review.action, { icon: 'check' }),
        ...review
          .notes(answers)
          .map((note, index) => choice<'read'>('read', `note ${index}`, note, { icon: 'warning' })),
        ...jsonLines(l10n, review.body(answers)),
      ],
      submit: async (value) => {
        switch (value) {
          case 'send':
            return review.submit(answers);
          case 'read':
            return {
              severity: 'warning',
              message: l10n.t('Nothing was sent. Pick "{0}" to send it.', review.action),
            };
        }
      },
    }),
    read: (answers) => answers,
  });
}

/** Leading spaces as no-break ones: a choice's label drops others. */
function jsonLines(l10n: Localization, body: object): readonly Choice<'read'>[] {
  return JSON.stringify(body, null, 2)
    .split('\n')
    .map((line, index) =>
      choice<'read'>(
        'read',
        `line ${index}`,
        line.replace(/^ +/, (indent) => '\u00a0'.repeat(indent.length * 2)),
        index === 0 ? { group: l10n.t('JSON to be sent') } : {},
      ),
    );
}
