import assert from 'node:assert/strict';
import type { PlatformClient } from '../../../src/api/client';
import { clientAt, startServer, type SmallServer } from './support';

// What the vectors K.1 to K.5 of docs/platform-api.md share: the values of the SDK's own tests.

/** The organization and deployment of the SDK's tests. */
export const O = '/organizations/1111111111111';
export const D = `${O}/deployments/3333333333333`;
export const DEPLOYMENT = '3333333333333';

/** A call of ours that a vector is about. */
export interface Vector {
  /** The numbers of the vectors, or their section, and what they are about. */
  readonly number: string;
  readonly call: (client: PlatformClient) => Promise<unknown>;
  /** Method and path, with its query. */
  readonly request: string;
  /** The body sent, compared deeply; a text is compared exactly. */
  readonly body?: unknown;
  readonly answer: unknown;
  readonly result: unknown;
}

/** Makes a test of each vector. */
export function testVectors(vectors: readonly Vector[]): void {
  let server: SmallServer;
  let client: PlatformClient;
  let answer: unknown;

  before(async () => {
    server = await startServer(() => ({ body: answer }));
    client = clientAt(server.url);
  });
  after(async () => {
    client.dispose();
    await server.close();
  });

  for (const vector of vectors) {
    it(vector.number, async () => {
      answer = vector.answer;
      server.seen.length = 0;
      assert.deepEqual(await vector.call(client), vector.result);
      const [request, ...more] = server.seen;
      assert.ok(request !== undefined && more.length === 0);
      assert.equal(`${request.method} ${request.url}`, vector.request);
      if (typeof vector.body === 'string') {
        assert.equal(request.body, vector.body);
      } else if (vector.body === undefined) {
        assert.equal(request.body, '');
      } else {
        const expected: unknown = JSON.parse(JSON.stringify(vector.body));
        assert.deepEqual(JSON.parse(request.body), expected);
      }
      const { authorization, 'content-type': type, cookie } = request.headers;
      assert.equal(authorization, 'Basic dXNlci0xNTAwMDAwMDAwMDY0OnBhdC0wMDAxLWV4YW1wbGU=');
      assert.equal(type, request.body === '' ? undefined : 'application/json');
      assert.equal(cookie, undefined);
    });
  }
}

/** An entry of a page as the client gives it. */
export function entry(value: object) {
  return { kind: 'resource', value: JSON.parse(JSON.stringify(value)) as object };
}
