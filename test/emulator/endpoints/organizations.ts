import { type Answer, json, type OrganizationCall } from '../call';
import { organizationForm } from '../wireForm';

/** `GET /organizations/{org}`, G of docs/platform-api.md. */
export function getOrganization(call: OrganizationCall): Answer {
  return json(organizationForm(call.organization));
}
