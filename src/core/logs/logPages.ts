import type { RecentLogOptions, RecentLogs } from '../../api/resources/logs';
import type { Run } from '../../api/resources/runs';
import { runStatus } from '../runs/status';
import type { LogDocument, LogInsertion } from './logDocument';
import { mayFailEarlier } from './opening';

/** Asks for a page of the log of a run. */
export type FetchLogs = (options: RecentLogOptions) => Promise<RecentLogs>;

/** So many pages are shown at once: an edit of a document costs more than a request. */
const PAGES = 50;

/**
 * Reads the end of a log: with one request, and another where that does not say why the run failed. Gives
 * the run.
 * @throws ApiError
 */
export async function readEnd(
  log: LogDocument,
  fetchRun: () => Promise<Run>,
  fetchLogs: FetchLogs,
): Promise<Run> {
  const [run, page] = await Promise.all([fetchRun(), fetchLogs({})]);
  log.takeOlder(page);
  if (runStatus(run.status) === 'FAILED' && log.older !== undefined && mayFailEarlier(log)) {
    log.takeOlder(await fetchLogs({ older: log.older }));
  }
  return run;
}

/**
 * Reads so many lines in front of those of a log, or some more; fewer at its start. `show` takes pages
 * and shows them: also those that came before a failure.
 * @throws ApiError
 */
export async function readOlder(
  log: LogDocument,
  fetchLogs: FetchLogs,
  lines: number,
  show: (take: () => LogInsertion) => Promise<void>,
): Promise<void> {
  const pages: RecentLogs[] = [];
  let token = log.older;
  let count = 0;
  try {
    while (token !== undefined && count < lines && pages.length < PAGES) {
      const page: RecentLogs = await fetchLogs({ older: token });
      pages.push(page);
      count += page.items.length;
      token = page.older;
    }
  } finally {
    await show(() => takeAll(log, pages));
  }
  if (log.older !== undefined && count < lines) {
    await readOlder(log, fetchLogs, lines - count, show);
  }
}

/** Takes pages, each in front of the one before, as one insertion. */
function takeAll(log: LogDocument, pages: readonly RecentLogs[]): LogInsertion {
  let text = '';
  let count = 0;
  for (const [index, page] of pages.entries()) {
    if (index === 0 || log.older !== undefined) {
      const insertion = log.takeOlder(page);
      text = insertion.text + text;
      count += insertion.count;
    }
  }
  return { line: log.lineOf(log.index.first), text, count };
}
