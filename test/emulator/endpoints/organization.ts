import { type Answer, json, type JsonObject, type OrganizationCall } from '../call';
import type { Organization } from '../entities';
import { seconds } from '../timestamp';

/** `GET /organizations/{org}`, G of docs/platform-api.md. */
export function getOrganization(call: OrganizationCall): Answer {
  return json(organizationJson(call.organization));
}

/** G of docs/platform-api.md: clients read only `id`. */
function organizationJson(organization: Organization): JsonObject {
  return {
    id: organization.id,
    name: organization.name,
    created_at: seconds(organization.createdAt),
    updated_at: seconds(organization.createdAt),
  };
}
