import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Emulator } from '../emulator/emulator';
import { kept } from './paths';
import { writeSettings } from './userSettings';

/** Where the demonstration keeps its VS Code settings, its extensions and its folder. */
export interface Demo {
  readonly vsix: string;
  readonly extensions: string;
  readonly userData: string;
  readonly workspace: string;
}

const readme = `# ABEJA Trigger Explorer

Choose **ABEJA** in the activity bar. The platform you see is an emulator on this computer: create,
run and delete what you like. It begins anew with the next start.
`;

export function demoFolders(): Demo {
  const folder = join(kept, 'demo');
  const workspace = join(folder, 'workspace');
  const userData = join(folder, 'data');
  mkdirSync(workspace, { recursive: true });
  writeFileSync(join(workspace, 'README.md'), readme);
  writeSettings(userData);
  return {
    vsix: join(folder, 'extension.vsix'),
    extensions: join(folder, 'extensions'),
    userData,
    workspace,
  };
}

/** How to add the organizations that the environment is not signed in to. */
export function signInHints({ url, organizations }: Emulator): string {
  const [first, ...others] = organizations;
  const lines = [`Signed in to the organization ${first?.name ?? ''} of the emulator.`];
  for (const { name, id, userId, personalAccessToken } of others) {
    lines.push(
      `To add ${name}, run the command "ABEJA: Add Organization…" with`,
      `  API URL                ${url}`,
      `  organization           ${id}`,
      `  user                   ${userId}`,
      `  personal access token  ${personalAccessToken}`,
    );
  }
  return lines.join('\n');
}
