import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { issueCertificates } from '../emulator/certificate';
import { startEmulator, type Emulator } from '../emulator/emulator';
import { PROXY_USER, startProxy, type Proxy } from '../emulator/proxy';
import { scratchFolder } from '../host/paths';
import { signInVariables } from '../host/variables';
import { signIn } from './platform';
import { fixtureOfSuite } from './suiteFixture';
import type { Workbench } from './workbench';

/** A name that nobody but a proxy knows; of loopback VS Code asks no proxy. */
const HOST = 'platform.test';

/** The causes that a failure may have are tried in test/integration/network.test.ts. */
describe('A company network', () => {
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
  afterEach(() => proxy.behave(undefined));
  after(async () => {
    proxy.close();
    await emulator.close();
  });
  const fixture = fixtureOfSuite();

  /** What a shell has that is signed in to the platform at a URL. */
  const signedIn = (url: string): Readonly<Record<string, string>> => {
    const [organization] = emulator.organizations;
    assert.ok(organization);
    return signInVariables(url, organization);
  };
  const port = (): string => new URL(emulator.url).port;
  /** Behind the proxy, trusting the authority, and signed in. */
  const companyWindow = async (): Promise<Workbench> => {
    const workbench = await fixture.share({
      env: { NODE_EXTRA_CA_CERTS: authority },
      userSettings: { 'http.proxy': proxy.url },
    });
    const [organization] = emulator.organizations;
    assert.ok(organization);
    await workbench.openView('ABEJA');
    await signIn(workbench, {
      url: `https://${HOST}:${port()}`,
      organization: organization.name,
      userId: organization.userId,
      token: organization.personalAccessToken,
    });
    await workbench.expand(`Organization ${organization.name}`);
    await workbench.row('Deployment image-tagger').waitFor();
    return workbench;
  };

  it('the platform is reached through a proxy that asks who one is, and the proxy learns nothing', async () => {
    await companyWindow();
    assert.ok(proxy.requests.includes(`${HOST}:${port()} 200`), proxy.requests.join());
    assert.ok(emulator.requests().every(({ authorization }) => authorization?.scheme === 'Basic'));
    const [organization] = emulator.organizations;
    assert.ok(!proxy.received().includes(organization?.personalAccessToken ?? ''));
    assert.ok(!/(?<!proxy-)authorization/i.test(proxy.received()));
  });

  it('a proxy that refuses is told from a platform that refuses a token', async () => {
    const workbench = await companyWindow();
    proxy.behave({ kind: 'refuses', status: 401, body: '{"error":"unauthorized"}' });
    await workbench.expand('Deployment invoice-reader');
    const failed = workbench.row(
      /^Could not load: proxy refused \(401\)\. The proxy does not let requests to platform\.test/,
    );
    await failed.waitFor();
    assert.equal(await workbench.notification(/token/).count(), 0);
    assert.ok(!(await workbench.page.content()).includes(PROXY_USER.password));
    proxy.behave(undefined);
    await workbench.click(failed);
    await workbench
      .row(/^Trigger on /)
      .first()
      .waitFor();
  });

  it('the wizard says that nothing was created when the proxy breaks off, and goes on from there', async () => {
    const workbench = await companyWindow();
    const { quickInput } = workbench;
    await workbench.contextMenu('Deployment ticket-router', 'Create Trigger…');
    await quickInput.pick(/1\.0\.0/);
    await quickInput.step('(2/8)');
    await quickInput.type('calib');
    await quickInput.pick(/calibration-shots/);
    await quickInput.pick(/No model/);
    await quickInput.pick(/No output channel/);
    for (const step of ['(5/8)', '(6/8)']) {
      await quickInput.step(step);
      await quickInput.accept();
    }
    await quickInput.pick(/Continue/);
    emulator.clearRequests();
    proxy.behave({ kind: 'hangsUp' });
    await quickInput.pick(/Create trigger/);
    for (const sentence of [
      'The trigger was not created.',
      `No connection to ${HOST}:${port()} could be made through the proxy.`,
    ]) {
      await workbench.page.getByText(sentence).first().waitFor();
    }
    proxy.behave(undefined);
    await quickInput.pick(/Create trigger/);
    await quickInput.closed();
    assert.equal(emulator.requests().filter(({ method }) => method === 'POST').length, 1);
  });

  it('a certificate that nobody trusts is named as the cause', async () => {
    const workbench = await fixture.open({ env: signedIn(emulator.url) });
    await workbench.openView('ABEJA');
    await workbench.expand(/^Organization /);
    await workbench
      .row(/^Could not load: certificate not trusted\. .*UNABLE_TO_VERIFY_LEAF_SIGNATURE/)
      .waitFor();
  });
});
