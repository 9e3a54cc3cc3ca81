import { l10n } from 'vscode';
import { onTrigger } from './commandDeps';
import { triggerNameAt } from '../names';

/** Starts to watch a trigger. */
export const watchTrigger = onTrigger(async ({ autoRefresh, explorer, feedback }, address) => {
  await autoRefresh.watch(address);
  feedback.showDone(l10n.t('Trigger {0} is watched.', triggerNameAt(explorer, address)));
});

/** Stops watching a trigger. */
export const stopWatching = onTrigger(async ({ autoRefresh, explorer, feedback }, address) => {
  await autoRefresh.stopWatching(address);
  const name = triggerNameAt(explorer, address);
  feedback.showDone(l10n.t('Trigger {0} is not watched any more.', name));
});
