import { checkVariable, parseVariable, type Variable } from '../prompts/validation';
import type { Localization } from '../text/localization';
import type { Choice, PromptPosition, Prompter, Reply } from '../prompts/prompter';
import { choice, type Step } from '../prompts/wizard';

type Action =
  | { readonly kind: 'done' }
  | { readonly kind: 'add' }
  | { readonly kind: 'edit'; readonly index: number }
  | { readonly kind: 'remove'; readonly index: number };

/** A question for environment variables: one list with choices to add, edit and remove. */
export function variablesStep(
  l10n: Localization,
): Step<{ readonly variables?: readonly Variable[] }> {
  return {
    ask: async (prompter, position, _answers, earlier) => {
      let { variables = [] } = earlier;
      let selected = 'done';
      for (;;) {
        const reply = await prompter.pick<Action>({
          ...position,
          placeholder: l10n.t('Environment variables of each run; do not put secrets here'),
          selected,
          fixed: actions(l10n, variables),
        });
        if (reply.kind === 'cancel') {
          return reply;
        }
        if (reply.kind === 'back') {
          return { kind: 'back', draft: { variables } };
        }
        const action = reply.value;
        switch (action.kind) {
          case 'done':
            return { kind: 'answer', value: { variables } };
          case 'remove':
            variables = variables.toSpliced(action.index, 1);
            selected = 'done';
            break;
          case 'add':
          case 'edit': {
            const index = action.kind === 'add' ? variables.length : action.index;
            const typed = await askForVariable(l10n, prompter, position, variables, index);
            if (typed.kind === 'cancel') {
              return typed;
            }
            if (typed.kind === 'answer') {
              variables = variables.toSpliced(index, 1, typed.value);
            }
            selected = 'add';
            break;
          }
        }
      }
    },
  };
}

async function askForVariable(
  l10n: Localization,
  prompter: Prompter,
  position: PromptPosition,
  variables: readonly Variable[],
  index: number,
): Promise<Reply<Variable>> {
  const edited = variables[index];
  const others = variables.toSpliced(index, 1);
  const reply = await prompter.text({
    ...position,
    canGoBack: true,
    prompt: l10n.t('Environment variable as KEY=value'),
    placeholder: 'LOG_LEVEL=debug',
    value: edited === undefined ? '' : `${edited.key}=${edited.value}`,
    check: (text) => checkVariable(l10n, text, others),
  });
  return reply.kind === 'answer'
    ? { kind: 'answer', value: parseVariable(reply.value) }
    : { kind: reply.kind };
}

function actions(l10n: Localization, variables: readonly Variable[]): readonly Choice<Action>[] {
  return [
    choice<Action>({ kind: 'done' }, 'done', l10n.t('Continue'), {
      icon: 'check',
      description:
        variables.length === 0
          ? l10n.t('without environment variables')
          : l10n.t('environment variables: {0}', variables.length),
    }),
    choice<Action>({ kind: 'add' }, 'add', l10n.t('Add variable…'), { icon: 'add' }),
    ...variables.map(({ key }, index): Choice<Action> => ({
      ...choice<Action>({ kind: 'edit', index }, `variable ${key}`, key, {
        icon: 'symbol-variable',
        description: '••••••',
        group: index === 0 ? l10n.t('Variables') : undefined,
      }),
      actions: [
        { icon: 'edit', label: l10n.t('Edit {0}', key), value: { kind: 'edit', index } },
        { icon: 'trash', label: l10n.t('Remove {0}', key), value: { kind: 'remove', index } },
      ],
    })),
  ];
}
