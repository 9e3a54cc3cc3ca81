/**
 * The address of a resource, with one codec. The path of an address is the tree item's id, the document's
 * path and the name in the log.
 *
 *     /{host}/{organization}/deployments/{deployment}/triggers/{trigger}/runs/{run}
 */
export type Address =
  | OrganizationAddress
  | DeploymentAddress
  | VersionAddress
  | TriggerAddress
  | RunAddress
  | ChannelAddress;

/** An organization at a host. */
export interface OrganizationAddress {
  readonly kind: 'organization';
  /** Host and port of the API, such as `api.abeja.io` or `127.0.0.1:4010`. */
  readonly host: string;
  /** Organization id, or its name while the id is not known. */
  readonly organization: string;
}

/** A deployment of an organization. */
export interface DeploymentAddress extends Omit<OrganizationAddress, 'kind'> {
  readonly kind: 'deployment';
  readonly deployment: string;
}

/** A version of a deployment. */
export interface VersionAddress extends Omit<DeploymentAddress, 'kind'> {
  readonly kind: 'version';
  readonly version: string;
}

/** A trigger of a deployment. */
export interface TriggerAddress extends Omit<DeploymentAddress, 'kind'> {
  readonly kind: 'trigger';
  readonly trigger: string;
}

/** A run of a deployment. */
export interface RunAddress extends Omit<DeploymentAddress, 'kind'> {
  readonly kind: 'run';
  /** The trigger whose list names the run; a run also has an address without one. */
  readonly trigger?: string;
  readonly run: string;
}

/** A datalake channel of an organization. */
export interface ChannelAddress extends Omit<OrganizationAddress, 'kind'> {
  readonly kind: 'channel';
  readonly channel: string;
}

/**
 * The path of an address. Every id is percent-encoded as a path segment.
 * @throws RangeError when an id is empty, `.`, `..` or not well-formed Unicode.
 */
export function formatAddress(address: Address): string {
  const root = join('', address.host, address.organization);
  switch (address.kind) {
    case 'organization':
      return root;
    case 'deployment':
      return join(root, 'deployments', address.deployment);
    case 'version':
      return join(root, 'deployments', address.deployment, 'versions', address.version);
    case 'trigger':
      return join(root, 'deployments', address.deployment, 'triggers', address.trigger);
    case 'run':
      return address.trigger === undefined
        ? join(root, 'deployments', address.deployment, 'runs', address.run)
        : join(
            join(root, 'deployments', address.deployment, 'triggers', address.trigger),
            'runs',
            address.run,
          );
    case 'channel':
      return join(root, 'channels', address.channel);
  }
}

/** The address of a path; only the path that {@link formatAddress} gives is accepted. */
export function parseAddress(path: string): Address | undefined {
  const segments = path.split('/').map(decodeSegment);
  const [start, host, organization, ...rest] = segments;
  if (start !== '' || host === undefined || organization === undefined) {
    return undefined;
  }
  const address = parseRest({ host, organization }, rest);
  return address !== undefined && hasValidSegments(address) && formatAddress(address) === path
    ? address
    : undefined;
}

/** The address one level up in the tree; `undefined` for an organization. */
export function parentAddress(address: Address): Address | undefined {
  const { host, organization } = address;
  switch (address.kind) {
    case 'organization':
      return undefined;
    case 'deployment':
    case 'channel':
      return { kind: 'organization', host, organization };
    case 'version':
    case 'trigger':
      return { kind: 'deployment', host, organization, deployment: address.deployment };
    case 'run':
      return address.trigger === undefined
        ? { kind: 'deployment', host, organization, deployment: address.deployment }
        : {
            kind: 'trigger',
            host,
            organization,
            deployment: address.deployment,
            trigger: address.trigger,
          };
  }
}

/** The organization an address belongs to. */
export function organizationOf(address: Address): OrganizationAddress {
  return { kind: 'organization', host: address.host, organization: address.organization };
}

/** The platform's id of the resource. */
export function addressedId(address: Address): string {
  switch (address.kind) {
    case 'organization':
      return address.organization;
    case 'deployment':
      return address.deployment;
    case 'version':
      return address.version;
    case 'trigger':
      return address.trigger;
    case 'run':
      return address.run;
    case 'channel':
      return address.channel;
  }
}

/** Whether a text can be one segment of an address. */
export function isSegment(text: string): boolean {
  return text !== '' && text !== '.' && text !== '..' && text.isWellFormed();
}

function parseRest(
  root: { readonly host: string; readonly organization: string },
  rest: readonly (string | undefined)[],
): Address | undefined {
  const [collection, id, inner, innerId, innermost, innermostId] = rest;
  if (rest.length === 0) {
    return { kind: 'organization', ...root };
  }
  if (rest.length % 2 !== 0 || id === undefined) {
    return undefined;
  }
  if (collection === 'channels') {
    return rest.length === 2 ? { kind: 'channel', ...root, channel: id } : undefined;
  }
  if (collection !== 'deployments') {
    return undefined;
  }
  const deployment = { ...root, deployment: id };
  if (rest.length === 2) {
    return { kind: 'deployment', ...deployment };
  }
  if (innerId === undefined) {
    return undefined;
  }
  if (rest.length === 4) {
    return inner === 'versions'
      ? { kind: 'version', ...deployment, version: innerId }
      : inner === 'triggers'
        ? { kind: 'trigger', ...deployment, trigger: innerId }
        : inner === 'runs'
          ? { kind: 'run', ...deployment, run: innerId }
          : undefined;
  }
  return rest.length === 6 &&
    inner === 'triggers' &&
    innermost === 'runs' &&
    innermostId !== undefined
    ? { kind: 'run', ...deployment, trigger: innerId, run: innermostId }
    : undefined;
}

function hasValidSegments(address: Address): boolean {
  return Object.values(address).every((value) => typeof value === 'string' && isSegment(value));
}

function join(parent: string, ...segments: readonly string[]): string {
  return segments.reduce((path, segment) => {
    if (!isSegment(segment)) {
      throw new RangeError('An id of an address is empty, a dot segment or not Unicode.');
    }
    return `${path}/${encodeURIComponent(segment)}`;
  }, parent);
}

function decodeSegment(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
