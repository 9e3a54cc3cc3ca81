import type { Localization } from '../text/localization';
import { durationText } from '../text/time';
import { conditionOf, type DeploymentHealth, type Health, type Outcome } from './health';

const SIGNS: Readonly<Record<Outcome, string>> = { succeeded: '✓', failed: '✗' };

/** `failing · 8 ok · 12 failed`, for a row. */
export function healthSummary(l10n: Localization, health: Health): string {
  const { succeeded, failed } = health;
  return [
    conditionOf(health) === 'failing' ? l10n.t('failing') : '',
    succeeded > 0 || failed === 0 ? l10n.t('{0} ok', succeeded) : '',
    failed > 0 ? l10n.t('{0} failed', failed) : '',
  ]
    .filter((text) => text !== '')
    .join(' · ');
}

/** The same for a screen reader: with the unit of the numbers. */
export function spokenHealth(l10n: Localization, health: Health): string {
  const { outcomes, succeeded, failed, failedInARow } = health;
  const counts = l10n.t(
    'of the last {0} finished runs {1} succeeded and {2} failed',
    outcomes.length,
    succeeded,
    failed,
  );
  switch (conditionOf(health)) {
    case 'failing':
      return failedInARow === 1
        ? l10n.t('failing: its last run failed; {0}', counts)
        : l10n.t('failing: its last {0} runs failed; {1}', failedInARow, counts);
    case 'unsteady':
    case 'healthy':
      return counts;
  }
}

/** A trigger's health for a tooltip, label and value. */
export function healthFacts(
  l10n: Localization,
  health: Health,
): readonly (readonly [label: string, value: string])[] {
  const { outcomes, failed, duration } = health;
  const sample = outcomes.length;
  const rate = Math.round((100 * failed) / sample);
  return [
    [
      l10n.t('Last {0} finished runs, newest first', sample),
      outcomes.map((outcome) => SIGNS[outcome]).join(''),
    ],
    [l10n.t('Failure rate'), l10n.t('{0} % ({1} of {2} runs)', rate, failed, sample)],
    ...(duration === undefined
      ? []
      : [
          [
            l10n.t('Duration, estimated'),
            l10n.t(
              'median {0}, 95th percentile {1} (waiting included; {2} runs)',
              durationText(l10n, duration.medianMs),
              durationText(l10n, duration.p95Ms),
              duration.sample,
            ),
          ] as const,
        ]),
  ];
}

/** `1 of 3 triggers failing`; as long as not all are known, of how many it speaks. */
export function deploymentSummary(l10n: Localization, health: DeploymentHealth): string {
  const { triggers, known, failing } = health;
  if (known === triggers) {
    return failing === 0
      ? l10n.t('no trigger failing')
      : l10n.t('failing: {0} of {1} triggers', failing, triggers);
  }
  return failing === 0
    ? l10n.t('none failing, {0} of {1} triggers known', known, triggers)
    : l10n.t('failing: {0}, {1} of {2} triggers known', failing, known, triggers);
}
