import { parseTime } from '../../api/decoding/fields';
import type { Localization } from './localization';

/** `2024-03-01 18:15:02` in the local time zone; a text that is no time stays unchanged. */
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

/** The time of day in the local time zone, `18:15:02`. */
export function clockTime(milliseconds: number): string {
  return localTime(new Date(milliseconds).toISOString())?.slice(DAY + 1) ?? '';
}

/** The day in the local time zone, `2024-03-01`; `undefined` for a text that is no time. */
export function localDay(text: string | null | undefined): string | undefined {
  return parseTime(text) === undefined ? undefined : localTime(text)?.slice(0, DAY);
}

/** The hour in the local time zone, `09`; `undefined` for a text that is no time. */
export function localHour(text: string | null | undefined): string | undefined {
  return parseTime(text) === undefined ? undefined : localTime(text)?.slice(DAY + 1, DAY + 3);
}

/** {@link localTime}, without the day when that is the day of `now`. */
export function shortTime(text: string | null | undefined, now: number): string | undefined {
  const time = localTime(text);
  const today = localTime(new Date(now).toISOString())?.slice(0, DAY);
  return today !== undefined && time?.startsWith(`${today} `) ? time.slice(DAY + 1) : time;
}

const DAY = 'YYYY-MM-DD'.length;

/** A duration in its two largest units: `3 min 38 s`. */
export function durationText(l10n: Localization, milliseconds: number): string {
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

/** A time to the minute, `2024-03-01 18:15`, without the day when that is the day of `now`. */
export function minuteTime(milliseconds: number, now: number): string {
  const text = shortTime(new Date(milliseconds).toISOString(), now) ?? '';
  return text.slice(0, text.lastIndexOf(':'));
}

/**
 * Parses a typed time in the local time zone: `18:15` of today, `2024-03-01`, or both. With `isEnd`, a
 * day without a time means its end. `undefined` when it is no time.
 */
export function readLocalMoment(text: string, now: number, isEnd = false): number | undefined {
  const match =
    /^(?:(\d{4})-(\d{1,2})-(\d{1,2}))?(?:(?:^|[ T]+)(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/.exec(
      text.trim(),
    );
  if (match === null || text.trim() === '') {
    return undefined;
  }
  const [year, month, day, hour, minute, second] = match
    .slice(1)
    .map((part: string | undefined) => (part === undefined ? undefined : Number(part)));
  const today = new Date(now);
  const date = new Date(
    year ?? today.getFullYear(),
    month === undefined ? today.getMonth() : month - 1,
    (day ?? today.getDate()) + (isEnd && hour === undefined ? 1 : 0),
    hour ?? 0,
    minute ?? 0,
    second ?? 0,
  );
  const isReal =
    (month === undefined || (month >= 1 && month <= 12)) &&
    (day === undefined || (day >= 1 && day <= new Date(year ?? 0, month ?? 0, 0).getDate())) &&
    (hour ?? 0) <= 23 &&
    (minute ?? 0) <= 59 &&
    (second ?? 0) <= 59;
  return isReal ? date.getTime() : undefined;
}
