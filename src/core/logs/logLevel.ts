/** How serious a line says it is. */
export type LogLevel = 'debug' | 'info' | 'warning' | 'error' | 'fatal';

/** Higher is more serious. */
export const SEVERITY: Readonly<Record<LogLevel, number>> = {
  debug: 0,
  info: 1,
  warning: 2,
  error: 3,
  fatal: 4,
};

const WORDS: ReadonlyMap<string, LogLevel> = new Map([
  ...words('debug', 'TRACE DEBUG DEBU VERBOSE FINE FINER FINEST'),
  ...words('info', 'INFO INFORMATION NOTICE NOTE SUCCESS LOG'),
  ...words('warning', 'WARN WARNING'),
  ...words('error', 'ERR ERROR ERRO SEVERE EXCEPTION'),
  ...words('fatal', 'FATAL FATA CRIT CRITICAL ALERT EMERG EMERGENCY PANIC'),
]);

function words(level: LogLevel, text: string): readonly (readonly [string, LogLevel])[] {
  return text.split(' ').map((word) => [word, level] as const);
}

/** The level that a field such as `log_level` names, by word, by Python's numbers or by those of pino. */
export function levelOfField(name: string, value: unknown): LogLevel | undefined {
  if (typeof value === 'string') {
    return WORDS.get(value.trim().toUpperCase());
  }
  if (typeof value !== 'number') {
    return undefined;
  }
  const steps: readonly LogLevel[] =
    name === 'levelno'
      ? ['debug', 'info', 'warning', 'error', 'fatal']
      : ['debug', 'debug', 'info', 'warning', 'error', 'fatal'];
  return steps[Math.floor(value / 10) - 1];
}

/** What comes before the text of a line is looked for in so many characters. */
const HEAD = 160;

/** Google's format, `E0301 09:15:00.123`, and TensorFlow's, `2024-03-01 09:15:00.123: E file.cc:1]`. */
const LETTER =
  /^(?:([IWEF])\d{4} +\d\d:\d\d:\d\d|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[.,]\d{1,9}: ([IWEF]) )/;
const LETTERS: Readonly<Record<string, LogLevel>> = {
  I: 'info',
  W: 'warning',
  E: 'error',
  F: 'fatal',
};

/** `level=error` of logfmt. */
const ASSIGNED = /^(?:level|lvl|severity|log_level|loglevel)=["']?([a-z]+)/i;

/** A date with a time or a time of day at the beginning. */
const TIMED = /^\W{0,3}(?:\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d|\d\d:\d\d:\d\d)/;

/** A line that begins with the name of an exception. */
const EXCEPTION = /^(?:[A-Za-z_]\w{0,99}\.){0,12}[A-Z]\w{0,99}(?:Error|Exception|Interrupt)(?::|$)/;

/** What a shell, a kernel or a runtime writes when a process dies. */
const DEATH =
  /^(?:Killed$|Aborted(?:$| \()|Segmentation fault|Bus error|Illegal instruction|Floating point exception|Fatal Python error:|terminate called |panic: |fatal error: )/;

/** A warning of Python: `/srv/app/main.py:12: UserWarning: …`. */
const PYTHON_WARNING = /:\d{1,7}: (?:[A-Za-z]\w{0,60})?Warning: /;

/** The level in the text of a line, as the usual formats of logging write it. */
export function levelOfText(text: string): LogLevel | undefined {
  const head = text.slice(0, HEAD);
  return levelOfPrefix(head) ?? levelOfContent(head);
}

/** Whether a line begins as a line of a log does: with a time or with a level. */
export function hasLogPrefix(text: string): boolean {
  const head = text.slice(0, HEAD);
  return TIMED.test(head) || levelOfPrefix(head) !== undefined;
}

function levelOfPrefix(head: string): LogLevel | undefined {
  const letter = LETTER.exec(head);
  if (letter !== null) {
    return LETTERS[letter[1] ?? letter[2] ?? ''];
  }
  const tokens = head.trimStart().split(/\s+/, 12);
  let plain = 0;
  for (const [index, token] of tokens.entries()) {
    const level = levelOfToken(token, index === 0);
    if (level !== undefined) {
      return level;
    }
    if (!/\d|^[^\w]|=/.test(token)) {
      plain += 1;
      const isName = index > 0 || /^(?:[-|]$|\[)/.test(tokens[1] ?? '') || isCalendarWord(token);
      if (plain > 2 || !isName) {
        return undefined;
      }
    }
  }
  return undefined;
}

function levelOfToken(token: string, isFirst: boolean): LogLevel | undefined {
  const assigned = ASSIGNED.exec(token);
  if (assigned !== null) {
    return WORDS.get((assigned[1] ?? '').toUpperCase());
  }
  const [, before = '', word = '', after = ''] =
    /^([^\w]{0,3})([A-Za-z]{3,11})(?!\w)(.?)/.exec(token) ?? [];
  const isMarked = word === word.toUpperCase() || before !== '' || (isFirst && after === ':');
  return isMarked ? WORDS.get(word.toUpperCase()) : undefined;
}

function levelOfContent(head: string): LogLevel | undefined {
  if (DEATH.test(head)) {
    return 'fatal';
  }
  if (EXCEPTION.test(head)) {
    return 'error';
  }
  return PYTHON_WARNING.test(head) ? 'warning' : undefined;
}

function isCalendarWord(token: string): boolean {
  return /^(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun|npm),?$/.test(
    token,
  );
}
