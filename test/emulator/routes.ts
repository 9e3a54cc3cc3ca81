import {
  archiveChannel,
  createChannel,
  getChannel,
  listChannels,
  unarchiveChannel,
  updateChannel,
} from './endpoints/channels';
import {
  createDeployment,
  deleteDeployment,
  getDeployment,
  listDeployments,
  updateDeployment,
} from './endpoints/deployments';
import { deleteFile, getFile, listFiles, uploadFile } from './endpoints/files';
import { getOrganization } from './endpoints/organization';
import { getRecentRunLogs, getRunLogs } from './endpoints/logs';
import { getRun, listRuns, submitRun } from './endpoints/runs';
import { acceptArchive, download } from './endpoints/storage';
import {
  downloadModel,
  getDefinition,
  getModel,
  listDefinitions,
  listModels,
} from './endpoints/training';
import {
  createTrigger,
  deleteTrigger,
  getTrigger,
  listTriggerRuns,
  listTriggers,
} from './endpoints/triggers';
import {
  createVersion,
  deleteVersion,
  downloadVersion,
  getVersion,
  listVersions,
} from './endpoints/versions';
import type { ChannelCall, OrganizationCall } from './call';
import type { Access, Method, Route } from './route';

const O = '/organizations/:organization';
const P = `${O}/deployments/:deployment`;
const T = `${P}/triggers/:trigger`;
const R = `${P}/runs/:run`;
const V = `${P}/versions/:version`;
const D = `${O}/training/definitions/:definition`;
const M = `${D}/models/:model`;
const C = '/channels/:channel';

/** Every path of the platform that is emulated: M of docs/platform-api.md. */
export const ROUTES: readonly Route[] = [
  organization('GET', O, 'view', getOrganization),

  organization('GET', `${O}/deployments`, 'view', listDeployments),
  organization('POST', `${O}/deployments`, 'change', createDeployment),
  organization('GET', P, 'view', getDeployment),
  organization('PATCH', P, 'change', updateDeployment),
  organization('DELETE', P, 'change', deleteDeployment),

  organization('GET', `${P}/versions`, 'view', listVersions),
  organization('POST', `${P}/versions`, 'change', createVersion),
  organization('GET', V, 'view', getVersion),
  organization('DELETE', V, 'change', deleteVersion),
  organization('GET', `${V}/download`, 'change', downloadVersion),

  organization('GET', `${P}/triggers`, 'view', listTriggers),
  organization('POST', `${P}/triggers`, 'change', createTrigger),
  organization('GET', T, 'view', getTrigger),
  organization('DELETE', T, 'change', deleteTrigger),
  organization('GET', `${T}/runs`, 'view', listTriggerRuns),

  organization('GET', `${P}/runs`, 'view', listRuns),
  organization('POST', `${P}/runs`, 'change', submitRun),
  organization('GET', R, 'view', getRun),
  organization('GET', `${R}/logs`, 'view', getRunLogs),
  organization('GET', `${R}/recentlogs`, 'view', getRecentRunLogs),

  organization('GET', `${O}/channels`, 'view', listChannels),
  organization('POST', `${O}/channels`, 'change', createChannel),
  organization('GET', `${O}/channels/:channel`, 'view', getChannel),
  organization('PATCH', `${O}/channels/:channel`, 'change', updateChannel),
  organization('POST', `${O}/channels/:channel/archive`, 'change', archiveChannel),
  organization('POST', `${O}/channels/:channel/unarchive`, 'change', unarchiveChannel),

  organization('GET', `${O}/training/definitions`, 'view', listDefinitions),
  organization('GET', D, 'view', getDefinition),
  organization('GET', `${D}/models`, 'view', listModels),
  organization('GET', M, 'view', getModel),
  organization('GET', `${M}/download`, 'change', downloadModel),

  channel('GET', C, 'view', listFiles),
  channel('GET', `${C}/:file`, 'view', getFile),
  channel('DELETE', `${C}/:file`, 'change', deleteFile),
  channel('POST', `${C}/upload`, 'change', uploadFile),

  { scope: 'storage', method: 'GET', path: '/storage/:kind/:owner/:id', handle: download },
  { scope: 'storage', method: 'PUT', path: '/storage/versions/:owner/:id', handle: acceptArchive },
];

function organization(
  method: Method,
  path: string,
  access: Access,
  handle: (call: OrganizationCall, ...ids: string[]) => ReturnType<Route['handle']>,
): Route {
  return { scope: 'organization', method, path, access, handle };
}

function channel(
  method: Method,
  path: string,
  access: Access,
  handle: (call: ChannelCall, ...ids: string[]) => ReturnType<Route['handle']>,
): Route {
  return { scope: 'channel', method, path, access, handle };
}
