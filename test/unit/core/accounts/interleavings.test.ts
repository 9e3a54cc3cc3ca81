import assert from 'node:assert/strict';
import type { Account } from '../../../../src/core/accounts/account';
import { randomNumbers, SimulatedWindows, type Host } from './simulatedWindows';

const RUNS = 200;

const ORGANIZATIONS = ['a', 'b', 'c', 'd'];

const account = (organization: string, token: string): Account => ({
  origin: 'https://api.abeja.io',
  organization,
  credential: { kind: 'bearer', token },
  source: 'stored',
});

/** What was done to one organization, and what is stored of it if this was done last. */
interface Operation {
  readonly organization: string;
  readonly token: string | undefined;
  readonly window: number;
  readonly begun: number;
  ended: number;
  /** Whether it was carried out to its end; one that was cut off may have happened or not. */
  isComplete: boolean;
}

for (const host of ['desktop', 'browser'] as const) {
  for (const form of ['the present form', 'the form of 0.1.0'] as const) {
    describe(`Windows in a ${host} that write at once, over ${form}`, () => {
      it(`lose no account and bring none back, in ${RUNS} interleavings with kills`, async () => {
        for (let seed = 1; seed <= RUNS; seed += 1) {
          await check(host, form === 'the form of 0.1.0', seed);
        }
      }).timeout(120_000);
    });
  }
}

async function check(host: Host, isOldForm: boolean, seed: number): Promise<void> {
  const random = randomNumbers(seed);
  const below = (count: number): number => Math.floor(random() * count);
  const windows = new SimulatedWindows(host, random);
  const operations: Operation[] = [];
  for (const organization of ORGANIZATIONS.slice(0, below(3))) {
    const token = `${organization}-initial`;
    const { accounts } = windows.open();
    if (isOldForm) {
      const entry = { ...account(organization, token), signIn: signInOf(organization) };
      const list = JSON.parse(windows.secrets.get('abeja.accounts') ?? '[]') as unknown[];
      windows.secrets.set('abeja.accounts', JSON.stringify([...list, entry]));
    } else {
      const adding = accounts.add(account(organization, token));
      await windows.run();
      assert.equal(await adding, 'stored');
    }
    accounts.dispose();
    const done = { window: 0, begun: -2, ended: -1, isComplete: true };
    operations.push({ organization, token, ...done });
  }
  const opened = [windows.open(), windows.open(), windows.open()].slice(0, 2 + below(2));
  const kills = new Map(
    opened.filter(() => random() < 0.4).map(({ number }) => [number, below(120)] as const),
  );
  let now = 0;
  const failures: unknown[] = [];
  for (const { number, accounts } of opened) {
    const planned = Array.from({ length: 1 + below(3) }, () => ({
      organization: ORGANIZATIONS[below(ORGANIZATIONS.length)] ?? '',
      isRemoval: random() < 0.35,
    }));
    const work = async (): Promise<void> => {
      for (const [index, { organization, isRemoval }] of planned.entries()) {
        const token = isRemoval ? undefined : `${organization}-${number}-${index}`;
        const operation: Operation = {
          ...{ organization, token, window: number, begun: now },
          ...{ ended: Infinity, isComplete: false },
        };
        operations.push(operation);
        const outcome = await (isRemoval
          ? accounts.remove(account(organization, ''))
          : accounts.add(account(organization, token ?? '')));
        operation.ended = now;
        operation.isComplete = true;
        if (outcome === 'stale') {
          assert.equal(host, 'browser', `seed ${seed}: a desktop has no stale windows`);
          operations.splice(operations.indexOf(operation), 1);
        } else {
          // A window that converts the earlier form may hold the token a moment longer.
          const isKept = isOldForm && outcome === 'kept';
          assert.equal(outcome, isRemoval && !isKept ? 'removed' : isKept ? 'kept' : 'stored');
        }
      }
    };
    work().catch((error: unknown) => failures.push(error));
  }
  await windows.run((step) => {
    now = step;
    for (const [number, at] of kills) {
      if (at === step) {
        windows.kill(number);
        operations
          .filter((operation) => operation.window === number && !operation.isComplete)
          .forEach((operation) => (operation.ended = step));
      }
    }
  });
  assert.deepEqual(failures, []);
  const reading = windows.open().accounts.all();
  await windows.run();
  const found = new Map(
    (await reading).map(({ organization, credential }) => [
      organization,
      credential.kind === 'bearer' ? credential.token : undefined,
    ]),
  );
  if (kills.size === 0) {
    const text = [...windows.secrets.values()].join();
    for (const { organization, token } of operations) {
      assert.ok(
        token === undefined || found.get(organization) === token || !text.includes(`"${token}"`),
        `seed ${seed}: ${token} is over, and in the secret store`,
      );
    }
  }
  for (const organization of ORGANIZATIONS) {
    const allowed = possibleTokens(operations.filter((one) => one.organization === organization));
    assert.ok(
      allowed.has(found.get(organization)),
      `seed ${seed}: ${organization} has ${found.get(organization)}, not ${[...allowed].join(' or ')}`,
    );
  }
}

/** What may be left: of each operation after whose end no other one began that was carried out. */
function possibleTokens(operations: readonly Operation[]): ReadonlySet<string | undefined> {
  const before: Operation = {
    ...{ organization: '', token: undefined, window: 0 },
    ...{ begun: -4, ended: -3, isComplete: true },
  };
  const all = [before, ...operations];
  return new Set(
    all
      .filter((one) => !all.some((later) => later.isComplete && later.begun > one.ended))
      .map(({ token }) => token),
  );
}

function signInOf(organization: string): string {
  return `00000000-0000-4000-8000-00000000000${ORGANIZATIONS.indexOf(organization)}`;
}
