import { constants, type Stats } from 'node:fs';
import { access, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Localization } from '../text/localization';

/** A configuration has some hundred bytes; a larger file is refused unread. */
const MAX_BYTES = 1_000_000;

/** Path of the ABEJA CLI's configuration, A.4 of docs/platform-api.md. */
export function cliConfigPath(): string {
  return join(homedir(), '.abeja', 'config');
}

/** Whether there is a configuration file that may be read; its content is not read. */
export async function hasCliConfig(path = cliConfigPath()): Promise<boolean> {
  return access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
}

/** The text of the file, or why it cannot be read. The file is never written. */
export async function readCliConfigFile(
  l10n: Localization,
  path = cliConfigPath(),
): Promise<{ readonly text: string } | { readonly refusal: string }> {
  try {
    const refusal = fileProblem(l10n, await stat(path));
    if (refusal !== undefined) {
      return { refusal };
    }
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path)) };
  } catch (error) {
    return { refusal: readErrorMessage(l10n, error) };
  }
}

function fileProblem(l10n: Localization, found: Stats): string | undefined {
  if (!found.isFile()) {
    return l10n.t('It is not a file.');
  }
  return found.size > MAX_BYTES ? l10n.t('It is too large for a configuration.') : undefined;
}

function readErrorMessage(l10n: Localization, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return l10n.t(
        'There is no such file on the machine where the extension runs. Make one there with "abeja config init", or add the organization by hand.',
      );
    case 'EACCES':
    case 'EPERM':
      return l10n.t('It may not be read. Change its permissions so that you own it.');
    case 'ERR_ENCODING_INVALID_ENCODED_DATA':
      return l10n.t('It is not text in UTF-8.');
    default:
      return l10n.t('It could not be read ({0}).', code || l10n.t('unknown cause'));
  }
}
