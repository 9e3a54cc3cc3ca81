// One process at a time: a file can be linked into its place by exactly one of those who try.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { setTimeout: pause } = require('node:timers/promises');

/**
 * Runs `work` while no other process holds the lock `name` in `folder`. The lock of a process that
 * has died is taken over.
 * @template T
 * @param {string} folder
 * @param {string} name
 * @param {() => Promise<T>} work
 * @param {() => void} [onWait] told once when another process is at work
 * @returns {Promise<T>}
 */
async function withLock(folder, name, work, onWait = () => undefined) {
  const lock = path.join(folder, `${name}.lock`);
  fs.mkdirSync(folder, { recursive: true });
  let notified = false;
  while (!take(lock)) {
    if (!notified) {
      notified = true;
      onWait();
    }
    await pause(200);
  }
  const release = () => fs.rmSync(lock, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

/**
 * @param {string} lock
 * @returns {boolean}
 */
function take(lock) {
  // Linked into place with its content, so that nobody ever reads a lock without its owner.
  const claim = `${lock}.${process.pid}`;
  fs.writeFileSync(claim, String(process.pid));
  try {
    fs.linkSync(claim, lock);
    return true;
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIST') {
      throw error;
    }
    if (!isOwnerAlive(lock)) {
      fs.rmSync(lock, { force: true });
    }
    return false;
  } finally {
    fs.rmSync(claim, { force: true });
  }
}

/**
 * @param {string} lock
 * @returns {boolean}
 */
function isOwnerAlive(lock) {
  try {
    process.kill(Number(fs.readFileSync(lock, 'utf8')), 0);
    return true;
  } catch (error) {
    // No such process: dead. Not permitted: alive, but somebody else's. No such file: just released.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

module.exports = { withLock };
