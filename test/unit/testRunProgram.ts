// Runs each of the files of tests that are named as a part: `testRunProgram.js [--beside] FILE…`
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { mocha } from '../host/testParts';
import { runTests } from '../host/testRun';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { beside: { type: 'boolean', default: false } },
});
const parts = positionals.map((file) => ({
  name: basename(file, '.js'),
  group: 'unit',
  isCheck: false,
  programs: mocha('--no-config', '--timeout', '0', file),
}));
const rows = parts.map((part) => [part]);
void runTests(values.beside ? [rows] : rows.map((row) => [row])).then(
  (code) => (process.exitCode = code),
);
