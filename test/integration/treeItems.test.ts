import assert from 'node:assert/strict';
import { ThemeIcon, TreeItemCollapsibleState } from 'vscode';
import type { Failure } from '../../src/api/failure';
import type { Run } from '../../src/api/resources/runs';
import type { RowModel, Row } from '../../src/core/explorer/rowModel';
import { NO_FILTER } from '../../src/core/runs/filter';
import { healthOf, type DeploymentHealth } from '../../src/core/runs/health';
import { RUN_STATUSES } from '../../src/core/runs/status';
import { rowTooltip, treeItem } from '../../src/ui/tree/treeItems';

const at = { host: 'api.abeja.io', organization: '1100000000017', deployment: '1200000000029' };
const trigger = { ...at, kind: 'trigger' as const, trigger: 'tri-1' };
const row = (model: RowModel): Row => ({ id: '/row', model });
const runRow = (run: Partial<Run>): Row =>
  row({
    kind: 'run',
    address: { ...trigger, kind: 'run', run: 'run-1' },
    run: { run_id: 'run-1', ...run },
  });
const icon = (of: Row): string | undefined => {
  const { iconPath } = treeItem(of);
  return iconPath instanceof ThemeIcon ? iconPath.id : undefined;
};
const text = (of: Row): string => rowTooltip(of).value;

