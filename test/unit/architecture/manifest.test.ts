import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { filesBelow } from './sourceTree';

interface Manifest {
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly supported: boolean };
    readonly virtualWorkspaces: boolean;
  };
  readonly contributes: {
    readonly authentication: readonly { readonly id: string }[];
    readonly commands: readonly { readonly command: string; readonly category: string }[];
    readonly menus: Readonly<
      Record<string, readonly { readonly command: string; readonly group?: string }[]>
    >;
    readonly keybindings: readonly { readonly command: string }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly configuration: { readonly properties: Readonly<Record<string, { scope?: string }>> };
  };
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const { contributes } = manifest;
const declared = contributes.commands.map(({ command }) => command);
const BUTTON = '.button';
const code = filesBelow('src', /\.ts$/)
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');

describe('The manifest', () => {
  it('declares exactly the commands that the code registers', () => {
    const table = /const COMMANDS[^{]*\{([\s\S]*?)\n\};/.exec(code)?.[1] ?? '';
    const registered = [...table.matchAll(/^ {2}'(abeja\.\w+)':/gm)].map(([, id]) => id);
    assert.ok(registered.length > 5);
    assert.deepEqual(
      registered.sort(),
      declared.filter((command) => !command.endsWith(BUTTON)).sort(),
    );
  });

  it('gives the button of a row another command than the menu has', () => {
    const entries = contributes.menus['view/item/context'] ?? [];
    const isButton = ({ group = '' }: { group?: string }): boolean => group.startsWith('inline');
    const buttons = entries.filter(isButton).map(({ command }) => command);
    const inMenu = entries.filter((entry) => !isButton(entry)).map(({ command }) => command);
    assert.deepEqual(
      buttons.filter((command) => inMenu.includes(command)),
      [],
    );
    const ofBoth = inMenu.map((command) => command + BUTTON);
    assert.deepEqual(
      [...new Set(declared.filter((command) => command.endsWith(BUTTON)))].sort(),
      [...new Set(ofBoth.filter((command) => buttons.includes(command)))].sort(),
    );
  });

  it('puts every command under one category', () => {
    assert.deepEqual([...new Set(contributes.commands.map(({ category }) => category))], ['ABEJA']);
  });

  it('uses only declared commands in menus and keys', () => {
    const used = [...Object.values(contributes.menus).flat(), ...contributes.keybindings].map(
      ({ command }) => command,
    );
    assert.deepEqual(
      used.filter((command) => !declared.includes(command)),
      [],
    );
  });

  it('calls only declared commands from the code', () => {
    const called = [...code.matchAll(/'(abeja\.[a-z]\w*)'/gi)].map(([, id]) => id ?? '');
    const known = [
      ...declared,
      ...Object.values(contributes.views)
        .flat()
        .map(({ id }) => id),
      ...Object.keys(contributes.configuration.properties),
      'abeja.accounts',
      'abeja.signIns',
      'abeja.unreadable',
      'abeja.browser',
      'abeja.watches',
      'abeja.hasOrganizations',
      'abeja.isFiltered',
      'abeja.hasCliConfig',
      'abeja.environmentProblem',
    ];
    assert.deepEqual([...new Set(called.filter((id) => !known.includes(id)))], []);
  });

  it('declares exactly the settings that the code reads, and none that a workspace may set', () => {
    const read = [...code.matchAll(/getConfiguration\('abeja'\)\s*\.get(?:<\w+>)?\('(\w+)'/g)].map(
      ([, name]) => `abeja.${name ?? ''}`,
    );
    const { properties } = contributes.configuration;
    assert.deepEqual([...new Set(read)].sort(), Object.keys(properties).sort());
    for (const [name, { scope }] of Object.entries(properties)) {
      assert.ok(scope === 'machine' || scope === 'application', `${name} has scope ${scope}`);
    }
  });

  it('says that it takes nothing from a workspace, trusted or not, real or virtual', () => {
    assert.equal(manifest.capabilities.untrustedWorkspaces.supported, true);
    assert.equal(manifest.capabilities.virtualWorkspaces, true);
    const fromWorkspace = /workspace(\.\w+)*\.(workspaceFolders|findFiles|getWorkspaceFolder)\b/;
    assert.doesNotMatch(code, fromWorkspace);
  });

  it('declares the authentication provider that the code registers', () => {
    const id = /const PROVIDER = '(\w+)'/.exec(code)?.[1];
    assert.deepEqual(
      contributes.authentication.map((provider) => provider.id),
      [id],
    );
  });
});
