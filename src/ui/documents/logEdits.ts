import {
  l10n,
  Position,
  Range,
  TextEditorRevealType,
  window,
  workspace,
  WorkspaceEdit,
  type TextDocument,
  type TextEditor,
  type Uri,
} from 'vscode';
import type { LogInsertion } from '../../core/logs/logDocument';
import { endText, firstLineText, type LogState } from '../../core/logs/logText';

/**
 * Inserts lines of a log into its open document, by one edit: what is selected, folded and in view stays,
 * but at the end, where an editor that shows the last line goes on showing it. Gives whether it was done.
 */
export async function growDocument(
  uri: Uri,
  state: LogState,
  insertion: LogInsertion,
): Promise<boolean> {
  const document = openDocument(uri);
  if (document === undefined) {
    return true;
  }
  const edit = new WorkspaceEdit();
  const firstLine = document.lineAt(0);
  const [newFirstLine, newEnd] = [firstLineText(l10n, state), endText(l10n, state)];
  if (firstLine.text !== newFirstLine) {
    edit.replace(uri, firstLine.range, newFirstLine);
  }
  // Where the lines of the log ended before.
  const { log } = state;
  const isAtEnd = insertion.line + insertion.count === log.lineOf(log.index.end);
  const end = log.lineOf(log.index.end) - insertion.count;
  const endRange = document.validateRange(new Range(end, 0, document.lineCount, 0));
  const oldEnd = document.getText(endRange);
  if (oldEnd !== newEnd) {
    edit.replace(uri, endRange, isAtEnd ? insertion.text + newEnd : newEnd);
  }
  if (insertion.count > 0 && (oldEnd === newEnd || !isAtEnd)) {
    edit.insert(uri, new Position(insertion.line, 0), insertion.text);
  }
  if (edit.size === 0) {
    return true;
  }
  const views = window.visibleTextEditors
    .filter((editor) => editor.document === document)
    .map((editor) => ({ editor, ...viewOf(editor) }));
  const isDone = await workspace.applyEdit(edit);
  for (const { editor, top, isEndVisible } of views) {
    if (isAtEnd && isEndVisible) {
      editor.revealRange(lineRange(document.lineCount - 1));
    } else if (!isAtEnd && insertion.count > 0) {
      const line = Math.max(top, insertion.line) + insertion.count + linesAbove(document);
      editor.revealRange(lineRange(line), TextEditorRevealType.AtTop);
    }
  }
  return isDone;
}

/** Waits until a document shows a text that its provider gives, or another one of it, or is closed. */
export async function textBecomes(uri: Uri, text: string): Promise<void> {
  const document = openDocument(uri);
  if (document === undefined || document.getText() === text) {
    return;
  }
  await new Promise<void>((resolve) => {
    const check = (changed: TextDocument): void => {
      if (changed === document) {
        changes.dispose();
        closings.dispose();
        resolve();
      }
    };
    // It may have grown meanwhile, so that it never is that text alone.
    const changes = workspace.onDidChangeTextDocument(({ document: changed, contentChanges }) => {
      if (contentChanges.length > 0) {
        check(changed);
      }
    });
    const closings = workspace.onDidCloseTextDocument(check);
  });
}

function openDocument(uri: Uri): TextDocument | undefined {
  const key = uri.toString();
  return workspace.textDocuments.find((document) => document.uri.toString() === key);
}

/** The line at the top of an editor, and whether it shows the end. */
function viewOf({ visibleRanges, document }: TextEditor): {
  readonly top: number;
  readonly isEndVisible: boolean;
} {
  const last = visibleRanges.at(-1)?.end.line ?? 0;
  return {
    top: visibleRanges[0]?.start.line ?? 0,
    isEndVisible: last >= document.lineCount - 2,
  };
}

/** How many lines VS Code keeps above a line that is revealed at the top. */
function linesAbove(document: TextDocument): number {
  const settings = workspace.getConfiguration('editor', document);
  const isSticky = settings.get<boolean>('stickyScroll.enabled', true);
  return Math.max(
    settings.get<number>('cursorSurroundingLines', 0),
    isSticky ? settings.get<number>('stickyScroll.maxLineCount', 5) : 0,
  );
}

function lineRange(line: number): Range {
  return new Range(line, 0, line, 0);
}
