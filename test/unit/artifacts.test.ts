import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startEmulator } from '../emulator/emulator';
import { inspectArtifacts, newArtifacts, type Evidence, type Artifacts } from '../host/artifacts';

describe('What a part of the tests leaves behind', () => {
  let artifacts: Artifacts;
  let token: string;
  before(async () => {
    // Any emulator will do: all their secrets have something in common.
    const emulator = await startEmulator({ seed: 77 });
    token = emulator.organizations[0]?.personalAccessToken ?? '';
    await emulator.close();
  });
  beforeEach(() => {
    artifacts = newArtifacts('unit-test');
    writeFileSync(artifacts.output, '3 passing\n');
  });
  // This part of the tests is searched, too.
  afterEach(() => {
    rmSync(artifacts.folder, { recursive: true });
    rmSync(artifacts.leaks, { recursive: true, force: true });
  });

  const problems = (paths: readonly string[] = [], evidence: readonly Evidence[] = []) =>
    inspectArtifacts(artifacts, paths, evidence).problems;
  const write = (name: string, content: string): string => {
    const file = join(artifacts.folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  };

  it('is fine without a token, and how much was searched is said', () => {
    write('data/logs/one.log', 'GET /organizations/1 200');
    assert.deepEqual(inspectArtifacts(artifacts, [], []), {
      problems: [],
      summary: 'searched 2 files for tokens',
    });
  });

  it('is what its programs put among temporary files', () => {
    const program = `fs.writeFileSync(path.join(os.tmpdir(), 'left'), process.env.TOKEN)`;
    execFileSync(process.execPath, ['-e', program], { env: { ...artifacts.env, TOKEN: token } });
    assert.match(problems().join(), /^left a token in left, line 1 \(plain\); a copy is in /);
    assert.ok(existsSync(join(artifacts.leaks, 'left')));
  });

  it('is what it prints', () => {
    const header = Buffer.from(`user-15:${token}`).toString('base64');
    writeFileSync(artifacts.output, `one\ntwo\nAuthorization: Basic ${header}\n`);
    assert.match(problems().join(), /left a token in what it printed, line 3 \(base64 at \d\)/);
  });

  it('is what it writes elsewhere, if that is told', () => {
    const file = write('elsewhere', token);
    const inner = { ...artifacts, folder: join(artifacts.folder, 'inner') };
    mkdirSync(inner.folder);
    assert.match(
      inspectArtifacts(inner, [file], []).problems.join(),
      /left a token in elsewhere, /,
    );
    assert.deepEqual(readdirSync(artifacts.leaks), ['elsewhere']);
    assert.deepEqual(inspectArtifacts({ ...inner }, [], []).problems, []);
  });

  for (const [what, name] of [
    ['file', () => `${token}.json`],
    ['folder', () => `${token}/empty`],
  ] as const) {
    it(`is the name of a ${what}, which is not repeated`, () => {
      write(name(), '');
      const found = problems();
      assert.match(found.join(), /^left a token in the name of a file \(plain\)/);
      assert.ok(!found.join().includes(token));
    });
  }

  it('never says a token, wherever it was found', () => {
    write('a.log', `x ${token} y`);
    write('b.log', encodeURIComponent(token));
    const { problems: found, summary } = inspectArtifacts(artifacts, [], []);
    assert.equal(found.length, 2);
    assert.ok(!`${found.join()} ${summary}`.includes(token.slice(0, 8)));
    assert.deepEqual(readdirSync(artifacts.leaks).toSorted(), ['a.log', 'b.log']);
  });

  it('may be the configuration of the ABEJA CLI, which tests write', () => {
    write('home/.abeja/config', token);
    assert.deepEqual(problems(), []);
  });

  it('must be something', () => {
    const evidence = { what: 'logs', file: /\.log$/, text: /GET/ };
    assert.deepEqual(problems([], [evidence]), ['left no logs to search for tokens.']);
    write('x.log', 'POST');
    assert.deepEqual(problems([], [evidence]), ['left no logs to search for tokens.']);
    write('y.log', 'GET');
    assert.deepEqual(inspectArtifacts(artifacts, [], [evidence]), {
      problems: [],
      summary: 'searched 3 files for tokens, logs: 1',
    });
  });
});
