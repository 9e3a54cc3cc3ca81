import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { RequestLog } from '../../../../src/api/http/requestLog';
import { clientAt, errorOf, manualTime, startServer, until } from '../support';

describe('the log of requests', () => {
  it('survives a log that throws', async () => {
    const fine = await startServer(() => ({ body: {} }));
    const client = clientAt(fine.url, {
      log: () => {
        throw new Error('full disk');
      },
    });
    assert.deepEqual(await client.organization.get(), {});
    client.dispose();
    await fine.close();
  });

  it('logs one line an attempt', async () => {
    const lines: RequestLog[] = [];
    const statuses = [500, 200];
    const twice = await startServer(() => ({
      status: statuses.shift() ?? 404,
      body: { entries: [] },
    }));
    const time = manualTime(0);
    const client = clientAt(twice.url, { time, log: (line) => lines.push(line) });
    const call = client.triggers.runs('1', 'tri-1', { next: 'a b' });
    await until(() => lines.length === 1);
    await until(() => time.pending().length > 0);
    time.advance(0);
    await call;
    await errorOf(client.triggers.delete('1', 'tri-1'));
    const path = '/organizations/1111111111111/deployments/1/triggers/tri-1';
    const runs = `${path}/runs?next_page_token=a%20b`;
    assert.deepEqual(lines, [
      { method: 'GET', path: runs, status: 500, milliseconds: 0, attempt: 1 },
      { method: 'GET', path: runs, status: 200, milliseconds: 0, attempt: 2 },
      { method: 'DELETE', path, status: 404, milliseconds: 0, attempt: 1 },
    ]);
    client.dispose();
    await twice.close();
  });

  it('lets no secret into a log line or an error, wherever it was put', async () => {
    let message = '';
    const echo = await startServer(({ headers }) => ({
      status: 400,
      body: { error: headers.authorization, error_description: message },
    }));
    const word = fc
      .string({ minLength: 8, maxLength: 30 })
      .filter((text) => /^[\x21-\x7e]+$/.test(text));
    await fc.assert(
      fc.asyncProperty(word, fc.string(), async (token, id) => {
        message = `you sent ${token}`;
        for (const credential of [
          { kind: 'user', userId: '1500000000064', token },
          { kind: 'bearer', token },
          { kind: 'datasource', datasourceId: '1600000000072', secret: token },
        ] as const) {
          const lines: RequestLog[] = [];
          const client = clientAt(echo.url, {
            credential,
            organization: token,
            log: (line) => lines.push(line),
          });
          const errors = [
            await errorOf(client.triggers.get(id, token)),
            await errorOf(client.triggers.runs(`${id}/${token}`, 'tri-1', { next: token })),
            await errorOf(client.channels.list({ next: token })),
          ];
          client.dispose();
          const written = JSON.stringify([lines, errors.map((error) => [error, error.message])])
            .replaceAll('***', '')
            .replaceAll('\\"', '"')
            .replaceAll('\\\\', '\\');
          for (const trace of [
            token,
            encodeURIComponent(token),
            btoa(`user-1500000000064:${token}`),
          ]) {
            assert.ok(!written.includes(trace), `${trace} in ${written}`);
          }
        }
      }),
      { numRuns: 40 },
    );
    await echo.close();
  });
});
