import { type Answer, bytes, type Call } from '../call';
import { tarGz } from '../archive';
import { findFile } from '../channelFiles';
import { presignedState } from '../presigned';

/**
 * `GET /storage/…`, where presigned URLs lead (A.1 of docs/platform-api.md). It speaks XML as S3
 * does: 400 for a request that carries credentials, 403 for a URL that is expired or forged.
 */
export function download(call: Call, kind: string, owner: string, id: string): Answer {
  const refused = refuseUrl(call, [kind, owner, id]);
  if (refused !== null) {
    return refused;
  }
  switch (kind) {
    case 'channels': {
      const channel = call.platform.channel(owner);
      const file = channel && findFile(call.platform, channel, id, call.now);
      return file === undefined ? noSuchKey() : bytes(file.content(), file.contentType);
    }
    case 'versions':
      return bytes(tarGz('main.py', MAIN), 'application/gzip');
    case 'models':
      return bytes(tarGz('model.json', `{"training_model_id": "${id}"}\n`), 'application/gzip');
    default:
      return noSuchKey();
  }
}

/**
 * `PUT` to the `upload_url` of a new version, D.2 of docs/platform-api.md; the archive is not kept.
 */
export function acceptArchive(call: Call, owner: string, id: string): Answer {
  return refuseUrl(call, ['versions', owner, id]) ?? bytes(Buffer.alloc(0), 'application/xml');
}

const MAIN = 'def handler(request, context):\n    return {"content": {"ok": True}}\n';

function refuseUrl(call: Call, path: readonly string[]): Answer | null {
  if (call.headers.authorization !== undefined) {
    return xml(400, 'InvalidArgument', 'Only one auth mechanism allowed');
  }
  const state = presignedState(call, path);
  switch (state) {
    case 'good':
      return null;
    case 'expired':
      return xml(403, 'AccessDenied', 'Request has expired');
    case 'forged':
      return xml(403, 'SignatureDoesNotMatch', 'The request signature does not match');
  }
}

function noSuchKey(): Answer {
  return xml(404, 'NoSuchKey', 'The specified key does not exist.');
}

function xml(status: number, code: string, message: string): Answer {
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return bytes(Buffer.from(text), 'application/xml', status);
}
