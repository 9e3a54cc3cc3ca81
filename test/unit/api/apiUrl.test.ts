import assert from 'node:assert/strict';
import { parseApiUrl, type ApiUrlRefusal } from '../../../src/api/apiUrl';

describe('parseApiUrl', () => {
  const accepted: readonly (readonly [string, string])[] = [
    ['https://api.abeja.io', 'https://api.abeja.io'],
    ['  https://api.dev.abeja.io/ ', 'https://api.dev.abeja.io'],
    ['HTTPS://API.ABEJA.IO:443', 'https://api.abeja.io'],
    ['https://api.example:8443', 'https://api.example:8443'],
    ['http://localhost:8080', 'http://localhost:8080'],
    ['http://127.0.0.1:1', 'http://127.0.0.1:1'],
    ['http://127.1', 'http://127.0.0.1'],
    ['http://[::1]:9000', 'http://[::1]:9000'],
  ];
  for (const [text, origin] of accepted) {
    it(`takes ${JSON.stringify(text)}`, () =>
      assert.deepEqual(parseApiUrl(text), { kind: 'ok', origin }));
  }

  const refused: readonly (readonly [string, ApiUrlRefusal])[] = [
    ['', 'notUrl'],
    ['api.abeja.io', 'notUrl'],
    ['//api.abeja.io', 'notUrl'],
    ['https:api.abeja.io', 'notUrl'],
    ['https://', 'notUrl'],
    ['https://a b', 'notUrl'],
    ['http://api.abeja.io', 'notHttps'],
    ['http://127.0.0.1.example', 'notHttps'],
    ['http://localhost.example', 'notHttps'],
    ['http://[::2]', 'notHttps'],
    // VS Code gives it to the proxy.
    ['http://127.0.0.2', 'notHttps'],
    ['http://[::ffff:127.0.0.1]', 'notHttps'],
    ['ftp://localhost', 'notHttps'],
    ['file:///etc/passwd', 'notHttps'],
    ['https://user:pass@api.abeja.io', 'hasCredentials'],
    ['https://api.abeja.io@evil.example', 'hasCredentials'],
    ['https://api.abeja.io/v1', 'hasPath'],
    ['https://api.abeja.io\\evil', 'hasPath'],
    ['https://api.abeja.io?a=b', 'hasQuery'],
    ['https://api.abeja.io/#x', 'hasFragment'],
  ];
  for (const [text, reason] of refused) {
    it(`refuses ${JSON.stringify(text)}: ${reason}`, () =>
      assert.deepEqual(parseApiUrl(text), { kind: 'refused', reason }));
  }
});
