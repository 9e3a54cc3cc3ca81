import { credentialTraces, replacer, spellings, type Credential } from '../../api/credential';

/** What goes in the place of a secret. */
const HIDDEN = '***';

/** A secret of fewer characters cannot be told from other text. */
const TELLABLE = 4;

/** Parameters of presigned URLs that are permissions, and names under which tokens travel. */
const PARAMETERS =
  'x-amz-signature|x-amz-credential|x-amz-security-token|x-goog-signature|x-goog-credential|' +
  'awsaccesskeyid|googleaccessid|key-pair-id|signature|policy|sig|token|access_token|api_key';

/** What stands before a parameter and after its name, as it is, in JSON and encoded any number of times. */
const BEFORE = String.raw`(?:[?&;]|\\u0026|%(?:25)*(?:26|3f|3b))`;
const EQUALS = '(?:=|%(?:25)*3d)';

/** A quotation mark, perhaps within JSON within JSON. */
const QUOTE = String.raw`\\*["']`;

/** A sign of a header's value: a backslash is none where it belongs to the quotation mark behind. */
const SIGN = String.raw`(?:[^\s"',\\]|\\(?![\\"']))`;

const PATTERNS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [
    // A scheme, what it is followed by, and further parts of it.
    new RegExp(
      String.raw`(authorization(?:${QUOTE})?\s*[:=]\s*(?:${QUOTE})?)(?:[\w-]+\s+)?${SIGN}+(?:,\s*[\w-]+=(?:"[^"]*"|${SIGN}+))*`,
      'gi',
    ),
    `$1${HIDDEN}`,
  ],
  [/\b(basic|bearer)\s+(?=\S*[\d=])[\w+/=.~-]{8,}/gi, `$1 ${HIDDEN}`],
  [
    new RegExp(
      String.raw`(${BEFORE}(?:${PARAMETERS})${EQUALS})(?:[^&#\s"'<>\\]|\\(?!u0026|[\\"']))+`,
      'gi',
    ),
    `$1${HIDDEN}`,
  ],
  [
    new RegExp(
      String.raw`(["'](?:${PARAMETERS})${QUOTE}\s*:\s*${QUOTE})(?:[^"'\\]|\\(?![\\"']))+`,
      'gi',
    ),
    `$1${HIDDEN}`,
  ],
  [/(\/\/)[^/\s@]+@/g, `$1${HIDDEN}@`],
];

/**
 * Takes secrets out of what is about to be written where it stays: what looks like one (authorization
 * headers, signatures of presigned URLs, credentials in a URL), and what is known to be one, however
 * it is encoded.
 */
export class Redaction {
  readonly #traces = new Set<string>();
  #replace = replacer([], HIDDEN);

  /** Hides the secret of a credential, and the header it makes, from now on. */
  hideCredential(credential: Credential): void {
    this.#add(credentialTraces(credential));
    this.hide(credential.kind === 'datasource' ? credential.secret : credential.token);
  }

  /** Hides a text that was typed where nobody should see it. */
  hide(secret: string): void {
    if (secret.length >= TELLABLE) {
      this.#add([...spellings(secret), Buffer.from(secret, 'utf8').toString('base64')]);
    }
  }

  /** A text without the secrets in it. */
  redact(text: string): string {
    return PATTERNS.reduce(
      (rest, [pattern, hidden]) => rest.replace(pattern, hidden),
      this.#replace(text),
    );
  }

  #add(traces: readonly string[]): void {
    for (const trace of traces) {
      this.#traces.add(trace);
    }
    this.#replace = replacer([...this.#traces], HIDDEN);
  }
}

/** A text without the values of environment variables that it may repeat, also within its JSON. */
export function maskValues(text: string, environment: Readonly<Record<string, string>>): string {
  const values = Object.values(environment).filter(({ length }) => length >= TELLABLE);
  return replacer(values.flatMap(spellings), '••••••')(text);
}
