import { type Answer, json, type OrganizationCall } from '../call';
import { organizationForm } from '../wireForm';

/** `GET /organizations/{org}`, G of the API facts. */
export function getOrganization(call: OrganizationCall): Answer {
  return json(organizationForm(call.organization));
}
