import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { launchBrowser } from '../host/browser';
import { root } from '../host/paths';
import { Workbench } from './workbench';

describe('npm start', () => {
  it('prints an address behind which the demo organization is browsed, and ends on Ctrl-C', async function () {
    this.timeout(300_000);
    const child = spawn(process.execPath, ['test/host/setup.js', 'start'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    let output = '';
    try {
      const address = await new Promise<string>((resolve, reject) => {
        const read = (text: string): void => {
          output += text;
          const found = /^(http:\/\/127\.0\.0\.1:\d+\/\?\S*tkn=\S+)$/m.exec(output)?.[1];
          if (found !== undefined) {
            resolve(found);
          }
        };
        child.stdout.setEncoding('utf8').on('data', read);
        child.stderr.setEncoding('utf8').on('data', read);
        void ended.then((code) => reject(new Error(`It ended with ${code}:\n${output}`)));
      });
      const browser = await launchBrowser();
      try {
        const workbench = new Workbench(await browser.newPage());
        await workbench.page.goto(address);
        await workbench.ready();
        await workbench.openView('ABEJA');
        await workbench.expand(/^Organization /);
        await workbench.expand('Deployment image-tagger');
        await workbench.expand(workbench.row(/^Trigger on /).first());
        await workbench
          .row(/^Run of /)
          .first()
          .waitFor();
        await workbench.row('Organization acme-lab').waitFor();
        await workbench.close();
      } finally {
        await browser.close();
      }
      const refused = await fetch(address.replace(/tkn=[^&]*/, 'tkn=wrong'));
      assert.equal(refused.status, 403);
    } finally {
      child.kill('SIGINT');
    }
    assert.notEqual(await ended, null, output);
    await assert.rejects(
      fetch(/http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0] ?? 'http://127.0.0.1:1'),
    );
  });
});
