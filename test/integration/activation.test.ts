import assert from 'node:assert/strict';
import { extensions } from 'vscode';

describe('The extension', () => {
  it('activates', async () => {
    const extension = extensions.getExtension('abeja-triggers.abeja-triggers');
    assert.ok(extension, 'VS Code does not know the extension');
    await extension.activate();
    assert.equal(extension.isActive, true);
  });
});
