/**
 * A text without what differs from run to run: ids, addresses, times, numbers, quoted values. What
 * stands in their place says what it was: `<id>`, `<int>`.
 *
 * All kinds are one expression, the first that fits at a place counts: what is most certain comes first,
 * above all the platform's own ids. Every repetition is bounded, or begins where the one before it cannot
 * end, so that the cost follows the length of the text.
 */
export function maskText(text: string): string {
  return MASKED_SIGNS.test(text) ? text.replace(VARIABLE, nameOf) : text;
}

/** Without one of these nothing of a text is masked. */
const MASKED_SIGNS = /[\d'"`@「『“‘]|:\/\/|localhost|(?:run|tri|ver|ser|pnt)-/;

const HEX = '[0-9a-fA-F]';
const UUID = `${HEX}{8}-${HEX}{4}-${HEX}{4}-${HEX}{4}-${HEX}{12}`;
const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}';
const DAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}';
const CLOCK = String.raw`\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,9})?`;
const ZONE = String.raw`(?: ?(?:Z|UTC|GMT|JST|[+-]\d\d:?\d\d)\b)?`;
const TOP_LEVEL =
  'com|org|net|io|jp|dev|cloud|ai|internal|local|localdomain|svc|corp|lan|intra|test|example|invalid';

/** `main.py:12` is no host with a port. */
const SOURCE =
  'py|pyx|js|mjs|cjs|ts|java|kt|go|rs|rb|c|cc|cpp|cu|h|hpp|cs|sh|txt|log|json|ya?ml|csv';

/** Behind a word's character or a point, a number is a part of something else. */
const NUMBER_START = String.raw`(?<![A-Za-z\d])`;

const UNITS =
  'ns|us|µs|μs|ms|s|sec|secs|seconds?|m|min|mins|minutes?|h|hr|hrs|hours?|d|days?|milliseconds?|microseconds?';

/** So many digits are a number of their own even behind a letter. */
const LONG_NUMBER = String.raw`\d{10,400}`;

