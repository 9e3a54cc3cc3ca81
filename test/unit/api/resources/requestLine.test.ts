import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { PlatformClient } from '../../../../src/api/client';
import { clientAt } from '../support';

/** The organization, the call, and the first line of the request, byte by byte. */
const LINES: readonly (readonly [string, (client: PlatformClient) => Promise<unknown>, string])[] =
  [
    [
      '1111111111111',
      ({ triggers }) => triggers.runs('1', 'tri-a'),
      'GET /organizations/1111111111111/deployments/1/triggers/tri-a/runs HTTP/1.1',
    ],
    [
      '1111111111111',
      ({ triggers }) => triggers.runs('1', 'tri-a', { oldestFirst: true }),
      'GET /organizations/1111111111111/deployments/1/triggers/tri-a/runs?scan_forward=True HTTP/1.1',
    ],
    [
      '1111111111111',
      ({ runs }) => runs.list('1', { oldestFirst: true, next: 'a/b+c==' }),
      'GET /organizations/1111111111111/deployments/1/runs?scan_forward=True&next_page_token=a%2Fb%2Bc%3D%3D HTTP/1.1',
    ],
    [
      '1111111111111',
      ({ logs }) => logs.list('1', 'run-a', { next: 'f/1+2=' }),
      'GET /organizations/1111111111111/deployments/1/runs/run-a/logs?next_token=f%2F1%2B2%3D HTTP/1.1',
    ],
    [
      '1111111111111',
      ({ logs }) => logs.recent('1', 'run-a', { newer: 'f/1==', older: 'b+' }),
      'GET /organizations/1111111111111/deployments/1/runs/run-a/recentlogs?next_forward_token=f%2F1%3D%3D&next_backward_token=b%2B HTTP/1.1',
    ],
    [
      '1111111111111',
      ({ files }) => files.list('3', { next: 'eyJhIjoxfQ+/=' }),
      'GET /channels/3?next_page_token=eyJhIjoxfQ%2B%2F%3D HTTP/1.1',
    ],
    [
      'acme lab',
      ({ organization }) => organization.get(),
      'GET /organizations/acme%20lab HTTP/1.1',
    ],
    [
      '株式会社アベジャ',
      ({ deployments }) => deployments.list(),
      'GET /organizations/%E6%A0%AA%E5%BC%8F%E4%BC%9A%E7%A4%BE%E3%82%A2%E3%83%99%E3%82%B8%E3%83%A3/deployments HTTP/1.1',
    ],
    [
      'acme lab/東京',
      ({ triggers }) => triggers.delete('1', 'tri-a'),
      'DELETE /organizations/acme%20lab%2F%E6%9D%B1%E4%BA%AC/deployments/1/triggers/tri-a HTTP/1.1',
    ],
    [
      'acme',
      ({ training }) => training.models('tagger train/100%'),
      'GET /organizations/acme/training/definitions/tagger%20train%2F100%25/models?filter_archived=exclude_archived HTTP/1.1',
    ],
  ];

describe('the request line', () => {
  let server: Server;
  let received: string;

  before(async () => {
    // Not an HTTP server, which would parse the line before the test sees it.
    server = createServer((socket) => {
      socket.once('data', (bytes) => {
        [received = ''] = bytes.toString('latin1').split('\r\n', 1);
        socket.end('HTTP/1.1 400 \r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  after(() => server.close());

  for (const [organization, call, line] of LINES) {
    it(line, async () => {
      const { port } = server.address() as AddressInfo;
      const client = clientAt(`http://127.0.0.1:${port}`, { organization });
      await assert.rejects(call(client));
      assert.equal(received, line);
      client.dispose();
    });
  }
});
