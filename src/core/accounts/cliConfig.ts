import { asFields, parseJson, type Fields } from '../../api/decoding/json';
import type { Account } from './account';
import type { Localization } from '../text/localization';
import { readAccountOrigin, type AccountTexts } from './origin';

/** The keys of a configuration. */
const KEYS: Readonly<Record<keyof AccountTexts, string>> = {
  apiUrl: 'abeja-api-url',
  organization: 'organization-name',
  id: 'abeja-platform-user',
  secret: 'personal-access-token',
};

const REQUIRED = ['organization', 'id', 'secret'] as const;

/** One configuration of the ABEJA CLI: an account, not verified yet, or why it is invalid. */
export type CliConfiguration = {
  /** Its name in the CLI; the configuration at the top level has none. */
  readonly name?: string;
  /** Whether it is the CLI's active configuration. */
  readonly isActive: boolean;
} & (
  | { readonly kind: 'usable'; readonly account: Account }
  | { readonly kind: 'invalid'; readonly problem: string }
);

/** What a configuration file holds, or why it cannot be read. */
export type CliConfig =
  | {
      readonly kind: 'read';
      readonly configurations: readonly CliConfiguration[];
      /** Problems of the file as a whole. */
      readonly notes: readonly string[];
    }
  | { readonly kind: 'refused'; readonly reason: string };

/** Reads the text of `~/.abeja/config` (A.4 of docs/platform-api.md). An invalid entry affects no other. */
export function readCliConfig(l10n: Localization, text: string): CliConfig {
  const content = text.replace(/^\uFEFF/, '').trim();
  const json = content === '' ? {} : parseJson(content);
  const file = asFields(json);
  if (file === undefined) {
    return {
      kind: 'refused',
      reason:
        json === undefined
          ? l10n.t(
              'It is not JSON. Correct it in an editor, or make it anew with "abeja config init".',
            )
          : l10n.t('It is not a JSON object. Make it anew with "abeja config init".'),
    };
  }
  const { configurations: list = null, 'active-configuration-name': active = null } = file;
  const named = Array.isArray(list) ? (list as readonly unknown[]) : [];
  const notes: string[] = [];
  if (list !== null && !Array.isArray(list)) {
    notes.push(l10n.t('Its "configurations" are not a list and were left out.'));
  }
  const isUnnamedActive = active === null || active === '';
  const entries = named.map((entry) => asFields(entry));
  const names = entries.map((entry) => trimmedText(entry?.['configuration-name']));
  const configurations: readonly CliConfiguration[] = [
    ...unnamed(l10n, file, isUnnamedActive),
    ...entries.map((entry, index): CliConfiguration => {
      const name = names[index] ?? '';
      const problem = nameProblem(l10n, entry, name, names.indexOf(name) < index);
      return problem === undefined && entry !== undefined
        ? { name, isActive: name === active, ...configuration(l10n, entry) }
        : {
            name: name === '' ? l10n.t('entry {0}', index + 1) : name,
            isActive: false,
            kind: 'invalid',
            problem: problem ?? '',
          };
    }),
  ];
  if (configurations.length === 0) {
    return {
      kind: 'refused',
      reason: l10n.t('It holds no configuration. Make one with "abeja config init".'),
    };
  }
  if (!isUnnamedActive && !configurations.some(({ isActive }) => isActive)) {
    notes.push(
      l10n.t(
        'It names "{0}" as the active configuration, and has none of that name.',
        displayText(active),
      ),
    );
  }
  return { kind: 'read', configurations, notes };
}

/** The top level is a configuration when it has any of the three keys. */
function unnamed(l10n: Localization, file: Fields, isActive: boolean): readonly CliConfiguration[] {
  return REQUIRED.some((field) => trimmedText(file[KEYS[field]]) !== '')
    ? [{ isActive, ...configuration(l10n, file) }]
    : [];
}

function nameProblem(
  l10n: Localization,
  entry: Fields | undefined,
  name: string,
  isRepeated: boolean,
): string | undefined {
  if (entry === undefined) {
    return l10n.t('It is not an object.');
  }
  if (name === '') {
    return l10n.t('It has no "{0}".', 'configuration-name');
  }
  return isRepeated ? l10n.t('An entry before it has the same name.') : undefined;
}

function configuration(
  l10n: Localization,
  entry: Fields,
):
  | { readonly kind: 'usable'; readonly account: Account }
  | { readonly kind: 'invalid'; readonly problem: string } {
  const textOf = (field: keyof AccountTexts): string => trimmedText(entry[KEYS[field]]);
  const missing = REQUIRED.find((field) => textOf(field) === '');
  if (missing !== undefined) {
    return { kind: 'invalid', problem: l10n.t('It has no "{0}".', KEYS[missing]) };
  }
  const organization = textOf('organization');
  const id = textOf('id');
  const secret = textOf('secret');
  const read = readAccountOrigin(l10n, { apiUrl: textOf('apiUrl'), organization, id, secret });
  return 'message' in read
    ? { kind: 'invalid', problem: l10n.t('"{0}": {1}', KEYS[read.field], read.message) }
    : {
        kind: 'usable',
        account: {
          origin: read.origin,
          organization,
          credential: { kind: 'user', userId: id, token: secret },
          source: 'stored',
        },
      };
}

/** A text or a number as text: files made by hand have ids as numbers. */
function trimmedText(value: unknown): string {
  return typeof value === 'string'
    ? value.trim()
    : typeof value === 'number' && Number.isSafeInteger(value)
      ? String(value)
      : '';
}

function displayText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
