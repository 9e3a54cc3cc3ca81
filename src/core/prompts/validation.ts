import type { Localization } from '../text/localization';
import { errorProblem, type Problem } from './prompter';

/** Retries of a run by default, B.1 of docs/platform-api.md. */
export const DEFAULT_RETRY_COUNT = 5;

/** Names that the platform sets itself, J of docs/platform-api.md. */
const RESERVED = new Set(
  `HANDLER DATASETS PLATFORM_AUTH_TOKEN ABEJA_API_URL SERVICE_TYPE PYTHONUNBUFFERED
  ABEJA_ORGANIZATION_ID TRAINING_JOB_DEFINITION_NAME TRAINING_JOB_DEFINITION_VERSION TRAINING_JOB_ID
  TRAINING_NOTEBOOK_ID ABEJA_STORAGE_DIR_PATH ABEJA_TRAINING_RESULT_DIR INPUT OUTPUT PORT
  HEALTHCHECK_PORT ABEJA_RUN_ID ABEJA_MODEL_ID ABEJA_MODEL_VERSION ABEJA_MODEL_VERSION_ID
  ABEJA_DEPLOYMENT_ID ABEJA_SERVICE_ID ABEJA_DEPLOYMENT_CODE_DOWNLOAD ABEJA_TRAINING_MODEL_DOWNLOAD
  ABEJA_USER_MODEL_ROOT ABEJA_RUNTIME ABEJA_IPC_PATH ABEJA_MOUNT_TARGET_DIR ABEJA_PLATFORM_USER_ID
  ABEJA_PLATFORM_PERSONAL_ACCESS_TOKEN TRAINING_JOB_IDS TENSORBOARD_ID`.split(/\s+/),
);

/** An environment variable of a trigger. */
export interface Variable {
  readonly key: string;
  readonly value: string;
}

/** An id for a path. Its form is not specified, so only characters that a path excludes are refused. */
export function checkId(l10n: Localization, text: string): Problem | undefined {
  if (text === '') {
    return errorProblem(l10n.t('Enter an ID.'));
  }
  if (/\s/.test(text)) {
    return errorProblem(l10n.t('An ID has no white space.'));
  }
  if (/[/?#\\%]/.test(text)) {
    return errorProblem(l10n.t('An ID has none of the characters / ? # \\ %.'));
  }
  return text === '.' || text === '..' || !text.isWellFormed()
    ? errorProblem(l10n.t('This is not an ID.'))
    : undefined;
}

/** An organization's id or name: a name may have spaces inside. */
export function checkOrganization(l10n: Localization, text: string): Problem | undefined {
  if (text === '') {
    return errorProblem(l10n.t('Enter the ID or the name of the organization.'));
  }
  if (text.trim() !== text) {
    return errorProblem(l10n.t('There is white space before or behind it.'));
  }
  return checkId(l10n, text.replaceAll(' ', '_'));
}

/** A token or secret. It is sent in a header, so it is visible ASCII without white space. */
export function checkToken(l10n: Localization, text: string): Problem | undefined {
  if (text === '') {
    return errorProblem(l10n.t('Enter the token.'));
  }
  return /^[\x21-\x7e]+$/.test(text)
    ? undefined
    : errorProblem(l10n.t('A token has only ASCII letters, digits and signs, and no white space.'));
}

/** A whole number from 0 to 9, J of docs/platform-api.md. */
export function checkRetryCount(l10n: Localization, text: string): Problem | undefined {
  return /^[0-9]$/.test(text)
    ? undefined
    : errorProblem(l10n.t('Enter a whole number from 0 to 9.'));
}

/** A whole number from 0 up, or empty, J of docs/platform-api.md. */
export function checkDistribution(l10n: Localization, text: string): Problem | undefined {
  return text === '' || (/^[0-9]+$/.test(text) && Number.isSafeInteger(Number(text)))
    ? undefined
    : errorProblem(l10n.t('Enter a whole number from 0 up, or leave it empty.'));
}

/** Reads `KEY=value`; without `=` the value is empty. The value may hold anything, `=` too. */
export function parseVariable(text: string): Variable {
  const separator = text.indexOf('=');
  return separator < 0
    ? { key: text, value: '' }
    : { key: text.slice(0, separator), value: text.slice(separator + 1) };
}

/** `KEY=value`, whose key none of `others` has, J of docs/platform-api.md. */
export function checkVariable(
  l10n: Localization,
  text: string,
  others: readonly Variable[],
): Problem | undefined {
  const { key } = parseVariable(text);
  if (key === '') {
    return errorProblem(l10n.t('Enter KEY=value.'));
  }
  if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(key)) {
    return errorProblem(
      l10n.t('A key has only letters, digits and _, and does not start with a digit.'),
    );
  }
  if (others.some((other) => other.key === key)) {
    return errorProblem(l10n.t('There is a variable {0} already.', key));
  }
  return RESERVED.has(key)
    ? {
        severity: 'warning',
        message: l10n.t('The platform sets {0} itself; your value may be lost.', key),
      }
    : undefined;
}
