import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { issueCertificates } from '../emulator/certificate';
import { startEmulator, type Emulator } from '../emulator/emulator';
import { scratchFolder } from '../host/places';
import { signInVariables } from '../host/variables';
import { startProxy, type Proxy } from './proxy';
import { stageOfSuite } from './suite';

/** A name that nobody but a proxy knows; of loopback VS Code asks no proxy. */
const HOST = 'platform.test';

describe('In a company network', () => {
  let emulator: Emulator;
  let proxy: Proxy;
  /** The file of the authority that signed the platform's certificate. */
  let authority: string;
  before(async () => {
    const certificates = issueCertificates();
    emulator = await startEmulator({ tls: certificates });
    authority = join(scratchFolder(), 'authority.pem');
    writeFileSync(authority, certificates.authority);
    proxy = await startProxy();
  });
  after(async () => {
    proxy.close();
    await emulator.close();
  });
  const stage = stageOfSuite();

  /** What a shell has that is signed in to the platform at a URL. */
  const signedIn = (url: string): Readonly<Record<string, string>> => {
    const [organization] = emulator.organizations;
    assert.ok(organization);
    return signInVariables(url, organization);
  };
  const port = (): string => new URL(emulator.url).port;
  const throughProxy = (): string => `https://${HOST}:${port()}`;
  const trust = (): Readonly<Record<string, string>> => ({ NODE_EXTRA_CA_CERTS: authority });

  it('the platform is reached through a proxy that asks who one is, and the proxy learns nothing', async () => {
    const workbench = await stage.open({
      env: { ...signedIn(throughProxy()), ...trust() },
      userSettings: { 'http.proxy': proxy.url },
    });
    await workbench.openView('ABEJA');
    await workbench.expand(/^Organization /);
    await workbench.row('Deployment image-tagger').waitFor();
    assert.ok(proxy.asked.includes(`${HOST}:${port()} 200`), proxy.asked.join());
    assert.ok(emulator.requests().every(({ authorization }) => authorization?.scheme === 'Basic'));
    const [organization] = emulator.organizations;
    assert.ok(!proxy.heard().includes(organization?.personalAccessToken ?? ''));
    assert.ok(!/(?<!proxy-)authorization/i.test(proxy.heard()));
  });

  it('a company certificate is trusted where VS Code trusts it', async () => {
    const workbench = await stage.open({ env: { ...signedIn(emulator.url), ...trust() } });
    await workbench.openView('ABEJA');
    await workbench.expand(/^Organization /);
    await workbench.row('Deployment image-tagger').waitFor();
  });

  const failures: readonly (readonly [
    what: string,
    url: () => string,
    proxy: () => string | undefined,
    row: RegExp,
  ])[] = [
    [
      'a certificate that nobody trusts',
      () => emulator.url,
      () => undefined,
      /^Could not load: certificate not trusted\. .*UNABLE_TO_VERIFY_LEAF_SIGNATURE/,
    ],
    [
      'a proxy that takes another password',
      throughProxy,
      () => proxy.url.replace('password', 'wrong'),
      /^Could not load: proxy refused\. .*\(407\)/,
    ],
    [
      'a proxy that is not there',
      throughProxy,
      () => 'http://127.0.0.1:9',
      /^Could not load: proxy refused\. .*\(NO_PROXY_CONNECTION\)/,
    ],
    [
      'a host that is not there',
      () => 'https://nowhere.invalid',
      () => undefined,
      /^Could not load: host not found\./,
    ],
  ];
  for (const [what, url, proxyUrl, row] of failures) {
    it(`a failure names its cause: ${what}`, async () => {
      const set = proxyUrl();
      const workbench = await stage.open({
        env: signedIn(url()),
        userSettings: set === undefined ? {} : { 'http.proxy': set },
      });
      await workbench.openView('ABEJA');
      await workbench.expand(/^Organization /);
      await workbench.row(row).waitFor();
    });
  }
});
