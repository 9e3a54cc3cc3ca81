import assert from 'node:assert/strict';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../emulator/emulator';
import type { OrganizationAccess } from '../../emulator/worldState';

/** What came back. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The text as a JSON object; `{}` where it is none. */
  readonly json: Readonly<Record<string, unknown>>;
}

export interface RequestOptions {
  /** The `Authorization` header; null for none. The organization's developer when not given. */
  readonly authorization?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text or bytes as they are, anything else as JSON. */
  readonly body?: unknown;
}

/** Talks to an emulator as a developer of its first organization. */
export class EmulatorClient {
  readonly organization: OrganizationAccess;
  /** Path of the organization, and of its first deployment. */
  readonly O: string;

  constructor(
    readonly emulator: Emulator,
    index = 0,
  ) {
    this.organization = present(emulator.organizations[index]);
    this.O = `/organizations/${this.organization.id}`;
  }

  async request(method: string, path: string, ask: RequestOptions = {}): Promise<Reply> {
    const { authorization = developer(this.organization), headers = {}, body } = ask;
    const raw = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
    const url = path.startsWith('http') ? path : this.emulator.url + path;
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: { ...(authorization === null ? {} : { authorization }), ...headers },
      ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: objectIn(text) };
  }

  get(path: string, ask: RequestOptions = {}): Promise<Reply> {
    return this.request('GET', path, ask);
  }

  /** Path of a deployment by its index. */
  deployment(index = 0): string {
    return `${this.O}/deployments/${present(this.organization.deployments[index]).id}`;
  }

  /** Path of a deployment's trigger by their indexes. */
  trigger(index = 0, trigger = 0): string {
    const { triggers } = present(this.organization.deployments[index]);
    return `${this.deployment(index)}/triggers/${present(triggers[trigger])}`;
  }
}

/** Emulators that end with the test that started them. */
export function emulators(): (options?: EmulatorOptions) => Promise<Emulator> {
  const started: Emulator[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((emulator) => emulator.close()));
  });
  return async (options) => {
    const emulator = await startEmulator(options);
    started.push(emulator);
    return emulator;
  };
}

export function developer({ userId, personalAccessToken }: OrganizationAccess): string {
  return basic(`user-${userId}`, personalAccessToken);
}

export function basic(name: string, secret: string): string {
  return `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`;
}

/** The objects in a list of an answer. */
export function listIn(
  reply: Reply,
  name = 'entries',
): readonly Readonly<Record<string, unknown>>[] {
  const list = reply.json[name];
  assert.ok(Array.isArray(list), `${name} in ${reply.status} ${reply.text.slice(0, 200)}`);
  return list as Readonly<Record<string, unknown>>[];
}

/** A field that must be a text. */
export function textIn(
  object: Readonly<Record<string, unknown>> | undefined,
  name: string,
): string {
  const value = object?.[name];
  assert.ok(typeof value === 'string', `${name} in ${JSON.stringify(object)}`);
  return value;
}

export function present<T>(value: T | undefined): T {
  assert.ok(value !== undefined);
  return value;
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : {};
  } catch {
    return {};
  }
}
