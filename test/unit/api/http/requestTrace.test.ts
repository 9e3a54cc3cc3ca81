import assert from 'node:assert/strict';
import { Agent, request, type RequestOptions } from 'node:http';
import { createRequestTraces } from '../../../../src/api/http/requestTrace';
import { clientAt, errorOf, manualTime, startHeldServer, until, type HeldServer } from '../support';

describe('The trace of a request', () => {
  let held: HeldServer;
  before(async () => (held = await startHeldServer()));
  after(() => held.close());
  beforeEach(() => held.clear());

  /** Sends a request in some way; gives how to end it. */
  const send = (url: string, options: RequestOptions = {}) => {
    const sent = request(url, options);
    sent.on('error', () => undefined).end();
    return () => sent.destroy();
  };
  /** Makes no connection, as when a host name is never resolved. */
  const nowhere = new Agent({ lookup: () => undefined });
  const change = () => new Promise((resolve) => setImmediate(resolve));

  it('is unsent as long as there is no connection, and not from then on', async () => {
    const url = held.url.replace('127.0.0.1', 'localhost');
    const traces = createRequestTraces();
    const trace = traces.begin('GET', `${url}/a`);
    const stuck = traces.begin('GET', `${url}/b`);
    assert.equal(trace.isUnsent(), false, 'no request was published yet');
    const ends = [send(`${url}/a`), send(`${url}/b`, { agent: nowhere })];
    await until(() => held.open.length === 1);
    assert.deepEqual([trace.isUnsent(), stuck.isUnsent()], [false, true]);
    const kept = traces.begin('GET', `${url}/c`);
    assert.equal(kept.isUnsent(), true, 'not given to a connection');
    [trace, stuck, kept].forEach(({ end }) => end());
    ends.forEach((end) => end());
    traces.close();
  });

  it('cannot be told from another one with the same method and URL', async () => {
    const traces = createRequestTraces();
    const first = traces.begin('POST', `${held.url}/a`);
    const second = traces.begin('POST', `${held.url}/a`);
    const end = send(`${held.url}/a`, { method: 'POST', agent: nowhere });
    await change();
    assert.deepEqual([first.isUnsent(), second.isUnsent()], [false, false]);
    end();
    first.end();
    second.end();
    traces.close();
  });

  it('ignores requests of others', async () => {
    const traces = createRequestTraces();
    const seen = traces.begin('GET', `${held.url}/a`);
    const trace = traces.begin('POST', `${held.url}/a`);
    const ends = [send(`${held.url}/a`), send(`${held.url}/b`, { method: 'POST' })];
    await until(() => held.open.length === 2);
    assert.deepEqual([seen.isUnsent(), trace.isUnsent()], [false, true]);
    ends.forEach((end) => end());
    seen.end();
    trace.end();
    traces.close();
  });

  it('ends with its client', async () => {
    const traces = createRequestTraces();
    traces.begin('GET', `${held.url}/a`);
    const trace = traces.begin('GET', `${held.url}/b`);
    const ends = [send(`${held.url}/a`)];
    await until(() => held.open.length === 1);
    traces.close();
    ends.push(send(`${held.url}/b`));
    await until(() => held.open.length === 2);
    assert.equal(trace.isUnsent(), true, 'not published');
    ends.forEach((end) => end());
  });

  it('ends a call that does not connect', async () => {
    const time = manualTime();
    const url = held.url.replace('127.0.0.1', 'localhost');
    const client = clientAt(url, { time, agent: { lookup: () => undefined } });
    const call = errorOf(client.triggers.create('1', {} as never));
    await until(() => time.pending().length === 2);
    await change();
    time.advance(15_000);
    const { failure, outcomeUnknown } = await call;
    assert.deepEqual(failure, { kind: 'timeout', milliseconds: 15_000, connecting: true });
    assert.equal(outcomeUnknown, false);
    assert.deepEqual(time.pending(), []);
    client.dispose();
  });

  it('tells, when a request is cancelled, whether it was sent', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const url = held.url.replace('127.0.0.1', 'localhost');
    const lost = clientAt(url, { agent: { lookup: () => undefined } });
    const client = clientAt(held.url);
    const calls = [lost, client].map((one) =>
      errorOf(one.triggers.create('1', {} as never, { signal })),
    );
    await until(() => held.open.length === 1);
    controller.abort();
    const errors = await Promise.all(calls);
    assert.deepEqual(
      errors.map(({ failure, outcomeUnknown }) => [failure.kind, outcomeUnknown]),
      [
        ['cancelled', false],
        ['cancelled', true],
      ],
    );
    client.dispose();
    lost.dispose();
  });
});
