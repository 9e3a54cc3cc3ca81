import { parseTime } from '../api/fields';
import type { Localization } from './localization';

/** `2024-03-01 18:15:02`, in the reader's time zone; a text that is no time stays as it is. */
export function localTime(text: string | null | undefined): string | undefined {
  const moment = parseTime(text);
  if (moment === undefined) {
    return text ?? undefined;
  }
  const date = new Date(moment);
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** The time of day alone when it is today's, by the reader's clock. */
export function shortTime(text: string | null | undefined, now: number): string | undefined {
  const time = localTime(text);
  const today = localTime(new Date(now).toISOString())?.slice(0, DAY);
  return today !== undefined && time?.startsWith(`${today} `) ? time.slice(DAY + 1) : time;
}

const DAY = 'YYYY-MM-DD'.length;

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
