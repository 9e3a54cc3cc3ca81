import type { WindowOptions } from './fixture';
import type { Workbench } from './workbench';

/** A picture of the README: how the window is, and what is done in it first. */
export interface Picture {
  readonly file: string;
  readonly window: WindowOptions;
  readonly steps: (workbench: Workbench) => Promise<void>;
}

/** Nothing but what the picture is about. */
const frame = {
  width: 1000,
  height: 600,
  settings: {
    'breadcrumbs.enabled': false,
    'editor.minimap.enabled': false,
    'workbench.statusBar.visible': false,
    'workbench.layoutControl.enabled': false,
  },
};

export const pictures: readonly Picture[] = [
  { file: 'media/readme/explorer-dark.png', window: { ...frame, theme: 'dark' }, steps: openRun },
  { file: 'media/readme/explorer-light.png', window: { ...frame, theme: 'light' }, steps: openRun },
  {
    file: 'media/readme/create-trigger.png',
    window: { ...frame, theme: 'dark' },
    steps: createTrigger,
  },
];

async function openRun(workbench: Workbench): Promise<void> {
  await workbench.openView('ABEJA');
  await workbench.expand('Organization');
  await workbench.expand('image-tagger');
  await workbench.expand(workbench.row('Trigger').first());
  const run = workbench.row('Run').first();
  await run.click();
  await workbench.editorText(/run_id/);
  await workbench.press('ArrowLeft');
}

/** As far as the review of what will be sent. */
async function createTrigger(workbench: Workbench): Promise<void> {
  await workbench.openView('ABEJA');
  await workbench.expand('Organization');
  await workbench.expand('image-tagger');
  await workbench.contextMenu('image-tagger', 'Create Trigger');
  const { quickInput } = workbench;
  await quickInput.pick(/0\.0\.3/);
  await quickInput.pick(/pictures-in/);
  await quickInput.pick(/No model/);
  await quickInput.pick(/tags-out/);
  await quickInput.step('(5/8)');
  await quickInput.accept();
  await quickInput.step('(6/8)');
  await quickInput.accept();
  await quickInput.pick(/Add variable/);
  await quickInput.prompt(/KEY=value/);
  await quickInput.enter('LOG_LEVEL=debug');
  await quickInput.pick(/Continue/);
  await quickInput.step('(8/8)');
  await quickInput.choice(/Create trigger/).waitFor();
}
