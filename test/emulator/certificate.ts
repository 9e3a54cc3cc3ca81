import { randomBytes } from 'node:crypto';
import { md, pki } from 'node-forge';

/** A private authority and the certificate that it issued for loopback, all as PEM. */
export interface Certificates {
  /** What a client has to trust. */
  readonly authority: string;
  /** For `localhost`, `127.0.0.1`, `::1`, and `platform.test`, a name that only a proxy knows. */
  readonly certificate: string;
  /** The private key of the certificate. */
  readonly key: string;
}

/** Why a client refuses a certificate although it trusts the authority. */
export type CertificateProblem = 'expired' | 'otherHost' | 'selfSigned';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Kinds of subject alternative names (RFC 5280, 4.2.1.6). */
const DNS = 2;
const ADDRESS = 7;

const LOOPBACK_NAMES = [
  { type: DNS, value: 'localhost' },
  { type: DNS, value: 'platform.test' },
  { type: ADDRESS, ip: '127.0.0.1' },
  { type: ADDRESS, ip: '::1' },
];
const OTHER_NAMES = [{ type: DNS, value: 'other-host.invalid' }];

/** Makes a new authority and a new certificate, valid for a year, or one with a problem. */
export function issueCertificates(problem?: CertificateProblem): Certificates {
  const authority = pki.rsa.generateKeyPair(2048);
  const server = pki.rsa.generateKeyPair(2048);
  const authorityName = nameOf('ABEJA emulator authority');
  const serverName = nameOf('localhost');
  const issuer =
    problem === 'selfSigned'
      ? { name: serverName, keys: server }
      : { name: authorityName, keys: authority };

  const authorityCertificate = newCertificate(authority.publicKey, authorityName);
  authorityCertificate.setIssuer(authorityName);
  authorityCertificate.setExtensions([
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  authorityCertificate.sign(authority.privateKey, md.sha256.create());

  const certificate = newCertificate(server.publicKey, serverName);
  if (problem === 'expired') {
    certificate.validity.notAfter = new Date(Date.now() - DAY_MS);
    certificate.validity.notBefore = new Date(Date.now() - 2 * DAY_MS);
  }
  certificate.setIssuer(issuer.name);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
    { name: 'extKeyUsage', serverAuth: true },
    {
      name: 'subjectAltName',
      altNames: problem === 'otherHost' ? OTHER_NAMES : LOOPBACK_NAMES,
    },
    { name: 'subjectKeyIdentifier' },
    { name: 'authorityKeyIdentifier', keyIdentifier: keyIdOf(issuer.keys.publicKey) },
  ]);
  certificate.sign(issuer.keys.privateKey, md.sha256.create());

  return {
    authority: pki.certificateToPem(authorityCertificate),
    certificate: pki.certificateToPem(certificate),
    key: pki.privateKeyToPem(server.privateKey),
  };
}

function newCertificate(
  publicKey: pki.rsa.PublicKey,
  subject: pki.CertificateField[],
): pki.Certificate {
  const certificate = pki.createCertificate();
  certificate.publicKey = publicKey;
  // A serial number is positive: the first digit keeps its sign bit clear.
  certificate.serialNumber = `4${randomBytes(16).toString('hex').slice(1)}`;
  certificate.validity.notBefore = new Date(Date.now() - DAY_MS);
  certificate.validity.notAfter = new Date(Date.now() + 365 * DAY_MS);
  certificate.setSubject(subject);
  return certificate;
}

function nameOf(commonName: string): pki.CertificateField[] {
  return [{ name: 'commonName', value: commonName }];
}

function keyIdOf(publicKey: pki.rsa.PublicKey): string {
  return pki.getPublicKeyFingerprint(publicKey, { type: 'RSAPublicKey' }).getBytes();
}
