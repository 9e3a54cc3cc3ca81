import assert from 'node:assert/strict';
import { commands, extensions } from 'vscode';
import { session } from './session';

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

describe('The extension', () => {
  it('activates without asking the platform for anything', async () => {
    const { emulator } = await session();
    const extension = extensions.getExtension<undefined>('abeja-triggers.abeja-triggers');
    assert.equal(extension?.isActive, true);
    assert.deepEqual(emulator.requests(), []);
  });

  it('registers every command that it declares', async () => {
    await session();
    const extension = extensions.getExtension<undefined>('abeja-triggers.abeja-triggers');
    const manifest = extension?.packageJSON as Manifest;
    const known = await commands.getCommands(true);
    const missing = manifest.contributes.commands.filter(({ command }) => !known.includes(command));
    assert.deepEqual(missing, []);
  });

  it('gives commands that are handed nonsense nothing to do', async () => {
    await session();
    for (const command of [
      'abeja.openJson',
      'abeja.copyId',
      'abeja.refreshRow',
      'abeja.loadMore',
    ]) {
      for (const argument of [undefined, null, 7, {}, { id: '/nowhere' }]) {
        await commands.executeCommand(command, argument);
      }
    }
  });
});
