import assert from 'node:assert/strict';

const lost: unknown[] = [];

// Mocha takes hold of rejections that nobody looks at, and lets the test pass.
process.on('unhandledRejection', (reason) => lost.push(reason));

/** Fails a test in which a promise was rejected and nobody was there to see it. */
export const mochaHooks = {
  afterEach(): void {
    assert.deepEqual(lost.splice(0), [], 'a promise was rejected and nobody looked');
  },
};
