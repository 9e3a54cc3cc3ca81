import type { Localization } from '../text/localization';
import { minuteTime, readLocalMoment } from '../text/time';
import { errorProblem, type Choice, type Problem, type Prompter } from '../prompts/prompter';
import {
  filterText,
  isNoFilter,
  NO_FILTER,
  STATUS_GROUPS,
  type RunFilter,
  type StatusGroup,
} from '../runs/filter';
import { choice, pickManyStep, pickStep, runWizard, textStep } from '../prompts/wizard';

/** What the flow depends on. */
export interface FilterRunsDeps {
  readonly l10n: Localization;
  readonly prompter: Prompter;
  /** Milliseconds since 1970, by the reader's clock. */
  readonly now: () => number;
  /** The filter that is applied now. */
  readonly current: RunFilter;
  /** Filters that were chosen before, the last one first. */
  readonly earlier: readonly RunFilter[];
}

/** When the runs were created; all spans but `typed` end now. */
type Span = 'any' | 'hour' | 'day' | 'today' | 'week' | 'typed';

interface Answers {
  /** A complete filter; without one, the other questions are asked. */
  readonly start?: { readonly ready?: RunFilter };
  readonly statuses?: readonly StatusGroup[];
  readonly span?: Span;
  readonly since?: string;
  readonly until?: string;
  readonly input?: string;
}

const HOUR = 3_600_000;

/** Asks which runs to show. Gives the filter, or `undefined` when the user cancelled. */
export async function askForFilter(deps: FilterRunsDeps): Promise<RunFilter | undefined> {
  const { l10n, prompter } = deps;
  const isAsked = ({ start }: Answers): boolean => start !== undefined && start.ready === undefined;
  const isTyped = (answers: Answers): boolean => isAsked(answers) && answers.span === 'typed';
  const initial = answersOf(deps);
  const answers = await runWizard<Answers>(
    prompter,
    l10n.t('Filter runs'),
    [
      pickStep<Answers, { readonly ready?: RunFilter }>('start', () => ({
        placeholder: l10n.t('Which runs do you want to see?'),
        fixed: startChoices(deps),
      })),
      pickManyStep<Answers, StatusGroup>(
        'statuses',
        (_answers, earlier) => ({
          placeholder: l10n.t('Mark the states to see; none for all of them'),
          choices: STATUS_GROUPS.map((group) => choice(group, group, groupLabel(l10n, group))),
          selected: earlier.statuses ?? initial.statuses ?? [],
        }),
        isAsked,
      ),
      pickStep<Answers, Span>(
        'span',
        (_answers, earlier) => ({
          placeholder: l10n.t('When were they created?'),
          selected: earlier.span ?? initial.span ?? 'any',
          fixed: spanChoices(l10n),
        }),
        isAsked,
      ),
      textStep<Answers>(
        'since',
        () => ({
          prompt: l10n.t('From when, in your local time; leave it empty for no bound'),
          placeholder: '2024-03-01 09:10',
          value: initial.since ?? '',
          check: (text) => checkMoment(deps, text),
        }),
        isTyped,
      ),
      textStep<Answers>(
        'until',
        ({ since }) => ({
          prompt: l10n.t('Until when, in your local time; leave it empty for no bound'),
          placeholder: '2024-03-01 18:00',
          value: initial.until ?? '',
          check: (text) => checkMoment(deps, text) ?? checkOrder(deps, since ?? '', text),
        }),
        isTyped,
      ),
      textStep<Answers>(
        'input',
        () => ({
          prompt: l10n.t('Text in the input, such as a file ID; leave it empty for any input'),
          value: initial.input ?? '',
          check: () => undefined,
        }),
        isAsked,
      ),
    ],
    {},
  );
  return answers && (answers.start?.ready ?? filterOf(answers, deps.now()));
}

