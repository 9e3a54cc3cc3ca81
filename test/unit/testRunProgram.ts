// Runs each of the files of tests that are named as a part: `testRunProgram.js FILE…`
import { basename } from 'node:path';
import { mocha } from '../host/testParts';
import { runTests } from '../host/testRun';

const parts = process.argv.slice(2).map((file) => ({
  name: basename(file, '.js'),
  group: 'unit',
  isCheck: false,
  programs: mocha('--no-config', '--timeout', '0', file),
}));
void runTests(parts.map((part) => [[part]])).then((code) => (process.exitCode = code));
