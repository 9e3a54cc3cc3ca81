import { invalid } from './httpError';

/**
 * A query boolean: Python's `True` and `False`, `true`, `false`, 1 and 0 (L3 of
 * docs/platform-api.md).
 */
export function booleanParameter(query: URLSearchParams, name: string, fallback: boolean): boolean {
  const text = query.get(name);
  if (text === null || text === '') {
    return fallback;
  }
  if (/^(true|1)$/i.test(text)) {
    return true;
  }
  if (/^(false|0)$/i.test(text)) {
    return false;
  }
  throw invalid({ [name]: ['not a valid boolean'] });
}

/** A whole number of at least `least` and at most `most`. */
export function integerParameter(
  query: URLSearchParams,
  name: string,
  {
    fallback,
    least,
    most,
  }: { readonly fallback: number; readonly least: number; readonly most: number },
): number {
  const text = query.get(name);
  if (text === null || text === '') {
    return fallback;
  }
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw invalid({ [name]: [`must be an integer between ${least} and ${most}`] });
  }
  return value;
}

/** A token to go on with; an empty one asks for the first page, as the SDK's does (B.5). */
export function tokenParameter(query: URLSearchParams, name: string): string | null {
  const token = query.get(name);
  return token === '' ? null : token;
}

/** Whether archived things are wanted, E.1 of docs/platform-api.md; left out unless asked for. */
export function archivedParameter(query: URLSearchParams): boolean {
  const text = query.get('filter_archived') ?? 'exclude_archived';
  if (text !== 'include_archived' && text !== 'exclude_archived') {
    throw invalid({ filter_archived: ['must be include_archived or exclude_archived'] });
  }
  return text === 'include_archived';
}

/**
 * A UTC time such as `2024-03-01T09:15:00`, with or without a zone (C.6 of docs/platform-api.md).
 */
export function timeParameter(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  if (text === null || text === '') {
    return null;
  }
  const zoned = /(Z|[+-]\d{2}:?\d{2})$/i.test(text) ? text : `${text}Z`;
  const time = Date.parse(zoned);
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/.test(text) || Number.isNaN(time)) {
    throw invalid({ [name]: ['not a valid time'] });
  }
  return time;
}

/** The first instant of a day such as `20240301` in a time zone (E.4 of docs/platform-api.md). */
export function dayParameter(query: URLSearchParams, name: string, zone: string): number | null {
  const text = query.get(name);
  if (text === null || text === '') {
    return null;
  }
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  const midnight = match === null ? NaN : Date.parse(match.slice(1).join('-'));
  if (Number.isNaN(midnight)) {
    throw invalid({ [name]: ['not a valid date'] });
  }
  return midnight - zoneOffset(zone, midnight);
}

/** How far a zone is ahead of UTC at a time, in milliseconds. */
function zoneOffset(zone: string, time: number): number {
  try {
    const wall = new Date(time).toLocaleString('sv-SE', { timeZone: zone });
    return Date.parse(`${wall.replace(' ', 'T')}Z`) - time;
  } catch {
    throw invalid({ timezone: ['not a known time zone'] });
  }
}