describe('A row', () => {
  it('has an icon of its own for each state of a run, and one for an unknown state', () => {
    const icons = [...RUN_STATUSES, 'ODD'].map((status) => icon(runRow({ status })));
    assert.equal(new Set(icons).size, 8);
  });

  it('says the state in words, and an unknown one as the server wrote it', () => {
    assert.match(String(treeItem(runRow({ status: 'FAILED' })).description), /^Failed/);
    assert.equal(treeItem(runRow({ status: 'ODD' })).description, 'ODD');
    assert.match(
      treeItem(runRow({ status: 'RUNNING' })).accessibilityInformation?.label ?? '',
      /Running/,
    );
  });

  it('tells the duration of a run that is over, and of no other', () => {
    const times = {
      created_at: '2024-03-01T09:15:02.000000Z',
      modified_at: '2024-03-01T09:18:40.000000Z',
    };
    assert.equal(
      treeItem(runRow({ status: 'SUCCEEDED', ...times })).description,
      'Succeeded · 3 min 38 s',
    );
    assert.equal(treeItem(runRow({ status: 'RUNNING', ...times })).description, 'Running');
  });

  it('of a failed run says why, once that is known', () => {
    const failed = runRow({ status: 'FAILED' });
    assert.ok(failed.model.kind === 'run');
    const known = row({ ...failed.model, cause: "KeyError: 'amount'" });
    const { description, accessibilityInformation } = treeItem(known);
    assert.equal(description, "Failed · KeyError: 'amount'");
    assert.match(accessibilityInformation?.label ?? '', /Failed, KeyError: 'amount'$/);
    assert.match(text(known), /Cause: KeyError\\: \\'amount\\'/);
  });

  it('of a trigger names channel and version, and its runs once they are known', () => {
    const model = {
      kind: 'trigger' as const,
      address: trigger,
      trigger: { trigger_id: 'tri-1', input_service_id: '1300', model_version: '0.0.3' },
    };
    assert.equal(treeItem(row(model)).label, '1300 → 0.0.3');
    const known = row({
      ...model,
      inputName: 'pictures-in',
      runs: { loaded: 30, more: true, oldestFirst: false },
    });
    assert.equal(treeItem(known).label, 'pictures-in → 0.0.3');
    assert.equal(treeItem(known).description, '30+ loaded · tri-1');
    assert.equal(treeItem(known).collapsibleState, TreeItemCollapsibleState.Collapsed);
  });

  describe('of a trigger', () => {
    const withHealth = (statuses: readonly string[], more: object = {}): Row =>
      row({
        kind: 'trigger',
        address: trigger,
        trigger: { trigger_id: 'tri-1', input_service_id: '1300', model_version: '0.0.3' },
        ...healthField(statuses),
        ...more,
      });
    const healthField = (statuses: readonly string[]) => {
      const health = healthOf(
        statuses.map((status, index) => ({
          kind: 'resource',
          value: {
            run_id: `run-${index}`,
            status,
            created_at: '2024-03-01T09:15:00.000000Z',
            modified_at: `2024-03-01T09:16:0${index % 10}.000000Z`,
          },
        })),
      );
      return health === undefined ? {} : { health };
    };

    it('that fails says so by icon, colour and words', () => {
      const sick = withHealth(['FAILED', 'FAILED', 'SUCCEEDED']);
      const { iconPath, description, accessibilityInformation } = treeItem(sick);
      assert.ok(iconPath instanceof ThemeIcon);
      assert.deepEqual([iconPath.id, iconPath.color?.id], ['error', 'testing.iconFailed']);
      assert.equal(description, 'failing · 1 ok · 2 failed · tri-1');
      assert.match(
        accessibilityInformation?.label ?? '',
        /failing: its last 2 runs failed; of the last 3 finished runs 1 succeeded and 2 failed/,
      );
    });

    it('that does not fail looks calm', () => {
      const fine = treeItem(withHealth(['SUCCEEDED', 'SUCCEEDED']));
      assert.ok(fine.iconPath instanceof ThemeIcon);
      assert.deepEqual([fine.iconPath.id, fine.iconPath.color], ['zap', undefined]);
      assert.equal(fine.description, '2 ok · tri-1');
      assert.equal(
        treeItem(withHealth(['SUCCEEDED', 'FAILED'])).description,
        '1 ok · 1 failed · tri-1',
      );
    });

    it('has a strip, the failure rate and an estimate with its sample in the tooltip', () => {
      const tip = text(withHealth(['SUCCEEDED', 'FAILED', 'SUCCEEDED', 'SUCCEEDED']));
      assert.match(tip, /Last 4 finished runs, newest first: ✓✗✓✓/);
      assert.match(tip, /Failure rate: 25 .*1 of 4 runs/);
      assert.match(tip, /Duration.*estimated: median 1 min 2 s.*95th percentile 1 min 3 s.*4 runs/);
    });

    it('tells what came in, that it is watched, and that it could not be asked', () => {
      const item = treeItem(
        withHealth(['SUCCEEDED'], {
          unseenRuns: 37,
          watched: true,
          pollError: { kind: 'forbidden', status: 403 },
        }),
      );
      assert.equal(
        item.description,
        'could not be asked: not permitted · 37 new runs · 1 ok · watched · tri-1',
      );
      assert.equal(item.contextValue, 'trigger watched');
    });
  });

  it('of a deployment sums up its triggers, and says of how many it knows', () => {
    const deployment = (health: DeploymentHealth): string =>
      String(
        treeItem(
          row({
            kind: 'deployment',
            address: { ...at, kind: 'deployment' },
            deployment: { deployment_id: at.deployment, name: 'tagger' },
            health,
          }),
        ).description,
      );
    const id = at.deployment;
    const cases: readonly (readonly [DeploymentHealth, string])[] = [
      [{ triggers: 3, known: 3, failing: 0 }, `${id} · no trigger failing`],
      [{ triggers: 3, known: 2, failing: 0 }, `${id} · none failing, 2 of 3 triggers known`],
      [{ triggers: 3, known: 3, failing: 1 }, `failing: 1 of 3 triggers · ${id}`],
      [{ triggers: 3, known: 2, failing: 1 }, `failing: 1, 2 of 3 triggers known · ${id}`],
    ];
    for (const [health, expected] of cases) {
      assert.equal(deployment(health), expected);
    }
  });

  it('hides the values of environment variables', () => {
    const secret = row({
      kind: 'trigger',
      address: trigger,
      trigger: { trigger_id: 'tri-1', user_env_vars: { API_KEY: 'swordfish' } },
    });
    assert.match(text(secret), /API\\?_KEY/);
    assert.ok(!text(secret).includes('swordfish'));
    assert.ok(!JSON.stringify(treeItem(secret)).includes('swordfish'));
  });

  it('shows texts of the platform as text, whatever they hold', () => {
    const untrusted = row({
      kind: 'deployment',
      address: { ...at, kind: 'deployment' },
      deployment: {
        deployment_id: at.deployment,
        name: '[x](command:abeja.deleteTrigger) **b** <img src=x>',
      },
    });
    const { isTrusted, supportHtml } = rowTooltip(untrusted);
    assert.ok(!isTrusted && !supportHtml);
    assert.ok(!text(untrusted).includes('[x](command'));
  });

  it('is one line in the order in which it is written, whatever a name holds', () => {
    const deployment = { deployment_id: 'd', name: 'a\nb\u202ec\u0000', description: 'x\u2066y' };
    const untrusted = row({
      kind: 'deployment',
      address: { ...at, kind: 'deployment' },
      deployment,
    });
    const { label, accessibilityInformation } = treeItem(untrusted);
    assert.equal(label, 'a b�c�');
    assert.match(accessibilityInformation?.label ?? '', /a b�c�/);
    assert.match(text(untrusted), /x�y/);
    const { description } = treeItem(runRow({ status: 'O\u200eDD\n' }));
    assert.equal(description, 'O�DD ');
  });

  it('that failed says why and tries again on a click', () => {
    const failed = row({
      kind: 'failed',
      parent: trigger,
      failure: { kind: 'network', reason: 'refused', code: 'ECONNREFUSED' },
      section: 'head',
    });
    const item = treeItem(failed);
    assert.equal(item.label, 'Could not load: connection refused');
    assert.equal(item.command?.command, 'abeja.loadMore');
    assert.match(text(failed), /Check the API URL/);
  });

  it('that failed offers the remedies of its failure in a menu', () => {
    const context = (failure: Failure): string | undefined =>
      treeItem(row({ kind: 'failed', parent: trigger, failure, section: 'head' })).contextValue;
    assert.equal(
      context({ kind: 'unauthorized', status: 401 }),
      'failed replaceToken retry openLog copyDetails',
    );
    assert.equal(context({ kind: 'invalid', status: 400 }), 'failed openLog copyDetails');
  });

  it('above filtered runs says what was looked at, and the one below scans on', () => {
    const filter = { ...NO_FILTER, statuses: ['failed' as const], input: '2024' };
    const progress = {
      order: 'newestFirst' as const,
      matched: 4,
      unclear: 1,
      scanned: 600,
      reached: new Date(2024, 2, 1, 9, 10).getTime(),
      gaps: 1,
      failed: 0,
      rest: 'open' as const,
    };
    const counted =
      '4 matching in 600 scanned, back to 2024-03-01 09:10 · 1 could not be judged · gaps: 1';
    const top = treeItem(row({ kind: 'filter', parent: trigger, filter, progress: progress }));
    assert.equal(top.label, counted);
    assert.equal(top.description, 'failed · input "2024"');
    assert.equal(top.accessibilityInformation?.label, `Filter: failed · input "2024", ${counted}`);
    const scan = (scanning: boolean, rest: 'open' | 'outside' = 'open') =>
      treeItem(
        row({ kind: 'scan', parent: trigger, filter, progress: { ...progress, rest }, scanning }),
      );
    assert.deepEqual(
      [scan(false).label, scan(false).command?.command, scan(false).contextValue],
      ['Scan more', 'abeja.scanMore', 'scan'],
    );
    assert.deepEqual(
      [scan(true).label, scan(true).command?.command, scan(true).contextValue],
      ['Scanning…', 'abeja.stopScan', 'scanning'],
    );
    assert.equal(scan(false, 'outside').label, 'Scan on past the time of the filter');
  });

  it('below filtered deployments says what is not known', () => {
    const model = {
      kind: 'search' as const,
      parent: { kind: 'organization' as const, host: at.host, organization: at.organization },
      text: 'store',
      deployments: 200,
      shown: 3,
      unknown: 197,
    };
    const spoken = (of: RowModel): string | undefined =>
      treeItem(row(of)).accessibilityInformation?.label;
    assert.equal(
      spoken(model),
      'Search in all 200 deployments, 3 of 200 deployments match, triggers of 197 are not known',
    );
    assert.equal(
      spoken({ ...model, search: { done: 5, total: 197 } }),
      'Searching… 5 of 197 deployments, 3 of 200 deployments match, Enter stops it',
    );
    assert.equal(
      spoken({ ...model, unknown: 1, failure: { kind: 'server', status: 500 } }),
      'Search in all 200 deployments, 3 of 200 deployments match, triggers of 1 are not known: server error (500)',
    );
    assert.equal(
      spoken({ ...model, unknown: 0 }),
      '3 of 200 deployments match, all triggers searched',
    );
  });
});
