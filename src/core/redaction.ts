import { redactor, type Credential } from '../api/credential';

/** What goes in the place of a secret. */
const HIDDEN = '***';

/** A secret of fewer characters cannot be told from other text. */
const TELLABLE = 4;

/** Parameters of presigned URLs that are permissions, and names under which tokens travel. */
const PARAMETERS =
  'x-amz-signature|x-amz-credential|x-amz-security-token|x-goog-signature|x-goog-credential|' +
  'awsaccesskeyid|googleaccessid|key-pair-id|signature|policy|sig|token|access_token|api_key';

const PATTERNS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/(authorization["']?\s*[:=]\s*["']?)(?:(?:basic|bearer)\s+)?[^\s"',;]+/gi, `$1${HIDDEN}`],
  [/\b(basic|bearer)\s+(?=\S*[\d=])[\w+/=.~-]{8,}/gi, `$1 ${HIDDEN}`],
  [new RegExp(`([?&;](?:${PARAMETERS})=)[^&#\\s"'<>]+`, 'gi'), `$1${HIDDEN}`],
  [/(\/\/)[^/\s@]+@/g, `$1${HIDDEN}@`],
];

/**
 * Takes secrets out of what is about to be written where it stays: what looks like one (authorization
 * headers, signatures of presigned URLs, credentials in a URL), and what is known to be one, however
 * it is encoded.
 */
export class Redaction {
  /** By the secret, so that none is kept twice. */
  readonly #known = new Map<string, (text: string) => string>();

  /** Hides the secret of a credential, and the header it makes, from now on. */
  hideCredential(credential: Credential): void {
    const secret = credential.kind === 'datasource' ? credential.secret : credential.token;
    this.#known.set(`${credential.kind} ${secret}`, redactor(credential));
    this.hide(secret);
  }

  /** Hides a text that was typed where nobody should see it. */
  hide(secret: string): void {
    if (secret.length >= TELLABLE) {
      const base64 = Buffer.from(secret, 'utf8').toString('base64');
      const redact = redactor({ kind: 'bearer', token: secret });
      this.#known.set(secret, (text) => redact(text).replaceAll(base64, HIDDEN));
    }
  }

  /** A text without the secrets in it. */
  redact(text: string): string {
    const known = [...this.#known.values()].reduce((rest, redact) => redact(rest), text);
    return PATTERNS.reduce((rest, [pattern, hidden]) => rest.replace(pattern, hidden), known);
  }
}

/** A text without the values of environment variables that it may repeat. */
export function maskValues(text: string, environment: Readonly<Record<string, string>>): string {
  return Object.values(environment)
    .filter((value) => value.length >= TELLABLE)
    .reduce((rest, value) => rest.replaceAll(value, '••••••'), text);
}
