import { readId } from '../decoding/json';
import { withQuery, type Path, type Query } from '../path';
import type { RunRequest, TriggerRequest } from './wire';

/** Options every call takes. */
export interface CallOptions {
  /** Ends the call, a wait between attempts included; it then fails as `cancelled`. */
  readonly signal?: AbortSignal | undefined;
  /** Asks without a second attempt, whatever the client's policy allows. */
  readonly once?: boolean | undefined;
  /**
   * Asks anew, even while an equal call is under way whose answer would be shared otherwise. What is
   * asked for after a create or a delete has ended is always asked for anew.
   */
  readonly fresh?: boolean | undefined;
}

/** Options of a paged call. */
export interface PageOptions extends CallOptions {
  /** `next` of the page before; the first page without it. */
  readonly next?: string | undefined;
}

/** Options of a list of runs, B.5 of the API facts. */
export interface RunPageOptions extends PageOptions {
  /** Newest first when not given. Keep it the same from page to page. */
  readonly oldestFirst?: boolean;
}

/** Options of a list that may hold archived entries, E.1 and F of the API facts. */
export interface ArchivePageOptions extends PageOptions {
  /** Archived ones are left out when not given. */
  readonly includeArchived?: boolean;
}

/** Options of a list of files, E.4 of the API facts; with `next` none of them counts any more. */
export interface FilePageOptions extends PageOptions {
  /** First and last day of the upload as `YYYYMMDD`; the server wants both or neither. */
  readonly days?: { readonly first: string; readonly last: string; readonly timezone?: string };
  /** The platform lists oldest first by itself. */
  readonly newestFirst?: boolean;
  /** Such as `x-abeja-meta-filename:photo.jpg`. */
  readonly query?: string;
  /** 100 when not given. */
  readonly itemsPerPage?: number;
}

/** A part of a run's output by time, in milliseconds since 1970; the server counts in seconds. */
export interface LogSpan {
  readonly startTime?: number;
  readonly endTime?: number;
}

/** Options of a run's log from its beginning, C.6 of the API facts. */
export interface LogPageOptions extends PageOptions, LogSpan {}

/** Options of a run's log from its end, C.7 of the API facts: `older` or `newer` of another page. */
export interface RecentLogOptions extends CallOptions, LogSpan {
  readonly older?: string | undefined;
  readonly newer?: string | undefined;
}

/** Always sent, because the server's default is not known (L23). */
export function archiveQuery({ includeArchived }: ArchivePageOptions): Query {
  return { filter_archived: includeArchived === true ? 'include_archived' : 'exclude_archived' };
}

/** A page token must not be combined with anything else (E.4). */
export function fileQuery(call: FilePageOptions): Query {
  if (readId(call.next) !== undefined) {
    return {};
  }
  return {
    start: call.days?.first,
    end: call.days?.last,
    timezone: call.days?.timezone,
    items_per_page: call.itemsPerPage ?? 100,
    sort: call.newestFirst === true ? '-uploaded_at' : undefined,
    q: call.query,
  };
}

/** A log's address, its times as the platform's own client spells them: UTC, no zone (C.6). */
export function logPath(base: Path, tokens: Query, { startTime, endTime }: LogSpan): Path {
  const unusable = [startTime, endTime].find((time) => time !== undefined && !isDate(time));
  return withQuery(unusable === undefined ? base : { ...base, refused: String(unusable) }, {
    ...tokens,
    start_time: seconds(startTime),
    end_time: seconds(endTime),
  });
}

/**
 * Why a trigger must not be asked for so: half an output is refused, where the platform's own client
 * drops it without a word (B.1).
 */
export function refusedTrigger(body: TriggerRequest): string | undefined {
  const given = (name: 'output_service_name' | 'output_service_id') =>
    readId(body[name]) !== undefined;
  return given('output_service_name') === given('output_service_id')
    ? undefined
    : 'output_service_name and output_service_id belong together';
}

/** The body of B.1 in the key order of the wire, whatever order the caller's object has. */
export function triggerBody(body: TriggerRequest): TriggerRequest {
  const { models, output_service_name, output_service_id, distribution } = body;
  return {
    version_id: body.version_id,
    input_service_name: body.input_service_name,
    input_service_id: body.input_service_id,
    retry_count: body.retry_count,
    environment: body.environment,
    ...(models !== undefined && { models }),
    ...(output_service_name !== undefined && { output_service_name }),
    ...(output_service_id !== undefined && { output_service_id }),
    ...(distribution !== undefined && { distribution }),
  };
}

/** The body of C.3, likewise. */
export function runBody(body: RunRequest): RunRequest {
  const { input_data, models, output_template, distribution } = body;
  return {
    version_id: body.version_id,
    ...(input_data !== undefined && { input_data }),
    retry_count: body.retry_count,
    environment: body.environment,
    ...(models !== undefined && { models }),
    ...(output_template !== undefined && { output_template }),
    ...(distribution !== undefined && { distribution }),
  };
}

function isDate(time: number): boolean {
  return !Number.isNaN(new Date(time).getTime());
}

function seconds(time: number | undefined): string | undefined {
  return time === undefined || !isDate(time)
    ? undefined
    : new Date(time).toISOString().slice(0, 19);
}
