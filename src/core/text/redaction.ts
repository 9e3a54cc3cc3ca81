import { credentialTraces, replacer, secretTraces, type Credential } from '../../api/credential';

/** Replaces a secret. */
const HIDDEN = '***';

/** A shorter secret would be found in ordinary text. */
const SHORTEST = 4;

/** Parameters of presigned URLs that grant access, and usual names of tokens. */
const PARAMETERS =
  'x-amz-signature|x-amz-credential|x-amz-security-token|x-goog-signature|x-goog-credential|' +
  'awsaccesskeyid|googleaccessid|key-pair-id|signature|policy|sig|token|access_token|api_key';

/** The separators before and after a parameter's name: plain, in JSON, percent-encoded any number of times. */
const BEFORE = String.raw`(?:[?&;]|\\u0026|%(?:25)*(?:26|3f|3b))`;
const EQUALS = '(?:=|%(?:25)*3d)';

/** A quotation mark, also within nested JSON. */
const QUOTE = String.raw`\\*["']`;

/** A character of a header's value; a backslash that escapes a quotation mark is not part of it. */
const CHARACTER = String.raw`(?:[^\s"',\\]|\\(?![\\"']))`;

const PATTERNS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [
    // The scheme, its credentials, and further parameters.
    new RegExp(
      String.raw`(authorization(?:${QUOTE})?\s*[:=]\s*(?:${QUOTE})?)(?:[\w-]+\s+)?${CHARACTER}+(?:,\s*[\w-]+=(?:"[^"]*"|${CHARACTER}+))*`,
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
 * Removes secrets from text that is shown or stored: what looks like one (authorization headers,
 * signatures of presigned URLs, credentials in a URL), and known ones in any of their encodings.
 */
export class Redaction {
  readonly #traces = new Set<string>();
  #replace = replacer([], HIDDEN);

  /** Hides the secret of a credential and its Authorization header from now on. */
  hideCredential(credential: Credential): void {
    this.#add(credentialTraces(credential));
  }

  /** Hides a text that was typed into a masked box. */
  hide(secret: string): void {
    if (secret.length >= SHORTEST) {
      this.#add(secretTraces(secret));
    }
  }

  /** A text without the known secrets; what only looks like one stays. */
  redactKnown(text: string): string {
    return this.#replace(text);
  }

  /** A text without the secrets in it. */
  redact(text: string): string {
    return PATTERNS.reduce(
      (redacted, [pattern, hidden]) => redacted.replace(pattern, hidden),
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

/** A text in which values of environment variables are masked, also within JSON. */
export function maskValues(text: string, environment: Readonly<Record<string, string>>): string {
  const values = Object.values(environment).filter(({ length }) => length >= SHORTEST);
  return replacer(values, '••••••')(text);
}
