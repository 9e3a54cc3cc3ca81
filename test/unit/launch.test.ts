import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import { startEmulator } from '../emulator/emulator';
import { root } from '../host/paths';
import { releases } from '../host/releases';
import { signInVariables } from '../host/variables';

function read(file: string): unknown {
  return parse(readFileSync(join(root, file), 'utf8'));
}

describe('The ways to start VS Code', () => {
  it('sign in to the emulator that F5 starts', async () => {
    const { configurations } = read('.vscode/launch.json') as {
      readonly configurations: readonly { readonly env?: Readonly<Record<string, string>> }[];
    };
    const { env } = configurations.find((configuration) => configuration.env !== undefined) ?? {};
    const emulator = await startEmulator({ world: 'demo' });
    await emulator.close();
    const [organization] = emulator.organizations;
    assert.ok(env && organization);
    assert.deepEqual(env, signInVariables(env['ABEJA_API_URL'] ?? '', organization));
  });

  it('begin with the oldest release that the manifest promises', () => {
    const { engines } = read('package.json') as {
      readonly engines: { readonly vscode: string };
    };
    const minor = (version: string): string => version.split('.').slice(0, 2).join('.');
    assert.equal(minor(releases.oldest.version), minor(engines.vscode.slice(1)));
  });
});
