// The tree in a real VS Code with many runs loaded: loading more and refreshing until the rows are
// painted; what was asked of the platform meanwhile; and what a loaded
// run takes in the heap of the extension host's code. All in one run, so that ratios can be compared.
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createPlatformClient } from '../../src/api/client';
import { accountAddress, type Account } from '../../src/core/accounts/account';
import type { TriggerAddress } from '../../src/core/address';
import { Explorer } from '../../src/core/explorer/explorer';
import { fakeClock, type FakeClock } from '../emulator/clock';
import { startEmulator, type Emulator } from '../emulator/emulator';
import { DAY, SECOND, type WorldPlan } from '../emulator/worldPlan';
import { exitOnSignals } from '../host/children';
import { installServer } from '../host/install';
import { scratchFolder } from '../host/paths';
import { releases } from '../host/releases';
import { signInVariables } from '../host/variables';
import { installExtension, packExtension } from '../host/vsix';
import { startFixture, type Fixture } from '../ui/fixture';
import { until } from '../ui/until';
import type { Workbench } from '../ui/workbench';

const SIZES = [100, 1000, 5000, 10_000, 20_000];
const CLICKS = 7;
const PAGE = 100;
const TRIGGER = /^Trigger on channel readings/;

/** Nothing is asked without a click. */
const SETTINGS = { 'abeja.following': false };

/** One trigger with a run every 20 seconds, for ever. */
const world: WorldPlan = {
  pageSize: PAGE,
  organizations: [
    {
      name: 'bench',
      channels: [
        {
          name: 'readings',
          feed: { kind: 'record', prefix: 'r-', age: 300 * DAY, everyMs: 20 * SECOND },
        },
      ],
      definitions: [],
      deployments: [
        {
          name: 'sensors',
          description: 'reads sensors',
          versions: [{ name: '1.0.0', failureRate: 0.05, failure: 'badImage' }],
          triggers: [{ version: '1.0.0', input: 'readings', age: 299 * DAY }],
        },
      ],
    },
  ],
};

interface Bench {
  readonly emulator: Emulator;
  readonly clock: FakeClock;
  readonly fixture: Fixture;
}

async function main(): Promise<void> {
  exitOnSignals();
  const clock = fakeClock();
  const emulator = await startEmulator({ world, clock });
  const [organization] = emulator.organizations;
  if (organization === undefined) {
    throw new Error('The world has no organization.');
  }
  await measureMemory(emulator);
  const build = await installServer(releases.latest);
  const scratch = scratchFolder();
  const extensions = join(scratch, 'extensions');
  const vsix = join(scratch, 'extension.vsix');
  await packExtension(vsix);
  await installExtension(build, vsix, extensions);
  const fixture = await startFixture(
    build,
    extensions,
    signInVariables(emulator.url, organization),
  );
  const bench: Bench = { emulator, clock, fixture };
  await measureLoadMore(bench);
  await fixture.stop();
  await emulator.close();
}

/** A window with the trigger open and its first page loaded. */
async function openTrigger({ fixture }: Bench): Promise<Workbench> {
  const workbench = await fixture.open({ height: 900, machineSettings: SETTINGS });
  await workbench.openView('ABEJA');
  await workbench.expand(/^Organization /);
  await workbench.expand('Deployment sensors');
  await workbench.expand(TRIGGER);
  await workbench.row(`${PAGE}+ loaded`).waitFor();
  return workbench;
}

async function measureLoadMore(bench: Bench): Promise<void> {
  const rows: Record<string, object> = {};
  let floor: number | undefined;
  let workbench = await openTrigger(bench);
  for (const size of SIZES) {
    const times: number[] = [];
    // A refresh in between may have brought new runs: a little more than asked for is there then.
    const loaded = size > PAGE ? await loadUntil(workbench, size) : size;
    await toMore(workbench, loaded);
    bench.emulator.clearRequests();
    for (let click = 0; click < CLICKS; click += 1) {
      if (size === PAGE && click > 0) {
        await workbench.close();
        workbench = await openTrigger(bench);
        bench.emulator.clearRequests();
      }
      times.push(await loadMore(workbench, size === PAGE ? size : loaded + click * PAGE));
    }
    floor ??= median(times);
    console.log(`N = ${size}: ${times.map(Math.round).join(' ')} ms`);
    rows[size] = {
      'until painted, ms': Math.round(median(times)),
      'x N=100': Number((median(times) / floor).toFixed(2)),
      'requests a page':
        size === PAGE
          ? bench.emulator.requests().length
          : bench.emulator.requests().length / CLICKS,
    };
    if (size === 10_000) {
      await measureRefresh(bench, workbench);
    }
  }
  console.log(`load more at N loaded runs, medians of ${CLICKS}`);
  console.table(rows);
  await workbench.close();
}

