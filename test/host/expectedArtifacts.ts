import { join } from 'node:path';
import { kept } from './paths';
import type { Evidence } from './artifacts';
import type { releases } from './releases';

/** What a part of the tests leaves behind. */
export interface ExpectedArtifacts {
  /** Files and folders beside the folder that it is given. */
  readonly paths: readonly string[];
  /** What is surely among it when all its tests have run. */
  readonly evidence: readonly Evidence[];
}

const output: Evidence = { what: 'output', file: /output\.txt$/, text: /\d+ passing/ };
const requestLog: Evidence = {
  what: 'logs of requests',
  file: /ABEJA\.log$/,
  text: /\[info\] GET \/organizations/,
};
const traceLog: Evidence = { what: 'logs at trace level', file: /\.log$/, text: /\[trace\]/ };
/** Of a window in a browser, or of one on the desktop. */
const windows: Evidence = {
  what: 'states of windows',
  file: /(window-\d+\.txt|state\.vscdb)$/,
  text: /workbench/,
};

function shown(what: string, text: RegExp): Evidence {
  return { what, file: /window-\d+\.txt$/, text };
}

const failures = join(kept, 'failures');

const shownByAnyWindow: readonly Evidence[] = [
  output,
  requestLog,
  windows,
  shown('rows', /Organization acme-lab/),
  shown('documents', /"deployment_id"/),
  shown('sealed secrets', /secrets\.provider/),
  { what: 'settings', file: /settings\.json$/, text: /abeja\./ },
];

const notifications = shown('notifications', /refused the token of/);

export const expectedArtifacts = {
  unit: { paths: [], evidence: [output] },
  integration: (release: keyof typeof releases): ExpectedArtifacts => ({
    paths: [join(kept, `console-${release}.log`)],
    evidence: [output, requestLog, traceLog, windows],
  }),
  mainJourney: { paths: [failures], evidence: [output, requestLog] },
  uiSharedWindows: { paths: [failures], evidence: [...shownByAnyWindow, notifications] },
  uiOwnWindows: {
    paths: [join(kept, 'demo'), failures],
    evidence: [...shownByAnyWindow, traceLog],
  },
  // The text of a picture is in what its window has shown.
  ui: {
    paths: [join(kept, 'demo'), failures],
    evidence: [...shownByAnyWindow, notifications, traceLog],
  },
} as const;
