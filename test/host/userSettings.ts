import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What one would set before showing VS Code to others: nothing asks, nothing distracts. */
const settings = {
  'chat.disableAIFeatures': true,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'window.commandCenter': false,
  'window.title': '${rootName}',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/**
 * Writes the user's settings for a server that keeps its data in `userData`, unless there are any;
 * `more` are further ones.
 */
export function writeSettings(
  userData: string,
  more: Readonly<Record<string, unknown>> = {},
): void {
  const folder = join(userData, 'data', 'User');
  const file = join(folder, 'settings.json');
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, `${JSON.stringify({ ...settings, ...more }, null, 2)}\n`);
  }
}
