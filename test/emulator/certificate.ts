import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import {
  bits,
  boolean,
  element,
  generalizedTime,
  identifier,
  integer,
  octets,
  sequence,
  set,
  utf8,
} from './der';

/** A private authority and the certificate it gave to this machine's loopback, all as PEM. */
export interface Certificates {
  /** What a client has to trust. */
  readonly authority: string;
  /** For `localhost`, `127.0.0.1` and `::1`. */
  readonly certificate: string;
  /** The private key of the certificate. */
  readonly key: string;
}

const OID = {
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAlternativeName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
} as const;

const DAY_MS = 24 * 60 * 60 * 1000;

/** Key usages as their bit strings: how many lowest bits are unused, and the bits. */
const SIGN_CERTIFICATES = bits(Buffer.from([0x04]), 2);
const SIGN_HANDSHAKES = bits(Buffer.from([0x80]), 7);

/** What is wrong with a certificate: it is past its day, for another host, or its own authority. */
export type Flaw = 'expired' | 'otherHost' | 'selfSigned';

/**
 * Makes a new authority and a new certificate, good for a year (RFC 5280; P-256 keys), or one with
 * a flaw: a client that trusts the authority refuses it for that alone.
 */
export function issueCertificates(flaw?: Flaw): Certificates {
  const authority = newKeys();
  const server = newKeys();
  const name = nameOf('ABEJA emulator authority');
  const subject = nameOf('localhost');
  const selfSigned = flaw === 'selfSigned';
  const authorityId = keyIdOf(authority.publicKey);
  const authorityCertificate = certify({
    subject: name,
    issuer: name,
    publicKey: authority.publicKey,
    signer: authority.privateKey,
    extensions: [
      extension(OID.basicConstraints, sequence(boolean(true)), true),
      extension(OID.keyUsage, SIGN_CERTIFICATES, true),
      extension(OID.subjectKeyIdentifier, octets(authorityId)),
    ],
  });
  const serverCertificate = certify({
    subject,
    issuer: selfSigned ? subject : name,
    publicKey: server.publicKey,
    signer: selfSigned ? server.privateKey : authority.privateKey,
    expired: flaw === 'expired',
    extensions: [
      extension(OID.basicConstraints, sequence(), true),
      extension(OID.keyUsage, SIGN_HANDSHAKES, true),
      extension(OID.extendedKeyUsage, sequence(identifier(OID.serverAuth))),
      extension(OID.subjectAlternativeName, flaw === 'otherHost' ? otherNames() : loopbackNames()),
      extension(OID.subjectKeyIdentifier, octets(keyIdOf(server.publicKey))),
      extension(
        OID.authorityKeyIdentifier,
        sequence(element(0x80, selfSigned ? keyIdOf(server.publicKey) : authorityId)),
      ),
    ],
  });
  return {
    authority: pem(authorityCertificate),
    certificate: pem(serverCertificate),
    key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

interface Subject {
  readonly subject: Uint8Array;
  readonly issuer: Uint8Array;
  readonly publicKey: KeyObject;
  readonly signer: KeyObject;
  readonly expired?: boolean;
  readonly extensions: readonly Uint8Array[];
}

function certify(certificate: Subject): Uint8Array {
  const { subject, issuer, publicKey, signer, expired = false, extensions } = certificate;
  const algorithm = sequence(identifier(OID.ecdsaWithSha256));
  const until = Date.now() + (expired ? -DAY_MS : 365 * DAY_MS);
  const serial = randomBytes(16);
  serial.writeUInt8((serial.readUInt8() & 0x7f) | 0x40);
  const content = sequence(
    element(0xa0, integer(Buffer.from([2]))),
    integer(serial),
    algorithm,
    issuer,
    sequence(
      generalizedTime(new Date(Math.min(until, Date.now()) - DAY_MS)),
      generalizedTime(new Date(until)),
    ),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    element(0xa3, sequence(...extensions)),
  );
  return sequence(content, algorithm, bits(sign('sha256', content, signer)));
}

function newKeys() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

function nameOf(commonName: string): Uint8Array {
  return sequence(set(sequence(identifier(OID.commonName), utf8(commonName))));
}

function extension(id: string, value: Uint8Array, critical = false): Uint8Array {
  const flag = critical ? [boolean(true)] : [];
  return sequence(identifier(id), ...flag, octets(value));
}

/** Kinds of names: of a host, and of an address. */
const DNS = 0x82;
const ADDRESS = 0x87;

function otherNames(): Uint8Array {
  return sequence(element(DNS, Buffer.from('elsewhere.invalid')));
}

/** The names a loopback server may be called by; `platform.test` is one that only a proxy knows. */
function loopbackNames(): Uint8Array {
  return sequence(
    element(DNS, Buffer.from('localhost')),
    element(DNS, Buffer.from('platform.test')),
    element(ADDRESS, Buffer.from([127, 0, 0, 1])),
    element(ADDRESS, Buffer.from([...new Uint8Array(15), 1])),
  );
}

function keyIdOf(key: KeyObject): Uint8Array {
  return createHash('sha1')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest();
}

function pem(certificate: Uint8Array): string {
  const lines = Buffer.from(certificate).toString('base64').replace(/.{64}/g, '$&\n').trimEnd();
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}
