import type { Entry } from '../../api/page';
import type { LogEvent, RecentLogs } from '../../api/resources/logs';
import { LogIndex } from './logIndex';
import type { LogLine } from './logLine';

/** What is in front of the first loaded line. */
export type Beginning =
  /** Nothing was loaded yet. */
  | 'unknown'
  /** Nothing: that line is the first of the log. */
  | 'start'
  /** Lines that can be loaded. */
  | 'more'
  /** Lines for which a document has no room. */
  | 'full'
  /** Not known: the platform gave a page token that it had given before. */
  | 'cyclicToken';

/** How a document grows: whole lines in front of its line with this number. */
export interface LogInsertion {
  readonly line: number;
  readonly text: string;
  readonly count: number;
}

/** How much of a log is loaded at most. */
export interface LogLimits {
  readonly lines: number;
  readonly characters: number;
}

export interface LogDocumentDeps {
  /** A message without the secrets of this extension. */
  readonly redact: (message: string) => string;
  /** A line of the log as it is shown. */
  readonly format: (line: LogLine) => string;
  readonly limits?: LogLimits;
}

/** VS Code shows no colours and no folding above 300,000 lines or 20 MiB. */
const LIMITS: LogLimits = { lines: 290_000, characters: 20_000_000 };

/** Lines of the document in front of those of the log. */
const FIRST_LINES = 1;

/**
 * The loaded part of a run's log as lines of a document: below a first line about the log stands one for
 * each line of it. It grows at both ends by pages of C.7 of docs/platform-api.md and says how the text
 * of the document grows with it.
 */
export class LogDocument {
  readonly index = new LogIndex();
  readonly #limits: LogLimits;
  readonly #tokens = new Set<string>();
  #beginning: 'unknown' | 'start' | 'more' | 'cyclicToken' = 'unknown';
  #older: string | undefined;
  #newer: string | undefined;
  #characters = 0;
  #isCutAtEnd = false;

  constructor(private readonly deps: LogDocumentDeps) {
    this.#limits = deps.limits ?? LIMITS;
  }

  get beginning(): Beginning {
    return this.#beginning === 'more' && this.#isFull ? 'full' : this.#beginning;
  }

  /** The token of the page in front of the first line, where that can be loaded. */
  get older(): string | undefined {
    return this.beginning === 'more' ? this.#older : undefined;
  }

  /** The token of what the run writes next. */
  get newer(): string | undefined {
    return this.#newer;
  }

  /** Whether there was no room for lines behind the last one. */
  get isCutAtEnd(): boolean {
    return this.#isCutAtEnd;
  }

  /** Takes the newest page, or else the one in front of the first line. */
  takeOlder({ items, older, newer }: RecentLogs): LogInsertion {
    if (this.#beginning === 'unknown') {
      this.#newer = newer;
    }
    const isCyclic = older !== undefined && this.#tokens.has(older);
    this.#beginning = isCyclic ? 'cyclicToken' : older === undefined ? 'start' : 'more';
    this.#older = older;
    if (older !== undefined) {
      this.#tokens.add(older);
    }
    const count = this.index.prepend(this.#redacted(items.toReversed()));
    return this.#insertion(this.index.first, this.index.first + count);
  }

  /** Takes what was written behind the last line, oldest first. What has no room is left out. */
  takeNewer(items: readonly Entry<LogEvent>[], newer: string | undefined): LogInsertion {
    this.#isCutAtEnd ||= this.#isFull && items.length > 0;
    this.#newer = newer;
    const start = this.index.append(this.#isCutAtEnd ? [] : this.#redacted(items));
    return this.#insertion(start, this.index.end);
  }

  /** The number of the document's line that shows the log's line at a position. */
  lineOf(position: number): number {
    return FIRST_LINES + position - this.index.first;
  }

  /** The position of the log's line that the document's line with a number shows. */
  positionOf(line: number): number | undefined {
    const position = this.index.first + line - FIRST_LINES;
    return line >= FIRST_LINES && position < this.index.end ? position : undefined;
  }

  /** The document's lines of the log, each with a line break behind it. */
  get text(): string {
    return this.#textOf(this.index.first, this.index.end);
  }

  get #isFull(): boolean {
    return this.index.size >= this.#limits.lines || this.#characters >= this.#limits.characters;
  }

  #insertion(start: number, end: number): LogInsertion {
    const text = this.#textOf(start, end);
    this.#characters += text.length;
    return { line: this.lineOf(start), text, count: end - start };
  }

  #textOf(start: number, end: number): string {
    const lines: string[] = [];
    for (let position = start; position < end; position += 1) {
      const line = this.index.at(position);
      lines.push(line === undefined ? '' : this.deps.format(line));
    }
    return lines.map((line) => `${line}\n`).join('');
  }

  #redacted(entries: readonly Entry<LogEvent>[]): readonly Entry<LogEvent>[] {
    const { redact } = this.deps;
    return entries.map((entry) =>
      entry.kind === 'malformed'
        ? { ...entry, raw: redact(entry.raw) }
        : { ...entry, value: { ...entry.value, message: redact(entry.value.message) } },
    );
  }
}
