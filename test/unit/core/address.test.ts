import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  formatAddress,
  parentAddress,
  parseAddress,
  type Address,
} from '../../../src/core/address';

const id = fc
  .oneof(fc.string({ minLength: 1 }), fc.string({ minLength: 1, unit: 'binary' }))
  .filter((text) => text !== '.' && text !== '..');
const root = { host: id, organization: id };
const plain = { noNullPrototype: true };
const address: fc.Arbitrary<Address> = fc.oneof(
  fc.record({ kind: fc.constant('organization' as const), ...root }, plain),
  fc.record({ kind: fc.constant('deployment' as const), ...root, deployment: id }, plain),
  fc.record({ kind: fc.constant('version' as const), ...root, deployment: id, version: id }, plain),
  fc.record({ kind: fc.constant('trigger' as const), ...root, deployment: id, trigger: id }, plain),
  fc.record({ kind: fc.constant('run' as const), ...root, deployment: id, run: id }, plain),
  fc.record(
    { kind: fc.constant('run' as const), ...root, deployment: id, trigger: id, run: id },
    plain,
  ),
  fc.record({ kind: fc.constant('channel' as const), ...root, channel: id }, plain),
);

describe('An address', () => {
  it('is written one way', () => {
    assert.equal(
      formatAddress({
        kind: 'run',
        host: '127.0.0.1:4010',
        organization: 'acme lab',
        deployment: '1200000000029',
        trigger: 'tri-1',
        run: 'a/b',
      }),
      '/127.0.0.1%3A4010/acme%20lab/deployments/1200000000029/triggers/tri-1/runs/a%2Fb',
    );
  });

  it('comes back from its path, whatever the ids are', () => {
    fc.assert(
      fc.property(address, (original) => {
        assert.deepEqual(parseAddress(formatAddress(original)), original);
      }),
    );
  });

  it('has a path of its own', () => {
    fc.assert(
      fc.property(address, address, (one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other));
        assert.notEqual(formatAddress(one), formatAddress(other));
      }),
    );
  });

  it('lies below its parent', () => {
    fc.assert(
      fc.property(address, (child) => {
        const parent = parentAddress(child);
        assert.ok(
          parent === undefined || formatAddress(child).startsWith(`${formatAddress(parent)}/`),
        );
      }),
    );
  });

  it('is never read from a path that spells it another way', () => {
    fc.assert(
      fc.property(fc.string(), (path) => {
        const read = parseAddress(path);
        assert.ok(read === undefined || formatAddress(read) === path);
      }),
    );
  });

  for (const path of [
    '',
    '/',
    '/host',
    'host/org',
    '/host/',
    '/host/..',
    '/host/%2e%2e',
    '/host/.',
    '/host/org/',
    '/host/org/deployments',
    '/host/org/deployments/..',
    '/host/org/deployments/d/triggers',
    '/host/org/deployments/d/triggers/t/runs/r/x/y',
    '/host/org/deployments/d/other/t',
    '/host/org/other/d',
    '/host/%zz',
    '/host/org/deployments/d%2',
    '/host/%6Frg',
  ]) {
    it(`is not read from ${JSON.stringify(path)}`, () => {
      assert.equal(parseAddress(path), undefined);
    });
  }

  for (const segment of ['', '.', '..', '\ud800']) {
    it(`refuses the id ${JSON.stringify(segment)}`, () => {
      assert.throws(
        () => formatAddress({ kind: 'organization', host: 'host', organization: segment }),
        RangeError,
      );
    });
  }
});
