import assert from 'node:assert/strict';
import {
  checkDistribution,
  checkId,
  checkOrganization,
  checkRetryCount,
  checkToken,
  checkVariable,
  parseVariable,
} from '../../../../src/core/prompts/validation';
import { english } from '../english';

const others = [{ key: 'LOG_LEVEL', value: 'debug' }];

const rules = {
  id: (text: string) => checkId(english, text),
  organization: (text: string) => checkOrganization(english, text),
  token: (text: string) => checkToken(english, text),
  'retry count': (text: string) => checkRetryCount(english, text),
  distribution: (text: string) => checkDistribution(english, text),
  variable: (text: string) => checkVariable(english, text, others),
};

const cases: readonly [keyof typeof rules, string, 'fine' | 'error' | 'warning'][] = [
  ['id', 'tri-0f1e2d3c4b5a6978', 'fine'],
  ['id', '1200000000029', 'fine'],
  ['id', '', 'error'],
  ['id', 'a b', 'error'],
  ['id', ' a', 'error'],
  ['id', 'a/b', 'error'],
  ['id', 'a?b', 'error'],
  ['id', 'a#b', 'error'],
  ['id', '%2e%2e', 'error'],
  ['id', '..', 'error'],
  ['id', '.', 'error'],
  ['id', '../../x', 'error'],
  ['id', 'ver\u00a0x', 'error'],
  ['id', '\ud800', 'error'],
  ['organization', 'acme lab', 'fine'],
  ['organization', '日本語ラボ', 'fine'],
  ['organization', '', 'error'],
  ['organization', ' acme', 'error'],
  ['organization', 'acme\tlab', 'error'],
  ['organization', '../x', 'error'],
  ['organization', 'a?b', 'error'],
  ['organization', '..', 'error'],
  ['token', 'pat-0001-example', 'fine'],
  ['token', '', 'error'],
  ['token', 'pat 1', 'error'],
  ['token', 'pat-1\n', 'error'],
  ['token', 'トークン', 'error'],
  ['retry count', '0', 'fine'],
  ['retry count', '9', 'fine'],
  ['retry count', '10', 'error'],
  ['retry count', '-1', 'error'],
  ['retry count', '1.5', 'error'],
  ['retry count', 'x', 'error'],
  ['retry count', '', 'error'],
  ['retry count', '٣', 'error'],
  ['distribution', '', 'fine'],
  ['distribution', '0', 'fine'],
  ['distribution', '17', 'fine'],
  ['distribution', '-1', 'error'],
  ['distribution', '1.5', 'error'],
  ['distribution', '99999999999999999999', 'error'],
  ['variable', 'KEY=value', 'fine'],
  ['variable', '_a1=', 'fine'],
  ['variable', 'KEY', 'fine'],
  ['variable', 'KEY=a=b c', 'fine'],
  ['variable', '', 'error'],
  ['variable', '=value', 'error'],
  ['variable', '1A=x', 'error'],
  ['variable', 'A-B=x', 'error'],
  ['variable', 'LOG_LEVEL=info', 'error'],
  ['variable', 'INPUT=x', 'warning'],
  ['variable', 'PLATFORM_AUTH_TOKEN=x', 'warning'],
];

describe('A typed value', () => {
  for (const [rule, text, expected] of cases) {
    it(`${rule} ${JSON.stringify(text)}: ${expected}`, () => {
      assert.equal(rules[rule](text)?.severity ?? 'fine', expected);
    });
  }

  it('KEY=value is split at the first sign', () => {
    assert.deepEqual(parseVariable('A=b=c'), { key: 'A', value: 'b=c' });
    assert.deepEqual(parseVariable('A'), { key: 'A', value: '' });
  });
});
