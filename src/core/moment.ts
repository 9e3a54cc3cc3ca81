import type { Localization } from './localization';

/**
 * Milliseconds since 1970 of a platform's timestamp, which is UTC and comes with any number of
 * fraction digits, with `Z`, with an offset or with neither (section 0 of the API facts).
 */
export function parseMoment(text: string | null | undefined): number | undefined {
  const parts =
    /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.(\d+))?(Z|[+-]\d{2}:?\d{2})?$/i.exec(
      text ?? '',
    );
  if (parts === null) {
    return undefined;
  }
  const [, day, time, fraction = '', zone = 'Z'] = parts;
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  const moment = Date.parse(
    `${day ?? ''}T${time ?? ''}.${fraction.padEnd(3, '0').slice(0, 3)}${offset}`,
  );
  return Number.isNaN(moment) ? undefined : moment;
}

/** `2024-03-01 18:15:02`, in the reader's time zone; a text that is no time stays as it is. */
export function localTime(text: string | null | undefined): string | undefined {
  const moment = parseMoment(text);
  if (moment === undefined) {
    return text ?? undefined;
  }
  const date = new Date(moment);
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** A span of time in its two largest units: `3 min 38 s`. */
export function spanWords(l10n: Localization, milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) {
    return l10n.t('{0} s', seconds);
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return l10n.t('{0} min {1} s', minutes, seconds % 60);
  }
  const hours = Math.floor(minutes / 60);
  return hours < 24
    ? l10n.t('{0} h {1} min', hours, minutes % 60)
    : l10n.t('{0} d {1} h', Math.floor(hours / 24), hours % 24);
}
