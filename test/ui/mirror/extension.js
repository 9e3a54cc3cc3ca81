// A read-only file system for tests: `mirror:/a/b` is the file `/a/b` of this machine.
'use strict';
const fs = require('node:fs/promises');
const vscode = require('vscode');

/** @param {import('node:fs').Stats | import('node:fs').Dirent} entry */
const typeOf = (entry) => (entry.isDirectory() ? vscode.FileType.Directory : vscode.FileType.File);

/** @param {unknown} error */
const missing = (error) => {
  throw vscode.FileSystemError.FileNotFound(String(error));
};

const refused = () => {
  throw vscode.FileSystemError.NoPermissions();
};

/** @type {import('vscode').FileSystemProvider} */
const provider = {
  onDidChangeFile: new vscode.EventEmitter().event,
  watch: () => new vscode.Disposable(() => undefined),
  stat: async ({ path }) => {
    const stats = await fs.stat(path).catch(missing);
    return { type: typeOf(stats), ctime: stats.ctimeMs, mtime: stats.mtimeMs, size: stats.size };
  },
  readDirectory: async ({ path }) => {
    const entries = await fs.readdir(path, { withFileTypes: true }).catch(missing);
    return entries.map((entry) => [entry.name, typeOf(entry)]);
  },
  readFile: async ({ path }) => await fs.readFile(path).catch(missing),
  createDirectory: refused,
  writeFile: refused,
  delete: refused,
  rename: refused,
};

/** @param {import('vscode').ExtensionContext} context */
exports.activate = ({ subscriptions }) => {
  const item = vscode.window.createStatusBarItem();
  item.name = 'Mirror';
  item.command = 'workbench.view.explorer';
  item.text = `The folder is ${vscode.workspace.workspaceFolders?.[0]?.uri.toString() ?? 'none'}`;
  item.show();
  subscriptions.push(
    item,
    vscode.workspace.registerFileSystemProvider('mirror', provider, { isReadonly: true }),
  );
};
