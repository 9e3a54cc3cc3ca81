import assert from 'node:assert/strict';
import type { TriggerRequest } from '../../src/api/resources/triggers';
import { PROXY_USER, type Proxy, type ProxyBehaviour } from '../emulator/proxy';
import {
  behindProxy,
  KNOWS_SYSTEM,
  startCompanyNetwork,
  type CompanyNetwork,
  type CallFailure,
} from './companyNetwork';

/** The hosts that the tests ask, as a proxy names them. */
const OURS = /^(?:https?:\/\/)?(?:platform\.test|localhost|127\.|\[::)/;

describe('In a company network', () => {
  let network: CompanyNetwork;
  before(async () => (network = await startCompanyNetwork()));
  afterEach(() => network.reset());
  after(() => network.close());

  const list = (apiUrl: string) => network.connect(apiUrl).deployments.list();
  const listBehindProxy = () => list(behindProxy(network.platform));
  /** What VS Code asks of its own services through the proxy is not the extension's. */
  const requestsOf = ({ requests }: Proxy) => requests.filter((request) => OURS.test(request));
  const asked = (status: number | string) => [
    `${new URL(behindProxy(network.platform)).host} ${status}`,
  ];

  describe('the platform is reached', () => {
    it('through a proxy that asks who one is, and the proxy learns nothing', async () => {
      await network.set({ proxy: network.proxy.url });
      await listBehindProxy();
      assert.deepEqual(requestsOf(network.proxy), asked(200));
      assert.doesNotMatch(network.proxy.received(), /(?<!proxy-)authorization/i);
      assert.ok(!network.proxy.received().includes(tokenOf(network)));
      const [request] = network.platform.requests();
      assert.equal(request?.authorization?.scheme, 'Basic');
      assert.ok(!JSON.stringify(request).toLowerCase().includes('proxy'));
    });

    it('through a proxy with an https: address', async () => {
      await network.set({ proxy: network.tlsProxy.url });
      await listBehindProxy();
      assert.deepEqual(requestsOf(network.tlsProxy), asked(200));
    });

    for (const proxySupport of ['on', 'fallback', 'override']) {
      it(`through a proxy, where http.proxySupport is ${proxySupport}`, async () => {
        await network.set({ proxy: network.proxy.url, proxySupport });
        await listBehindProxy();
        assert.deepEqual(requestsOf(network.proxy), asked(200));
      });
    }

    it('with a certificate that the system trusts, as long as VS Code is to take its word', async () => {
      await list(network.platform.url);
      await network.set({ systemCertificates: false });
      assertUntrusted(await network.failureOf(list(network.platform.url)));
    });

    it('with a certificate that Node was told of', async () => {
      if (KNOWS_SYSTEM) {
        await list(network.extra.url);
      } else {
        // Its Node forgets what it was told as soon as VS Code adds the certificates of the system.
        assertUntrusted(await network.failureOf(list(network.extra.url)));
      }
      await network.set({ systemCertificates: false });
      await list(network.extra.url);
    });
  });

  describe('nothing is asked of a proxy', () => {
    it('for a host that http.noProxy names', async () => {
      await network.set({ proxy: network.proxy.url, noProxy: ['platform.test'] });
      const { failure } = await network.failureOf(listBehindProxy());
      assert.deepEqual(failure, { kind: 'network', reason: 'dns', code: 'ENOTFOUND' });
      assert.deepEqual(requestsOf(network.proxy), []);
    });

    it('where http.proxySupport is off', async () => {
      await network.set({ proxy: network.proxy.url, proxySupport: 'off' });
      const { failure } = await network.failureOf(listBehindProxy());
      assert.deepEqual(failure, { kind: 'network', reason: 'dns', code: 'ENOTFOUND' });
      assert.deepEqual(requestsOf(network.proxy), []);
    });

    it('in the open, by whatever name of this machine', async () => {
      await network.set({ proxy: network.proxy.url });
      for (const host of ['localhost', '127.0.0.1', '[::1]', '127.0.0.2', '[::ffff:127.0.0.1]']) {
        // Nobody listens there, or only to TLS: all that counts is who is asked.
        const { port } = new URL(network.platform.url);
        await network.failureOf(list(`http://${host}:${port}`));
      }
      assert.deepEqual(requestsOf(network.proxy), []);
      assert.doesNotMatch(network.proxy.received(), /\/organizations\/|authorization: basic/i);
    });
  });

  describe('a certificate that nobody trusts', () => {
    it('is refused', async () => {
      assertUntrusted(await network.failureOf(list(network.untrusted.url)));
    });

    it('is refused behind a proxy', async () => {
      await network.set({ proxy: network.proxy.url });
      const url = behindProxy(network.untrusted);
      assertUntrusted(await network.failureOf(list(url)));
    });

    it('is refused where http.proxyStrictSSL is off', async () => {
      await network.set({ proxyStrictSSL: false });
      assertUntrusted(await network.failureOf(list(network.untrusted.url)));
    });

    describe('is refused where NODE_TLS_REJECT_UNAUTHORIZED is 0', () => {
      before(() => (process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'));
      after(() => delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']);

      for (const proxySupport of ['off', 'on', 'fallback', 'override']) {
        for (const through of proxySupport === 'off' ? [''] : ['', ' and a proxy']) {
          it(`and http.proxySupport is ${proxySupport}${through}`, async () => {
            const proxy = through === '' ? '' : network.proxy.url;
            await network.set({ proxy, proxySupport });
            const { untrusted } = network;
            const url = through === '' ? untrusted.url : behindProxy(untrusted);
            untrusted.clearRequests();
            assertUntrusted(await network.failureOf(list(url)));
            assert.deepEqual(untrusted.requests(), []);
          });
        }
      }
    });
  });

  describe('a proxy that does not let a request through', () => {
    const PAGE = `<!DOCTYPE html>${'<p>No.</p>'.repeat(20_000)}`;
    const moods: readonly (readonly [ProxyBehaviour, string])[] = [
      [{ kind: 'refuses', status: 407 }, 'proxyCredentials 407'],
      [{ kind: 'refuses', status: 401, body: '{"error":"unauthorized"}' }, 'proxyRefused 401'],
      [{ kind: 'refuses', status: 403, body: PAGE }, 'proxyRefused 403'],
      [{ kind: 'refuses', status: 404 }, 'proxyRefused 404'],
      [{ kind: 'refuses', status: 302 }, 'proxyRefused 302'],
      [{ kind: 'refuses', status: 201, body: '{}' }, 'proxyRefused 201'],
      [{ kind: 'refuses', status: 502, body: PAGE }, 'proxyUnable 502'],
      [{ kind: 'refuses', status: 503 }, 'proxyUnable 503'],
      [{ kind: 'refuses', status: 504 }, 'proxyUnable 504'],
      [{ kind: 'hangsUp' }, 'proxy NO_PROXY_CONNECTION'],
    ];
    for (const [mood, logged] of moods) {
      const does = mood.kind === 'refuses' ? `answers ${mood.status}` : 'hangs up';
      it(`and ${does} is not the platform: ${logged}`, async () => {
        for (const proxy of [network.proxy, network.tlsProxy]) {
          await network.set({ proxy: proxy.url });
          proxy.behave(mood);
          const client = network.connect(behindProxy(network.platform));
          for (const call of [client.deployments.list(), client.triggers.create('1', TRIGGER)]) {
            const { failure, outcomeUnknown, log } = await network.failureOf(call);
            assert.equal(failure.kind, 'network');
            assert.equal(log.join(), logged);
            assert.equal(outcomeUnknown, false);
          }
          assert.equal(requestsOf(proxy).length, 2);
        }
        assert.deepEqual(network.platform.requests(), []);
      });
    }

    it('is not the storage of a file either', async () => {
      await network.set({ proxy: network.proxy.url });
      network.proxy.behave({ kind: 'refuses', status: 403 });
      const client = network.connect(behindProxy(network.platform));
      let urls = 0;
      const url = () => {
        urls += 1;
        return Promise.resolve(`${behindProxy(network.platform)}/file?X-Amz-Signature=0f`);
      };
      const { failure } = await network.failureOf(client.download(url));
      assert.deepEqual(failure, { kind: 'network', reason: 'proxyRefused', code: '403' });
      assert.equal(urls, 1);
    });

    const proxies: readonly (readonly [string, () => string, string])[] = [
      ['takes another password', () => network.proxy.url.replace(PROXY_USER.password, 'x'), '407'],
      ['is not there', () => 'http://127.0.0.1:9', 'NO_PROXY_CONNECTION'],
      ['has a name that nobody knows', () => 'http://nowhere.invalid:80', 'NO_PROXY_CONNECTION'],
      [
        'has a certificate that nobody trusts',
        () => `https://127.0.0.1:${new URL(network.untrusted.url).port}`,
        'NO_PROXY_CONNECTION',
      ],
    ];
    for (const [what, url, code] of proxies) {
      it(`because it ${what}`, async () => {
        await network.set({ proxy: url() });
        const { failure } = await network.failureOf(listBehindProxy());
        assert.ok(failure.kind === 'network' && failure.code === code, JSON.stringify(failure));
      });
    }

    it('because VS Code does not give it http.proxyAuthorization', async () => {
      const { name, password } = PROXY_USER;
      const header = `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
      await network.set({
        proxy: `http://127.0.0.1:${network.proxy.port}`,
        proxyAuthorization: header,
      });
      const { log } = await network.failureOf(listBehindProxy());
      assert.deepEqual(log, ['proxyCredentials 407']);
      assert.ok(!network.proxy.received().includes(header));
    });
  });

  describe('the platform behind a proxy', () => {
    beforeEach(() => network.set({ proxy: network.proxy.url }));

    for (const [status, kind] of [
      [401, 'unauthorized'],
      [403, 'forbidden'],
      [404, 'malformed'],
      [502, 'server'],
      [503, 'server'],
    ] as const) {
      it(`says ${status} itself: ${kind}`, async () => {
        network.platform.faults.add({ path: '/deployments', status, body: '' });
        const { failure, log } = await network.failureOf(listBehindProxy());
        assert.equal(failure.kind, kind);
        assert.deepEqual(log, [status]);
      });
    }

    it('was sent nothing by a proxy that says nothing', async () => {
      let timeoutMs = 60_000;
      const client = network.connect(behindProxy(network.platform), () => timeoutMs);
      await client.deployments.list();
      timeoutMs = 300;
      network.proxy.behave({ kind: 'silent' });
      const { failure, outcomeUnknown } = await network.failureOf(
        client.triggers.create('1', TRIGGER),
      );
      assert.deepEqual(failure, { kind: 'timeout', milliseconds: 300, connecting: true });
      assert.equal(outcomeUnknown, false);
      assert.equal(network.platform.requests().length, 1);
    });

    for (const cursor of ['through the proxy', 'without a proxy']) {
      it(`may have done what it was sent and does not answer, ${cursor}`, async () => {
        const direct = cursor === 'without a proxy';
        const client = network.connect(
          direct ? network.platform.url : behindProxy(network.platform),
        );
        await client.deployments.list();
        network.platform.faults.add({ path: '/triggers', action: 'silence' });
        const controller = new AbortController();
        const { signal } = controller;
        const failed = network.failureOf(client.triggers.create('1', TRIGGER, { signal }));
        await until(() => network.platform.requests().length === 2);
        controller.abort();
        const { failure, outcomeUnknown } = await failed;
        assert.deepEqual(failure, { kind: 'cancelled' });
        assert.equal(outcomeUnknown, true);
      });
    }
  });

  describe('what is written down', () => {
    it('holds no password of a proxy and no token, whatever went wrong before', () => {
      const written = network.written();
      assert.match(written, /proxyRefused/, 'something went wrong');
      const { name, password } = PROXY_USER;
      for (const secret of [
        password,
        Buffer.from(`${name}:${password}`).toString('base64'),
        tokenOf(network),
        'X-Amz-Signature=',
      ]) {
        assert.ok(!written.includes(secret), secret);
      }
    });
  });
});

const TRIGGER: TriggerRequest = {
  version_id: 'ver-1',
  input_service_name: 'datalake',
  input_service_id: '1',
  retry_count: 5,
  environment: {},
};

function tokenOf({ platform }: CompanyNetwork): string {
  return platform.organizations[0]?.personalAccessToken ?? assert.fail('no organization');
}

function assertUntrusted({ failure }: CallFailure): void {
  assert.ok(
    failure.kind === 'network' && failure.reason === 'certificate',
    JSON.stringify(failure),
  );
}

/** Waits for what happens elsewhere in this process. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
