/**
 * What has to be looked at: controls but the tab, the line separators of Unicode (VS Code asks about
 * them when a document has any), and halves of a surrogate pair, which may be alone.
 */
const UNUSUAL = /[\0-\x08\n-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]/;

/**
 * Escape sequences of a terminal: CSI (also one that was cut), strings such as OSC with their end, and
 * the short ones. No class holds what begins another sequence, so that the cost follows the length.
 */
const ESCAPES =
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x90\x98\x9c-\x9f\r\n]*(?:\x07|\x1b\\|\x9c)|\x1b[ -/]*[0-~]/g;

const LINE_BREAK = /\r\n|[\n\u2028\u2029]/;
const CONTROLS = /[\0-\x08\x0b-\x1f\x7f-\x9f]/g;

/** Some runtimes join the lines of a traceback by carriage returns. */
const JOINED_TRACEBACK = 'Traceback (most recent call last)';

/**
 * The lines of a message as a terminal would leave them: without escape sequences and controls, of
 * a line that was written over (a progress bar) the last state. There is at least one line; a line
 * break at the end begins none. Tabs stay; half a surrogate pair becomes U+FFFD.
 */
export function terminalLines(message: string): readonly string[] {
  if (!UNUSUAL.test(message)) {
    return [message];
  }
  const lines = message.toWellFormed().replace(ESCAPES, '').split(LINE_BREAK);
  if (lines.length > 1 && lines.at(-1) === '') {
    lines.pop();
  }
  return lines.flatMap((line) =>
    line.includes('\r') && line.includes(JOINED_TRACEBACK)
      ? line.split(/\r+/).map(withoutControls)
      : [lastState(line)],
  );
}

function lastState(line: string): string {
  let end = line.length;
  for (;;) {
    const start = line.lastIndexOf('\r', end - 1);
    const state = withoutControls(line.slice(start + 1, end));
    if (start <= 0 || state.trim() !== '') {
      return state;
    }
    end = start;
  }
}

function withoutControls(text: string): string {
  return text.replace(CONTROLS, '');
}
