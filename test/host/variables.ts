import type { Emulator } from '../emulator/emulator';

type Organization = Pick<
  Emulator['organizations'][number],
  'id' | 'userId' | 'personalAccessToken'
>;

/** The environment variables by which a shell is signed in to an organization. */
export function signInVariables(
  url: string,
  organization: Organization,
): Readonly<Record<string, string>> {
  return {
    ABEJA_API_URL: url,
    ABEJA_ORGANIZATION_ID: organization.id,
    ABEJA_PLATFORM_USER_ID: organization.userId,
    ABEJA_PLATFORM_PERSONAL_ACCESS_TOKEN: organization.personalAccessToken,
  };
}
