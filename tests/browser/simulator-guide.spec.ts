// The simulator's guide, done as it stands: the packed package in a project of its own, its command, and the guide's
// configuration and stories for an app that shows its cameras.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { installSimulator } from '../../scripts/pack-simulator.mjs';
import { findChromium } from '../../scripts/setup.mjs';
import { freePorts } from '../free-ports.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const guide = readFileSync(join(root, 'tests/simulator/README.md'), 'utf8');

function sample(name: string): string {
  const marked = guide.split(`<!-- ${name}:begin -->`)[1]?.split(`<!-- ${name}:end -->`)[0] ?? '';
  const code = /```\w+\n([^]*?)```/.exec(marked)?.[1] ?? '';
  expect(code, name).not.toBe('');
  return code;
}

/** The reader's app: a page for each camera. */
const app = (simulator: string): string => `
  import { createServer } from 'node:http';
  import { readFileSync } from 'node:fs';
  createServer((req, res) => {
    if (req.url === '/ring-live.js') {
      res.setHeader('Content-Type', 'text/javascript').end(readFileSync('ring-live.js'));
    } else {
      const src = '${simulator}/v1/devices' + req.url + '/media/streaming/whep/sessions';
      res.setHeader('Content-Type', 'text/html').end(
        '<script type="module" src="/ring-live.js"></script><ring-live autoplay src="' + src + '"></ring-live>');
    }
  }).listen(process.env.APP_PORT, '127.0.0.1');`;

/** Other ports than the guide's, which may be taken here; the machine's own browser; and no network for its STUN. */
const here = (chromium: string): string => `
  import guide from './playwright.config.js';
  const args = ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'];
  const launchOptions = { executablePath: ${JSON.stringify(chromium)}, args };
  export default { ...guide, use: { ...guide.use, launchOptions } };`;

test('the simulator’s guide works as it is written', async () => {
  test.setTimeout(120_000);
  const [simulatorPort = 0, appPort = 0] = await freePorts(2);
  const moved = (text: string): string =>
    text
      .replaceAll(':8080', `:${String(simulatorPort)}`)
      .replaceAll(':3000', `:${String(appPort)}`);
  const { folder } = await installSimulator();
  try {
    const write = (name: string, text: string): void => {
      writeFileSync(join(folder, name), text);
    };
    for (const name of ['@playwright', 'playwright', 'playwright-core'])
      symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
    cpSync(join(root, 'dist/standalone.js'), join(folder, 'ring-live.js'));
    write('package.json', '{ "type": "module" }');
    write('app.js', app(`http://127.0.0.1:${String(simulatorPort)}`));
    write('cameras.json', sample('config'));
    const command = `ring-live-simulator --port ${String(simulatorPort)} `;
    write(
      'playwright.config.js',
      moved(sample('playwright-config')).replace('ring-live-simulator ', command),
    );
    write('live.spec.js', moved(sample('spec')));
    write('here.config.js', here(findChromium() ?? ''));

    const child = spawn(
      process.execPath,
      ['node_modules/@playwright/test/cli.js', 'test', '-c', 'here.config.js', '--reporter=line'],
      { cwd: folder, env: { ...process.env, APP_PORT: String(appPort) } },
    );
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number];
    expect(output).toContain('3 passed');
    expect(code).toBe(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
