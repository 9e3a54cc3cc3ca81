import assert from 'node:assert/strict';

const unhandled: unknown[] = [];

// Mocha has a listener of its own for unhandled rejections, and lets the test pass.
process.on('unhandledRejection', (reason) => unhandled.push(reason));

/** Fails a test during which a promise was rejected that nobody handled. */
export const mochaHooks = {
  afterEach(): void {
    assert.deepEqual(unhandled.splice(0), [], 'a promise was rejected and nobody handled it');
  },
};
