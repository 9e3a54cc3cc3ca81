import { Uri } from 'vscode';
import { formatAddress, parseAddress, type RunAddress } from '../../core/address';

/** URI scheme of the logs of runs. */
export const LOG_SCHEME = 'abeja-log';

const SUFFIX = '.log';

/** The URI of the log of a run. */
export function logUri(address: RunAddress): Uri {
  return Uri.from({ scheme: LOG_SCHEME, path: formatAddress(address) + SUFFIX });
}

/** The run of a log; only the URI that {@link logUri} gives is accepted. */
export function logAddress({
  scheme,
  authority,
  path,
  query,
  fragment,
}: Uri): RunAddress | undefined {
  const isPathAlone = scheme === LOG_SCHEME && authority + query + fragment === '';
  const address =
    isPathAlone && path.endsWith(SUFFIX) ? parseAddress(path.slice(0, -SUFFIX.length)) : undefined;
  return address?.kind === 'run' ? address : undefined;
}