/** What is masked, in the order in which it is looked for at a place of the text. */
const KINDS: readonly (readonly [name: string, pattern: string])[] = [
  ['file', String.raw`\d{8}T\d{6}-${UUID}`],
  ['id', `(?:run|tri|ver|ser|pnt)-${HEX}{16}`],
  ['id', `(?<![A-Za-z0-9])(?:run|tri|ver|ser|pnt)-${HEX}{6,64}(?![A-Za-z0-9])`],
  ['id', String.raw`(?<!\d)\d{13}(?!\d)`],
  ['url', String.raw`(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9+.-]{1,20}:\/\/[^\s"'<>\x60)\]}]+`],
  ['email', String.raw`(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}`],
  ['uuid', UUID],
  [
    'host',
    String.raw`(?<![\w.-])(?:localhost|(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62})\.){1,8}(?:${TOP_LEVEL}))(?![\w-])(?!\.[A-Za-z0-9])(?::\d{1,5})?`,
  ],
  [
    'host',
    String.raw`(?<![\w.-])(?:[A-Za-z][\w-]{0,62}\.){1,8}(?!(?:${SOURCE}):)[A-Za-z][\w-]{0,62}:\d{2,5}(?![\w:])`,
  ],
  ['host', String.raw`(?<![\w.-])ip-\d{1,3}-\d{1,3}-\d{1,3}-\d{1,3}(?![\w])`],
  [
    'host',
    String.raw`(?<![\w.-])[a-z][a-z0-9-]{0,60}-(?=[a-z]*\d)[a-f0-9]{8,10}-[a-z0-9]{5}(?![\w-])`,
  ],
  ['host', String.raw`(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]\d)(?::\d{1,5})?(?:\/\d{1,2})?`],
  ['host', `(?<![\\w:])(?:${HEX}{1,4}:){3,7}:?(?:${HEX}{1,4})?(?:::?${HEX}{1,4}){0,4}(?![\\w:])`],
  ['host', `(?<![\\w:])${HEX}{0,4}::(?:${HEX}{1,4}:){0,6}${HEX}{1,4}(?![\\w:])`],
  ['hash', `(?<![A-Za-z0-9])${HEX}{32,128}(?![A-Za-z0-9])`],
  [
    'date',
    String.raw`(?<!\d)(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.]\d{1,2}(?:[T _]${CLOCK}${ZONE})?(?!\d)`,
  ],
  ['date', String.raw`(?<!\d)(?:19|20)\d{6}(?:[T_-]?\d{6}(?:[.,]\d{1,9})?)?Z?(?![\d.])`],
  ['date', String.raw`(?<!\w)(?:${DAY},? )?\d{1,2}[ /-]${MONTH}[ /-]\d{4}(?:[: ]${CLOCK}${ZONE})?`],
  [
    'date',
    String.raw`(?<!\w)(?:${DAY} )?${MONTH} {1,2}\d{1,2}(?:,? \d{4})?(?: ${CLOCK}${ZONE})?(?: \d{4})?`,
  ],
  ['date', String.raw`(?<!\d)\d{4}年\d{1,2}月\d{1,2}日`],
  ['duration', String.raw`${NUMBER_START}\d{1,4} days?, ${CLOCK}`],
  ['date', String.raw`(?<![\w:])${CLOCK}${ZONE}(?![\w:])`],
  [
    'duration',
    String.raw`${NUMBER_START}(?:\d{1,12}(?:\.\d{1,12})? ?(?:${UNITS})(?![A-Za-z0-9_]) ?){1,4}(?<! )`,
  ],
  ['duration', String.raw`${NUMBER_START}(?:\d{1,6}[hms]){2,3}(?![A-Za-z0-9_])`],
  [
    'size',
    String.raw`${NUMBER_START}\d{1,15}(?:\.\d{1,12})? ?(?:[kKMGTP]i?B|bytes?)(?![A-Za-z0-9_])`,
  ],
  ['hex', `(?<![A-Za-z0-9])0[xX]${HEX}{1,64}`],
  ['hex', `(?<![A-Za-z0-9])(?=[a-fA-F]{0,63}\\d)(?=\\d{0,63}[a-fA-F])${HEX}{7,64}(?![A-Za-z0-9])`],
  [
    'hash',
    String.raw`(?<![A-Za-z0-9])(?=(?:[A-Za-z]{0,64}\d){3})[A-Za-z0-9]{16,128}(?![A-Za-z0-9])`,
  ],
  ['temporary', String.raw`(?<![A-Za-z0-9])tmp(?=[a-z0-9]*[\d_])[a-z0-9_]{6,12}(?![A-Za-z0-9])`],
  [
    'float',
    String.raw`${NUMBER_START}[-+]?\d{1,400}(?:,\d{3}){0,9}(?:\.\d{1,400}(?:[eE][-+]?\d{1,5})?|[eE][-+]?\d{1,5})(?![A-Za-z])`,
  ],
  ['int', String.raw`${NUMBER_START}[-+]?\d{1,400}(?:,\d{3}(?!\d)){0,9}`],
  ['int', LONG_NUMBER],
  [
    'value',
    String.raw`(?<!\w)'[^'\n]{0,200}'(?!\w)|(?<!\w)"[^"\n]{0,200}"(?!\w)|\x60[^\x60\n]{1,200}\x60|「[^「」\n]{0,200}」|『[^『』\n]{0,200}』|“[^“”\n]{0,200}”|‘[^‘’\n]{0,200}’`,
  ],
];

const VARIABLE = new RegExp(KINDS.map(([, pattern]) => `(${pattern})`).join('|'), 'g');

function nameOf(found: string, ...groups: readonly unknown[]): string {
  const kind = KINDS[groups.indexOf(found)];
  return kind === undefined ? found : `<${kind[0]}>`;
}
