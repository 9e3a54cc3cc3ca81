import {
  CodeLens,
  DocumentSymbol,
  FoldingRange,
  Hover,
  l10n,
  languages,
  MarkdownString,
  Range,
  SymbolKind,
  type CodeLensProvider,
  type Disposable,
  type DocumentSymbolProvider,
  type FoldingRangeProvider,
  type HoverProvider,
  type Position,
  type TextDocument,
} from 'vscode';
import { collapsibleRanges, outlineOf, type OutlineEntry } from '../../core/logs/outline';
import { localTime } from '../../core/text/time';
import type { LogDocuments } from './logDocuments';
import { LOG_SCHEME } from './logUri';

/** So many lines are loaded by one click. */
export const MORE_LINES = 1000;

/** So much of a line is shown beside it. */
const LONGEST_RAW = 10_000;

/** What VS Code shows of a log beside its text, from the index of its lines. */
export class LogProviders
  implements CodeLensProvider, DocumentSymbolProvider, FoldingRangeProvider, HoverProvider
{
  constructor(private readonly logs: LogDocuments) {}

  register(): Disposable[] {
    const logs = { scheme: LOG_SCHEME };
    return [
      languages.registerCodeLensProvider(logs, this),
      languages.registerDocumentSymbolProvider(logs, this),
      languages.registerFoldingRangeProvider(logs, this),
      languages.registerHoverProvider(logs, this),
    ];
  }

  /** Above the first line: what can be loaded. */
  async provideCodeLenses({ uri }: TextDocument): Promise<CodeLens[]> {
    const loaded = await this.logs.loaded(uri);
    const codeLens = (title: string, command: string): CodeLens =>
      new CodeLens(new Range(0, 0, 0, 0), { title, command, arguments: [uri] });
    const more =
      loaded?.log.older === undefined
        ? []
        : [
            codeLens(l10n.t('Load {0} more lines', MORE_LINES), 'abeja.loadEarlierLines'),
            codeLens(l10n.t('Load to the start'), 'abeja.loadWholeLog'),
          ];
    return loaded === undefined ? [] : [...more, codeLens(l10n.t('Save log as…'), 'abeja.saveLog')];
  }

  async provideDocumentSymbols(document: TextDocument): Promise<DocumentSymbol[]> {
    const loaded = await this.logs.loaded(document.uri);
    const symbol = ({ kind, name, start, end, children }: OutlineEntry): DocumentSymbol => {
      const first = document.validateRange(new Range(start, 0, start, Infinity));
      const all = document.validateRange(new Range(start, 0, end, Infinity));
      const icon = kind === 'attempt' ? SymbolKind.Namespace : SymbolKind.Event;
      const result = new DocumentSymbol(name, '', icon, all, first);
      result.children = children.map(symbol);
      return result;
    };
    return loaded === undefined ? [] : outlineOf(l10n, loaded.log).map(symbol);
  }

  async provideFoldingRanges({ uri }: TextDocument): Promise<FoldingRange[]> {
    const loaded = await this.logs.loaded(uri);
    return loaded === undefined
      ? []
      : collapsibleRanges(loaded.log).map(({ start, end }) => new FoldingRange(start, end));
  }

  /** The whole time of a line, and the line as the platform gave it when only a part of that is shown. */
  async provideHover({ uri }: TextDocument, { line }: Position): Promise<Hover | undefined> {
    const loaded = await this.logs.loaded(uri);
    const position = loaded?.log.positionOf(line);
    const shown = position === undefined ? undefined : loaded?.log.index.at(position);
    if (shown === undefined) {
      return undefined;
    }
    const { time, raw } = shown;
    const parts = [
      ...(time === undefined ? [] : [localTime(new Date(time).toISOString()) ?? '']),
      ...(raw === undefined ? [] : [raw.slice(0, LONGEST_RAW).toWellFormed()]),
    ];
    return parts.length === 0
      ? undefined
      : new Hover(parts.map((part) => new MarkdownString().appendCodeblock(part, 'text')));
  }
}
