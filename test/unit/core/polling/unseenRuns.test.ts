import assert from 'node:assert/strict';
import { formatAddress, type TriggerAddress } from '../../../../src/core/address';
import { UnseenRuns } from '../../../../src/core/polling/unseenRuns';
import type { Row } from '../../../../src/core/explorer/rowModel';

const trigger: TriggerAddress = {
  kind: 'trigger',
  host: 'api.abeja.io',
  organization: 'acme',
  deployment: 'd',
  trigger: 't',
};
const other: TriggerAddress = { ...trigger, trigger: 'other' };

const triggerRow = (address: TriggerAddress): Row => ({
  id: formatAddress(address),
  model: { kind: 'trigger', address, trigger: { trigger_id: address.trigger } },
});
const runRow = (run: string, of = trigger): Row => {
  const address = { ...of, kind: 'run' as const, run };
  return { id: formatAddress(address), model: { kind: 'run', address, run: { run_id: run } } };
};
const moreRow: Row = {
  id: `${formatAddress(trigger)}#more`,
  model: {
    kind: 'more',
    parent: trigger,
    section: 'tail',
    loaded: 3,
    loading: false,
    state: { kind: 'token' },
  },
};

describe('New runs', () => {
  const came = (selected: Row | undefined): UnseenRuns => {
    const runs = new UnseenRuns();
    runs.came(trigger, ['run-3', 'run-4'], 'run-2', selected);
    return runs;
  };

  const cases: readonly (readonly [string, Row | undefined, number])[] = [
    ['nothing is selected', undefined, 0],
    ['the trigger is selected', triggerRow(trigger), 0],
    ['the newest run is selected', runRow('run-2'), 0],
    ['an older run is selected', runRow('run-1'), 2],
    ['the last row of the list is selected', moreRow, 2],
    ['another trigger is selected', triggerRow(other), 0],
    ['a run of another trigger is selected', runRow('run-1', other), 0],
  ];
  for (const [name, selected, count] of cases) {
    it(`are ${count === 0 ? 'not ' : ''}announced when ${name}`, () => {
      assert.equal(came(selected).count(trigger), count);
    });
  }

  it('add up, and one that comes twice counts once', () => {
    const runs = came(runRow('run-1'));
    runs.came(trigger, ['run-4', 'run-5'], 'run-4', runRow('run-1'));
    assert.equal(runs.count(trigger), 3);
    runs.came(trigger, ['run-6'], 'run-5', runRow('run-1', other));
    assert.equal(runs.count(trigger), 4, 'also when somebody looks elsewhere meanwhile');
    assert.equal(runs.count(other), 0);
  });

  it('are seen when the trigger or one of them is selected, and not before', () => {
    const seen: readonly (readonly [Row | undefined, boolean])[] = [
      [undefined, false],
      [runRow('run-1'), false],
      [moreRow, false],
      [triggerRow(other), false],
      [triggerRow(trigger), true],
      [runRow('run-4'), true],
    ];
    for (const [row, isSeen] of seen) {
      const runs = came(runRow('run-1'));
      assert.deepEqual(runs.selected(row), isSeen ? trigger : undefined);
      assert.equal(runs.count(trigger), isSeen ? 0 : 2);
    }
  });

  it('are seen once', () => {
    const runs = came(runRow('run-1'));
    assert.ok(runs.seen(trigger));
    assert.ok(!runs.seen(trigger));
    assert.equal(runs.selected(triggerRow(trigger)), undefined);
  });
});
