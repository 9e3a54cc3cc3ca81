import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { Agent, get } from 'node:https';
import { issueCertificates, type CertificateProblem } from '../../emulator/certificate';
import { emulators } from './emulatorClient';

describe('The emulator’s certificates', () => {
  const start = emulators();

  it('are an authority and a leaf for loopback that it signed', () => {
    const { authority, certificate } = issueCertificates();
    const [ca, leaf] = [new X509Certificate(authority), new X509Certificate(certificate)];
    assert.deepEqual([ca.ca, leaf.ca], [true, false]);
    assert.ok(ca.verify(ca.publicKey) && leaf.verify(ca.publicKey) && leaf.checkIssued(ca));
    assert.equal(leaf.checkHost('localhost'), 'localhost');
    assert.equal(leaf.checkIP('127.0.0.1'), '127.0.0.1');
    assert.equal(leaf.checkIP('::1'), '::1');
    assert.equal(leaf.checkHost('example.com'), undefined);
    assert.equal(leaf.checkHost('platform.test'), 'platform.test');
    assert.ok(Date.parse(leaf.validFrom) < Date.now() && Date.now() < Date.parse(leaf.validTo));
    const next = new X509Certificate(issueCertificates().authority);
    assert.notEqual(next.serialNumber, ca.serialNumber);
  });

  it('serve HTTPS to who trusts the authority, and to nobody else', async () => {
    const emulator = await start({ tls: true });
    assert.match(emulator.url, /^https:\/\/127\.0\.0\.1:\d+$/);
    const { authority } = emulator.certificates ?? { authority: '' };
    const { port } = new URL(emulator.url);
    for (const url of [emulator.url, `https://localhost:${port}`]) {
      assert.equal(await status(url, authority), 200);
    }
    await assert.rejects(status(emulator.url), { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
    const other = issueCertificates().authority;
    await assert.rejects(status(emulator.url, other), /certificate/);
  });

  const problems: Readonly<Record<CertificateProblem, string>> = {
    expired: 'CERT_HAS_EXPIRED',
    otherHost: 'ERR_TLS_CERT_ALTNAME_INVALID',
    selfSigned: 'DEPTH_ZERO_SELF_SIGNED_CERT',
  };
  for (const [problem, code] of Object.entries(problems) as [CertificateProblem, string][]) {
    it(`may be ${problem}: ${code}`, async () => {
      const certificates = issueCertificates(problem);
      const emulator = await start({ tls: certificates });
      await assert.rejects(status(emulator.url, certificates.authority), { code });
    });
  }

  it('can be given', async () => {
    const certificates = issueCertificates();
    const emulator = await start({ tls: certificates });
    assert.equal(emulator.certificates, certificates);
    assert.equal(await status(emulator.url, certificates.authority), 200);
  });
});

function status(url: string, ca?: string): Promise<number | undefined> {
  const agent = new Agent({ ...(ca === undefined ? {} : { ca }) });
  return new Promise((resolve, reject) => {
    get(`${url}/_emulator/state`, { agent }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode));
    }).once('error', reject);
  });
}
