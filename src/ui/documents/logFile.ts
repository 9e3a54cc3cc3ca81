import { open, rename, rm } from 'node:fs/promises';
import { l10n, ProgressLocation, window, workspace, type Uri } from 'vscode';
import type { PlatformClient } from '../../api/client';
import type { Entry } from '../../api/page';
import type { LogEvent } from '../../api/resources/logs';
import { allPages } from '../../api/resources/pagination';
import type { RunAddress } from '../../core/address';

/**
 * Writes the whole log of a run to a file, page by page, with a progress notification that can be
 * cancelled. Gives whether the file is there: what is cancelled or fails leaves nothing behind.
 * @throws ApiError
 */
export async function saveLog(
  client: PlatformClient,
  { deployment, run }: RunAddress,
  target: Uri,
  redact: (message: string) => string,
): Promise<boolean> {
  return await window.withProgress(
    { location: ProgressLocation.Notification, cancellable: true, title: l10n.t('Saving the log') },
    async (progress, cancellation) => {
      const abort = new AbortController();
      const { signal } = abort;
      cancellation.onCancellationRequested(() => abort.abort());
      let lines = 0;
      async function* texts(): AsyncGenerator<string, void, undefined> {
        const list = (next?: string) => client.logs.list(deployment, run, { next, signal });
        for await (const { items } of allPages(list, 'logs')) {
          lines += items.length;
          progress.report({ message: l10n.t('{0} lines', lines) });
          yield items.map((entry) => `${redact(fileLine(entry))}\n`).join('');
        }
      }
      try {
        await writeAll(target, texts());
      } catch (error) {
        if (signal.aborted) {
          return false;
        }
        throw error;
      }
      return true;
    },
  );
}

/** An entry as the platform gave it, with its time in front. */
function fileLine(entry: Entry<LogEvent>): string {
  if (entry.kind === 'malformed') {
    return entry.raw;
  }
  const { message, timestamp } = entry.value;
  return timestamp ? `${timestamp} ${message}` : message;
}

/** Writes texts one after the other, to a file beside the target that takes its name at the end. */
async function writeAll(target: Uri, texts: AsyncIterable<string>): Promise<void> {
  if (target.scheme !== 'file') {
    // Other file systems take a file as a whole.
    const parts: Uint8Array[] = [];
    for await (const text of texts) {
      parts.push(new TextEncoder().encode(text));
    }
    await workspace.fs.writeFile(target, Buffer.concat(parts));
    return;
  }
  const part = `${target.fsPath}.part`;
  const file = await open(part, 'w');
  try {
    for await (const text of texts) {
      await file.appendFile(text);
    }
    await file.close();
    await rename(part, target.fsPath);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(part, { force: true });
    throw error;
  }
}
