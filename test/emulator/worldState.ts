import type { Deployment, Organization } from './entities';
import type { Platform } from './platform';

/** What there is, for assertions. */
export interface WorldState {
  /** ISO 8601. */
  readonly now: string;
  readonly organizations: readonly {
    readonly id: string;
    readonly name: string;
    readonly channels: readonly { readonly id: string; readonly name: string }[];
    readonly deployments: readonly DeploymentState[];
  }[];
}

export interface DeploymentState {
  readonly id: string;
  readonly name: string;
  readonly versions: readonly { readonly id: string; readonly name: string }[];
  readonly triggers: readonly {
    readonly id: string;
    readonly versionId: string;
    readonly inputId: string | null;
    readonly outputId: string | null;
  }[];
}

/** An organization and how to sign in to it. */
export interface OrganizationAccess {
  readonly id: string;
  readonly name: string;
  /** A user with the role "developer". */
  readonly userId: string;
  readonly personalAccessToken: string;
  /** Somebody with the role "regular", who may only view (I of docs/platform-api.md). */
  readonly viewer: { readonly userId: string; readonly personalAccessToken: string };
  readonly bearerToken: string;
  /** A key to one channel's files; null where there are no channels. */
  readonly datasource: { readonly id: string; readonly secret: string } | null;
  readonly deployments: readonly {
    readonly id: string;
    readonly name: string;
    readonly triggers: readonly string[];
  }[];
}

export function worldState(platform: Platform, now: number): WorldState {
  return {
    now: new Date(now).toISOString(),
    organizations: platform.organizations.map(({ id, name, channels, deployments }) => ({
      id,
      name,
      channels: [...channels.values()].map((channel) => ({ id: channel.id, name: channel.name })),
      deployments: [...deployments.values()].map(deploymentState),
    })),
  };
}

export function accessTo(organization: Organization): OrganizationAccess {
  const developer = organization.users.find(({ role }) => role === 'developer');
  const viewer = organization.users.find(({ role }) => role === 'regular');
  if (developer === undefined || viewer === undefined) {
    throw new Error(`organization ${organization.id} lacks a role`);
  }
  const [datasource] = organization.datasources;
  return {
    id: organization.id,
    name: organization.name,
    userId: developer.id,
    personalAccessToken: developer.personalAccessToken,
    viewer: { userId: viewer.id, personalAccessToken: viewer.personalAccessToken },
    bearerToken: organization.bearerToken,
    datasource: datasource === undefined ? null : { id: datasource.id, secret: datasource.secret },
    deployments: [...organization.deployments.values()].map(({ id, name, triggers }) => ({
      id,
      name,
      triggers: [...triggers.keys()],
    })),
  };
}

function deploymentState({ id, name, versions, triggers }: Deployment): DeploymentState {
  return {
    id,
    name,
    versions: [...versions.values()].map((version) => ({ id: version.id, name: version.name })),
    triggers: [...triggers.values()].map((trigger) => ({
      id: trigger.id,
      versionId: trigger.version.id,
      inputId: trigger.input.id,
      outputId: trigger.output?.id ?? null,
    })),
  };
}
