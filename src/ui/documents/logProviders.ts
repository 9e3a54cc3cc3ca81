import { CodeLens, l10n, Range, type CodeLensProvider, type TextDocument } from 'vscode';
import type { LogDocuments } from './logDocuments';

/** So many lines are loaded by one click. */
export const MORE_LINES = 1000;

/** What VS Code shows in a log beside its text. */
export class LogProviders implements CodeLensProvider {
  constructor(private readonly logs: LogDocuments) {}

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
}
