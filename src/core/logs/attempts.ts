import type { LogLine } from './logLine';

/** The line with which an attempt of a run begins. */
export interface StartMarker {
  readonly position: number;
  /** From 1, when the line says so. */
  readonly number: number | undefined;
  /** How many there may be, when the line says so. */
  readonly total: number | undefined;
}

/** One attempt of a run: its lines from `start` up to `end`. */
export interface Attempt {
  readonly start: number;
  readonly end: number;
  readonly number: number | undefined;
  readonly total: number | undefined;
  /** Whether its first line is known: what comes before the first marker has none. */
  readonly hasMarker: boolean;
}

/** Lines that begin an attempt are short. */
const LONGEST = 400;

/** `start executing model …`, in whatever wording, at the beginning of a line. */
const START =
  /^(?:re-?)?(?:start(?:ing|ed)?|begin(?:ning)?|launch(?:ing|ed)?)(?: to)? (?:execut|run)\w* (?:the |of |user )*(?:model|handler|job|container|code)\b/i;

/** Nothing but the platform counts attempts of these things. */
const OF_RUN = /\b(?:execut\w*|model|handler|container|job|run)\b/i;
const BEGINS = /\b(?:re-?)?(?:start(?:s|ing|ed)?|begin(?:s|ning)?|began|launch(?:ing|ed)?)\b/i;
const NUMBER = /\battempt:? #?(\d{1,6})(?:(?: of |\/| \/ )(\d{1,6}))?/i;

/** Whether a line begins an attempt, and which. A program's own lines begin one only in the runner's words. */
export function readStartMarker(
  line: LogLine,
): { readonly number: number | undefined; readonly total: number | undefined } | undefined {
  const { kind, text } = line;
  if (text.length > LONGEST || kind === 'malformed' || (kind === 'text' && !/^\w/.test(text))) {
    return undefined;
  }
  const isStart = START.test(text);
  const counted = NUMBER.exec(text);
  if (!isStart && (kind !== 'runner' || counted === null || !isCounted(text))) {
    return undefined;
  }
  const [, number, total] = counted ?? [];
  return {
    number: number === undefined ? undefined : Number(number),
    total: total === undefined ? undefined : Number(total),
  };
}

function isCounted(text: string): boolean {
  return BEGINS.test(text) && OF_RUN.test(text);
}

/**
 * The attempts in the lines from `first` up to `end`. Where some markers have numbers, the others are
 * none, and a number that comes again begins nothing new. What is written before attempt 1 belongs to
 * it; before any other marker it is an attempt of its own, of which the beginning is not known.
 */
export function attemptsOf(
  markers: readonly StartMarker[],
  first: number,
  end: number,
): readonly Attempt[] {
  const numbered = markers.filter(({ number }) => number !== undefined);
  const counted = (numbered.length > 0 ? numbered : markers).filter(
    ({ number }, index, all) => number === undefined || number !== all[index - 1]?.number,
  );
  const [begin] = counted;
  const unknown: Attempt = {
    start: first,
    end: begin?.position ?? end,
    number: undefined,
    total: undefined,
    hasMarker: false,
  };
  const known = counted.map(({ position, number, total }, index) => ({
    start: index === 0 && number === 1 ? first : position,
    end: counted[index + 1]?.position ?? end,
    number,
    total,
    hasMarker: true,
  }));
  const isKnownFromStart = known[0] !== undefined && known[0].start <= first;
  return isKnownFromStart || first === end ? known : [unknown, ...known];
}
