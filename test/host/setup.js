// What every npm script starts: makes a fresh clone ready (packages, builds) and hands over to
// the task named on the command line. Plain JavaScript, because it runs before anything is there.
'use strict';
const { spawn, spawnSync } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const { withLock } = require('./lock.js');

const root = path.resolve(__dirname, '..', '..');
const oldestNode = [20, 19];

/** @param {string} words */
function say(words) {
  // Standard output belongs to the task: the emulator's first line is read by programs.
  process.stderr.write(`${words}\n`);
}

/** @returns {boolean} */
function nodeIsRecent() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [needMajor = 0, needMinor = 0] = oldestNode;
  return major > needMajor || (major === needMajor && minor >= needMinor);
}

/**
 * What npm has unpacked is written down in node_modules/.package-lock.json, last of all: it is
 * compared with what package-lock.json asks for.
 * @returns {boolean}
 */
function packagesAreInstalled() {
  try {
    const wanted = JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
    const there = JSON.parse(
      fs.readFileSync(path.join(root, 'node_modules', '.package-lock.json'), 'utf8'),
    );
    return Object.entries(wanted.packages).every(
      ([folder, entry]) =>
        folder === '' ||
        (there.packages[folder]
          ? there.packages[folder].version === entry.version
          : entry.optional),
    );
  } catch {
    return false;
  }
}

async function installPackages() {
  if (packagesAreInstalled()) {
    return;
  }
  await withLock(
    path.join(root, '.vscode-test'),
    'packages',
    async () => {
      if (packagesAreInstalled()) {
        return;
      }
      say('Installing the npm packages (about 20 seconds) …');
      const shell = process.platform === 'win32';
      // By default npm waits for more than a minute before it says that there is no network.
      const retryOptions = ['--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000'];
      const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', ...retryOptions], {
        cwd: root,
        stdio: ['ignore', 2, 2],
        shell,
      });
      if (npm.status !== 0) {
        throw new Error(
          `npm ci failed${npm.error ? ` (${npm.error.message})` : ''}. See its words above; without a network the packages cannot be had.`,
        );
      }
    },
    () => say('Another task is installing the npm packages; waiting for it …'),
  );
}

/** @param {readonly string[]} what */
async function build(...what) {
  const esbuild = spawn(process.execPath, ['esbuild.js', ...what], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  const [code] = await once(esbuild, 'close');
  if (code !== 0) {
    throw new Error('The build failed. See the words of esbuild above.');
  }
}

/**
 * npm that is killed leaves the shell and the script below it alone, and they would run for ever.
 * Whoever runs a task without npm may well leave it running.
 */
function endWithNpm() {
  if (process.env['npm_lifecycle_event'] === undefined) {
    return;
  }
  const before = ancestors();
  setInterval(() => {
    if (ancestors() !== before) {
      process.kill(process.pid, 'SIGTERM');
    }
  }, 500).unref();
}

/**
 * The process above this one; where that is the shell between npm and the script, npm as well.
 * @returns {string}
 */
function ancestors() {
  const parent = String(process.ppid);
  try {
    const [, name = '', above = ''] =
      /\((.*)\) \S+ (\d+)/s.exec(fs.readFileSync(`/proc/${parent}/stat`, 'utf8')) ?? [];
    return name.endsWith('sh') ? `${parent} ${above}` : parent;
  } catch {
    return parent;
  }
}

/**
 * @param {string} task
 * @param {readonly string[]} args
 */
async function run(task, args) {
  if (!nodeIsRecent()) {
    throw new Error(
      `Node ${oldestNode.join('.')} or later is needed; this is ${process.versions.node} (${process.execPath}).`,
    );
  }
  endWithNpm();
  process.chdir(root);
  await installPackages();
  await Promise.all([build(), build('--tests')]);
  if (task === 'emulator') {
    const emulator = path.join(root, 'out', 'test', 'emulator', 'main.js');
    process.argv = [process.execPath, emulator, ...args];
    require(emulator);
    return;
  }
  const file = path.join(root, 'out', 'test', 'host', 'tasks', `${task}.js`);
  if (!fs.existsSync(file)) {
    throw new Error(`There is no task "${task}".`);
  }
  await require(file).main(args);
}

const [task = '', ...args] = process.argv.slice(2);
run(task, args).catch((error) => {
  say(error instanceof Error ? error.message : String(error));
  // What the task has started must not keep it alive.
  process.exit(1);
});
