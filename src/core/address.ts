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

/** The ids of an address. */
interface Ids extends Omit<OrganizationAddress, 'kind'> {
  readonly deployment?: string;
  readonly version?: string;
  readonly trigger?: string;
  readonly run?: string;
  readonly channel?: string;
}

/** What an id in a path is of; it stands behind the name of its collection, such as `deployments`. */
const LEVELS = ['deployment', 'version', 'trigger', 'run', 'channel'] as const;

type Level = (typeof LEVELS)[number];

/** The ids in the path of each kind, from left to right; a run's trigger may be missing. */
const LEVELS_OF: Readonly<Record<Address['kind'], readonly Level[]>> = {
  organization: [],
  deployment: ['deployment'],
  version: ['deployment', 'version'],
  trigger: ['deployment', 'trigger'],
  run: ['deployment', 'trigger', 'run'],
  channel: ['channel'],
};

/**
 * The path of an address. Every id is percent-encoded as a path segment.
 * @throws RangeError when an id is empty, `.`, `..` or not well-formed Unicode.
 */
export function formatAddress(address: Address): string {
  const { host, organization } = address;
  const segments = idsOf(address.kind, address).flatMap(([level, id]) => [`${level}s`, id]);
  return [host, organization, ...segments].reduce((path, segment) => {
    if (!isSegment(segment)) {
      throw new RangeError('An id of an address is empty, a dot segment or not Unicode.');
    }
    return `${path}/${encodeURIComponent(segment)}`;
  }, '');
}

/** The address of a path; only the path that {@link formatAddress} gives is accepted. */
export function parseAddress(path: string): Address | undefined {
  const [start, host, organization, ...rest] = path.split('/').map(decodeSegment);
  if (start !== '' || host === undefined || organization === undefined) {
    return undefined;
  }
  let kind: Address['kind'] = 'organization';
  let ids: Ids = { host, organization };
  for (let index = 0; index < rest.length; index += 2) {
    const level = LEVELS.find((other) => `${other}s` === rest[index]);
    const id = rest[index + 1];
    if (level === undefined || id === undefined) {
      return undefined;
    }
    kind = level;
    ids = { ...ids, [level]: id };
  }
  const isComplete = LEVELS_OF[kind].every(
    (level) => ids[level] !== undefined || (kind === 'run' && level === 'trigger'),
  );
  const isValid = Object.values(ids).every((id: string) => isSegment(id));
  const address = addressOf(kind, ids);
  return isComplete && isValid && formatAddress(address) === path ? address : undefined;
}

/** The address one level up in the tree; `undefined` for an organization. */
export function parentAddress(address: Address): Address | undefined {
  const [, parent] = idsOf(address.kind, address).toReversed();
  return address.kind === 'organization'
    ? undefined
    : addressOf(parent?.[0] ?? 'organization', address);
}

/** The organization an address belongs to. */
export function organizationOf({ host, organization }: Address): OrganizationAddress {
  return { kind: 'organization', host, organization };
}

/** The platform's id of the resource. */
export function addressedId(address: Address): string {
  return idsOf(address.kind, address).at(-1)?.[1] ?? address.organization;
}

/** Whether a text can be one segment of an address. */
export function isSegment(text: string): boolean {
  return text !== '' && text !== '.' && text !== '..' && text.isWellFormed();
}

/** Those of the ids that stand in the path of a kind, from left to right. */
function idsOf(kind: Address['kind'], ids: Ids): readonly (readonly [Level, string])[] {
  return LEVELS_OF[kind].flatMap((level) => {
    const id = ids[level];
    return id === undefined ? [] : [[level, id] as const];
  });
}

/** The address of a kind; all ids that it needs must be there. */
function addressOf(kind: Address['kind'], ids: Ids): Address {
  const { host, organization } = ids;
  return { kind, host, organization, ...Object.fromEntries(idsOf(kind, ids)) } as Address;
}

function decodeSegment(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
