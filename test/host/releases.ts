/** A VS Code release the extension is tried on, and what runs it as a server. */
export interface Release {
  /** The release of VS Code. */
  readonly version: string;
  /** The release of the npm package code-server that carries this VS Code. */
  readonly server: string;
  /** The major version of Node that its server is made for. */
  readonly node: number;
}

/** The only place where releases are named. `oldest` is what `engines.vscode` promises. */
export const releases = {
  oldest: { version: '1.100.3', server: '4.100.3', node: 20 },
  latest: { version: '1.139.1', server: '4.139.1', node: 24 },
} as const satisfies Record<string, Release>;
