import assert from 'node:assert/strict';
import { errorOf } from '../support';
import { startClientFixture, type ClientFixture } from '../fixture';

describe('a call that is retried', () => {
  let fixture: ClientFixture;
  before(async () => (fixture = await startClientFixture()));
  beforeEach(() => {
    fixture.emulator.faults.clear();
    fixture.emulator.clearRequests();
  });
  after(() => fixture.close());

  const retryAfter = (seconds: number) => ({ headers: { 'retry-after': `${seconds}` }, body: '' });

  it('waits longer and longer, and as long as Retry-After says', async () => {
    const { client, time, deployment } = fixture.connect();
    fixture.emulator.faults.add({ path: '/triggers', status: 500, times: 3 });
    fixture.emulator.faults.add({ path: '/triggers', status: 503, ...retryAfter(2), times: 1 });
    await client.triggers.list(deployment);
    assert.deepEqual(time.waits, [125, 250, 500, 2250]);
    client.dispose();
  });

  it('waits until the date that Retry-After names', async () => {
    const { client, time, deployment, body } = fixture.connect();
    const before = Date.now();
    const date = new Date(before + 30_000).toUTCString();
    fixture.emulator.faults.add({
      path: '/triggers',
      ...{ status: 429, headers: { 'retry-after': date }, times: 1 },
    });
    await client.triggers.create(deployment, body);
    const [wait = 0, ...more] = time.waits;
    const [least, most] = [Date.now(), before].map((now) => Date.parse(date) - now);
    assert.ok(wait >= least! && wait <= most! + 125 && more.length === 0, `${wait} ms`);
    client.dispose();
  });

  it('is no failure when it succeeds in the end', async () => {
    const { client, deployment } = fixture.connect();
    fixture.emulator.faults.add({ path: '/triggers', action: 'resetInBody', times: 4 });
    assert.ok((await client.triggers.list(deployment)).items.length > 0);
    assert.equal(fixture.emulator.requests().length, 5);
    client.dispose();
  });

  it('is done when it is a DELETE and meets 404', async () => {
    const id = await fixture.newTrigger();
    const { client, deployment } = fixture.connect();
    fixture.emulator.faults.add({
      path: id,
      ...{ action: 'resetBeforeHeaders', afterHandling: true, times: 1 },
    });
    await client.triggers.delete(deployment, id);
    assert.deepEqual(
      fixture.emulator.requests().map(({ method, status }) => [method, status]),
      [
        ['DELETE', null],
        ['DELETE', 404],
      ],
    );
    client.dispose();
  });

  it('is a failure when it is a DELETE of what was not there', async () => {
    const { client, deployment } = fixture.connect();
    fixture.emulator.faults.add({ path: 'tri-none', status: 429, ...retryAfter(0), times: 1 });
    const error = await errorOf(client.triggers.delete(deployment, 'tri-none'));
    assert.equal(error.failure.kind, 'notFound');
    assert.equal(fixture.emulator.requests().length, 2);
    client.dispose();
  });
});