/** Frequent filters, earlier filters, and the choice that leads to the other questions. */
function startChoices(deps: FilterRunsDeps): readonly Choice<{ readonly ready?: RunFilter }>[] {
  const { l10n, current, now } = deps;
  const moment = now();
  const preset = (label: string, icon: string, filter: RunFilter) =>
    choice({ ready: filter }, label, label, { icon });
  const failed: RunFilter = { ...NO_FILTER, statuses: ['failed'] };
  const earlier = deps.earlier.filter((filter) => !isNoFilter(filter));
  return [
    preset(l10n.t('Failed'), 'error', failed),
    preset(l10n.t('Unfinished'), 'play-circle', { ...NO_FILTER, statuses: ['unfinished'] }),
    preset(l10n.t('Failed since today'), 'calendar', { ...failed, since: startOfDay(moment) }),
    choice({}, 'questions', l10n.t('By state, time or input…'), { icon: 'settings' }),
    ...(isNoFilter(current)
      ? []
      : [
          choice({ ready: NO_FILTER }, 'clear', l10n.t('Clear the filter'), {
            icon: 'clear-all',
            description: filterText(l10n, current, moment),
          }),
        ]),
    ...earlier.map((filter, index) =>
      choice({ ready: filter }, `earlier ${index}`, filterText(l10n, filter, moment), {
        icon: 'history',
        group: index === 0 ? l10n.t('Earlier filters') : undefined,
      }),
    ),
  ];
}

function groupLabel(l10n: Localization, group: StatusGroup): string {
  const labels: Readonly<Record<StatusGroup, string>> = {
    failed: l10n.t('Failed'),
    unfinished: l10n.t('Unfinished'),
    succeeded: l10n.t('Succeeded'),
    unknown: l10n.t('Unknown status'),
  };
  return labels[group];
}

function spanChoices(l10n: Localization): readonly Choice<Span>[] {
  return [
    choice<Span>('any', 'any', l10n.t('At any time')),
    choice<Span>('hour', 'hour', l10n.t('In the last hour')),
    choice<Span>('day', 'day', l10n.t('In the last 24 hours')),
    choice<Span>('today', 'today', l10n.t('Today')),
    choice<Span>('week', 'week', l10n.t('In the last 7 days')),
    choice<Span>('typed', 'typed', l10n.t('Between two moments…')),
  ];
}

/** The current filter as answers, offered first. */
function answersOf({ current, now }: FilterRunsDeps): Answers {
  const { statuses, since, until, input } = current;
  const text = (moment: number | undefined): string =>
    moment === undefined ? '' : minuteTime(moment, now());
  return {
    statuses,
    span: since === undefined && until === undefined ? 'any' : 'typed',
    since: text(since),
    until: text(until),
    input,
  };
}

function filterOf(answers: Answers, now: number): RunFilter {
  const { statuses = [], span = 'any', input = '' } = answers;
  return { statuses, input: input.trim(), ...boundsOf(span, answers, now) };
}

function boundsOf(
  span: Span,
  { since, until }: Answers,
  now: number,
): Pick<RunFilter, 'since' | 'until'> {
  const from = readLocalMoment(since ?? '', now);
  const to = readLocalMoment(until ?? '', now, true);
  const bounds: Readonly<Record<Span, Pick<RunFilter, 'since' | 'until'>>> = {
    any: {},
    hour: { since: now - HOUR },
    day: { since: now - 24 * HOUR },
    today: { since: startOfDay(now) },
    week: { since: now - 7 * 24 * HOUR },
    typed: {
      ...(from === undefined ? {} : { since: from }),
      ...(to === undefined ? {} : { until: to }),
    },
  };
  return bounds[span];
}

function checkMoment({ l10n, now }: FilterRunsDeps, text: string): Problem | undefined {
  return text.trim() === '' || readLocalMoment(text, now()) !== undefined
    ? undefined
    : errorProblem(l10n.t('Enter a time such as 09:10, 2024-03-01 or 2024-03-01 09:10.'));
}

function checkOrder(deps: FilterRunsDeps, since: string, until: string): Problem | undefined {
  const from = readLocalMoment(since, deps.now());
  const to = readLocalMoment(until, deps.now(), true);
  return from !== undefined && to !== undefined && to <= from
    ? errorProblem(deps.l10n.t('This is not after {0}.', since.trim()))
    : undefined;
}

function startOfDay(now: number): number {
  return new Date(now).setHours(0, 0, 0, 0);
}
