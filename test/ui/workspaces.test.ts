import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { startEmulator, type Emulator } from '../emulator/emulator';
import { root, scratchFolder } from '../host/paths';
import { access, openDeployment, rowsThat, signIn, startPlatform, type Platform } from './platform';
import type { WindowOptions } from './fixture';
import { extensionsWithMirror, fixtureOfSuite } from './suiteFixture';
import { until } from './until';
import type { Workbench } from './workbench';

const CALIBRATION = 'Trigger on channel calibration-shots, version 0.0.3';

/** What the machine says; the folder says otherwise of all of it. */
const MACHINE = { 'abeja.followingInterval': 0.25, 'abeja.requestBudget': 600 };

interface Property {
  readonly default: unknown;
  readonly minimum?: number;
}

describe('A workspace', () => {
  let platform: Platform;
  let otherPlatform: Emulator;
  beforeEach(async () => {
    platform = await startPlatform({ pageSize: 10 });
    otherPlatform = await startEmulator();
  });
  afterEach(async () => {
    await platform.emulator.close();
    await otherPlatform.close();
  });

  const fixture = fixtureOfSuite();

  /** Every setting of the extension as it should not be, and some that it has not. */
  const hostileSettings = (): Readonly<Record<string, unknown>> => {
    const { contributes } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      readonly contributes: {
        readonly configuration: { readonly properties: Readonly<Record<string, Property>> };
      };
    };
    const declared = Object.entries(contributes.configuration.properties);
    assert.ok(declared.length > 0);
    return {
      ...Object.fromEntries(
        declared.map(([name, { default: usual, minimum }]) => [
          name,
          typeof usual === 'boolean' ? !usual : (minimum ?? otherPlatform.url),
        ]),
      ),
      'abeja.apiUrl': otherPlatform.url,
      'abeja.organization': '1',
      'abeja.accounts': [{ origin: otherPlatform.url }],
      'terminal.integrated.env.linux': { ABEJA_API_URL: otherPlatform.url },
      'http.proxy': otherPlatform.url,
      // What a workspace may say, to see that it was heard.
      'window.title': 'named by the folder',
    };
  };

  /** A folder with everything in it that other tools take accounts from. */
  const hostileFolder = (): string => {
    const folder = join(mkdtempSync(join(scratchFolder(), 'w')), 'workspace');
    mkdirSync(join(folder, '.abeja'), { recursive: true });
    writeFileSync(
      join(folder, '.env'),
      `ABEJA_API_URL=${otherPlatform.url}\nABEJA_ORGANIZATION_ID=1\nPLATFORM_AUTH_TOKEN=x\n`,
    );
    writeFileSync(
      join(folder, '.abeja', 'config'),
      JSON.stringify({
        'abeja-platform-user': '1',
        'personal-access-token': 'x',
        'organization-name': '1',
        'abeja-api-url': otherPlatform.url,
      }),
    );
    return folder;
  };

  const workspaces: readonly (readonly [
    what: string,
    options: WindowOptions,
    isSeen: (workbench: Workbench) => Promise<void>,
  ])[] = [
    ['that is trusted', {}, (workbench) => workbench.row('.env').waitFor()],
    ['in Restricted Mode', { workspaceTrust: true }, restricted],
    // VS Code trusts what is on no disk.
    [
      'that is virtual',
      { virtual: true },
      (workbench) => status(workbench, 'The folder is mirror:/').waitFor(),
    ],
  ];
  for (const [what, options, isSeen] of workspaces) {
    it(`${what} names neither host nor account, and changes no setting; everything else works`, async () => {
      const workbench = await fixture.open({
        ...options,
        extensions: await extensionsWithMirror(),
        folder: hostileFolder(),
        settings: hostileSettings(),
        machineSettings: MACHINE,
        height: 1000,
      });
      await until('the settings of the folder', async () =>
        (await workbench.page.title()).includes('named by the folder'),
      );
      await isSeen(workbench);

      await workbench.openView('ABEJA');
      await workbench.page.getByRole('button', { name: 'Add Organization…' }).last().waitFor();
      assert.deepEqual(await workbench.rows(), [], 'no account comes from the folder');
      await signIn(workbench, access(platform, platform.organization));
      await workbench.row(/^Organization /).waitFor();
      // Longer than the folder would have it wait.
      platform.emulator.faults.add({ path: '/deployments$', delayMs: 1500 });
      await platform.upload('calibration-shots');
      await openDeployment(workbench, 'image-tagger');
      await workbench.expand(CALIBRATION);
      await workbench.click(workbench.row(/^Run of .*, Submitted/).first());
      await workbench.editorText(/"run_id"/);

      platform.emulator.clearRequests();
      await until(
        'more requests than the folder allows',
        () => platform.asked(/\/runs/).length > 8,
      );
      platform.clock.advance(600_000);
      await rowsThat(workbench, 'a run that is followed', (rows) =>
        rows.some((row) => /^Run of .*, (Succeeded|Failed)/.test(row)),
      );
      await workbench.countBecomes(workbench.row(/^Organization/), 1);
      assert.deepEqual(otherPlatform.requests(), []);
      assert.deepEqual(workbench.errors(), []);
    });
  }
});

async function restricted(workbench: Workbench): Promise<void> {
  await workbench.page.locator('.part.banner', { hasText: 'Restricted Mode' }).waitFor();
  await status(workbench, 'Restricted Mode').waitFor();
}

function status(workbench: Workbench, text: string): Locator {
  return workbench.page.locator('.part.statusbar').getByRole('button', { name: text });
}