async function measureRefresh(bench: Bench, workbench: Workbench): Promise<void> {
  const rows: Record<string, object> = {};
  for (const added of [0, 1, 250]) {
    await toTrigger(workbench);
    bench.clock.advance(added * 20 * SECOND);
    bench.emulator.clearRequests();
    const button = workbench.row(TRIGGER).getByRole('button', { name: 'Refresh' });
    const label = (await workbench.row(TRIGGER).getAttribute('aria-label')) ?? '';
    const refresh = async (): Promise<void> => {
      await workbench.row(TRIGGER).hover();
      await button.click();
    };
    let painted = '-';
    if (added === 0) {
      await refresh();
    } else {
      painted = String(Math.round(await paintedAfter(workbench, label, refresh)));
    }
    await until('the answer', () => bench.emulator.requests().length > 0);
    rows[added] = {
      'until painted, ms': painted,
      requests: bench.emulator.requests().length,
    };
  }
  console.log('refresh with new runs at N = 10,700 loaded runs');
  console.table(rows);
}

/** Clicks on the row that loads more; milliseconds until other rows are painted. */
async function loadMore(workbench: Workbench, loaded: number): Promise<number> {
  await toMore(workbench, loaded);
  return await paintedAfter(workbench, `${loaded} are loaded`, () =>
    workbench.click(/^Load more runs/),
  );
}

/** Loads until there are `size` runs; gives how many there are. */
async function loadUntil(workbench: Workbench, size: number): Promise<number> {
  await toTrigger(workbench);
  await workbench.contextMenu(TRIGGER, 'Load Runs Until…');
  await workbench.quickInput.enter(String(size));
  return await until(`${size} runs`, async () => {
    const label = (await workbench.row(TRIGGER).getAttribute('aria-label')) ?? '';
    const loaded = Number(/(\d+)\+ loaded/.exec(label)?.[1]);
    return loaded >= size ? loaded : undefined;
  });
}

async function toTrigger(workbench: Workbench): Promise<void> {
  await focusTree(workbench);
  await workbench.press('Home');
  await workbench.row(TRIGGER).waitFor();
}

async function focusTree(workbench: Workbench): Promise<void> {
  await workbench.page.locator('.part.sidebar .monaco-list').first().focus();
}

async function toMore(workbench: Workbench, loaded: number): Promise<void> {
  await focusTree(workbench);
  await until(`the row that loads more than ${loaded}`, async () => {
    await workbench.press('End');
    return await workbench.row(`Load more runs, ${loaded} are loaded`).isVisible();
  });
}

/**
 * Milliseconds from the next click to the frame after no row has `old` in its spoken name any more;
 * in it, what came in its place is painted.
 */
async function paintedAfter(
  workbench: Workbench,
  old: string,
  click: () => Promise<void>,
): Promise<number> {
  // VS Code takes news of a tree at most every 200 ms: begin when it is at rest.
  await new Promise((resolve) => setTimeout(resolve, 600));
  const painted = workbench.page.evaluate<number>(`new Promise((resolve, reject) => {
    const isThere = () => [...document.querySelectorAll('.part.sidebar [role=treeitem]')]
      .some((row) => row.getAttribute('aria-label').includes(${JSON.stringify(old)}));
    setTimeout(() => reject(new Error('Still there: ' + ${JSON.stringify(old)})), 20000);
    document.addEventListener('click', () => {
      const start = performance.now();
      const look = () => isThere()
        ? requestAnimationFrame(look)
        : requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
      look();
    }, { capture: true, once: true });
  })`);
  await click();
  return await painted;
}

/** The heap of this process with the extension's own code, before and after 20,000 more runs. */
async function measureMemory(emulator: Emulator): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const heap = (): number => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const [organization] = emulator.organizations;
  const [deployment] = organization?.deployments ?? [];
  const [trigger] = deployment?.triggers ?? [];
  if (organization === undefined || deployment === undefined || trigger === undefined) {
    throw new Error('The world has no trigger.');
  }
  const account: Account = {
    origin: emulator.url,
    organization: organization.id,
    credential: {
      kind: 'user',
      userId: organization.userId,
      token: organization.personalAccessToken,
    },
    source: 'stored',
  };
  const explorer = new Explorer(({ origin, organization: id, credential }) =>
    createPlatformClient({ apiUrl: origin, organization: id, credential }),
  );
  explorer.setAccounts([account]);
  const address: TriggerAddress = {
    ...accountAddress(account),
    kind: 'trigger',
    deployment: deployment.id,
    trigger,
  };
  const load = async (count: number): Promise<number> => {
    await explorer.runs.readUntil(address, { kind: 'count', count }, () => true);
    const row = explorer.rowTree.get(address);
    if (row !== undefined) {
      explorer.rowTree.children(row);
    }
    emulator.clearRequests();
    return heap();
  };
  await explorer.find(address);
  const before = await load(1000);
  const after = await load(21_000);
  const perRun = (after - before) / 20_000;
  const runs = [...(explorer.lists.timeline(address)?.runs() ?? [])];
  const json = JSON.stringify(runs).length / runs.length;
  console.log(
    `heap a loaded run: ${Math.round(perRun)} bytes, ${(perRun / json).toFixed(2)} x its JSON`,
  );
  explorer.dispose();
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >>> 1] ?? NaN;
}

void main();
