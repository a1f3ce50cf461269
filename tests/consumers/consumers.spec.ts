// Apps as people build them, with the package as npm would publish it: each plays the simulated camera
// under the strictest policy, and none leaves a session behind. The fixtures ask at the end of each
// story whether the page stayed quiet, which includes the policy's reports and React's warnings.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { consumersFolder } from '../../scripts/pack.mjs';
import { expect, expectOneDeleted, expectPlaying, test as base } from '../browser/fixtures.js';
import type { Simulator } from '../simulator/index.js';
import type { PageOptions } from '../browser/site.js';
import { built } from './build.js';

/** Opens one of the apps; the camera stands behind the same origin. */
const test = base.extend<{
  open: (
    name: string,
    rules?: Pick<PageOptions, 'scriptSrc' | 'trustedTypes'>,
  ) => Promise<string[]>;
}>({
  open: async ({ page, site }, use) => {
    await use(async (name, rules = {}) => {
      site.addEndpoint('/cameras/porch/whep', 'porch');
      site.addFolder(`/${name}/`, built(name), { policy: 'strictest', ...rules });
      const asked: string[] = [];
      page.on('request', (request) => asked.push(new URL(request.url()).pathname));
      const answer = await page.goto(`${site.origin}/${name}/`);
      expect(answer?.headers()['content-security-policy']).toContain("default-src 'none'");
      return asked;
    });
  },
});

const player = (page: Page) => page.locator('ring-live');

const expectFrames = (page: Page): Promise<void> => expectPlaying(page, 15_000);

async function stop(page: Page, simulator: Simulator): Promise<void> {
  await player(page).evaluate((element) => (element as HTMLElementTagNameMap['ring-live']).pause());
  await expectOneDeleted(simulator);
}

const isWasm = (path: string): boolean => path.endsWith('.wasm');
const isScript = (path: string): boolean => path.endsWith('.js');

/** Whether one of these scripts can only be the one with the WebAssembly inside it. */
async function holdModule(scripts: readonly string[]): Promise<boolean> {
  const files = await Promise.all(
    scripts.map((path) => stat(join(consumersFolder, 'built', path))),
  );
  return files.some(({ size }) => size > 100_000);
}

test('one script tag with the one file', async ({ page, simulator, open }) => {
  const asked = await open('standalone');
  await expectFrames(page);
  expect(asked.filter(isScript)).toEqual(['/standalone/ring-live.js']);
  await stop(page, simulator);
});

test('an import map and the files as they are published', async ({
  page,
  simulator,
  site,
  open,
}) => {
  site.addFolder('/node_modules/', join(consumersFolder, 'node_modules'));
  // An import map must stand in the page: the policy names it by its hash.
  const html = await readFile(join(built('import-map'), 'index.html'), 'utf8');
  const map = /<script type="importmap">([^]*?)<\/script>/.exec(html)?.[1] ?? '';
  const hash = createHash('sha256').update(map).digest('base64');
  const asked = await open('import-map', {
    scriptSrc: `'self' 'wasm-unsafe-eval' 'sha256-${hash}'`,
  });
  await expectFrames(page);
  // Each is a request: at once, and with the module.
  const parts = asked.filter((path) => path.startsWith('/node_modules/'));
  expect(parts.map((path) => path.replace(/.*\/dist\//, '')).sort()).toEqual([
    'generated/native.js',
    'src/element/register.js',
    'src/parts/beside-module.js',
    'src/parts/element.js',
    'src/parts/session.js',
    'src/parts/snapshot.js',
    'src/parts/time-left.js',
    'src/parts/viewing.js',
  ]);
  await stop(page, simulator);
});

for (const name of ['vite', 'webpack']) {
  test(`${name}, production build`, async ({ page, simulator, open }) => {
    const asked = await open(name);
    await expectFrames(page);
    expect(asked.filter(isWasm)).toEqual([]);
    expect(await holdModule(asked.filter(isScript))).toBe(true);
    await stop(page, simulator);
  });

  test(`${name}, production build with the WebAssembly as a file of its own`, async ({
    page,
    simulator,
    open,
  }) => {
    const asked = await open(`${name}-wasm`);
    await expectFrames(page);
    expect(asked.filter(isWasm)).toHaveLength(1);
    expect(await holdModule(asked.filter(isScript))).toBe(false);
    await stop(page, simulator);
  });
}

for (const name of ['vite', 'webpack']) {
  test(`${name}, production build with the last seconds as a file`, async ({
    page,
    simulator,
    open,
  }) => {
    const asked = await open(`${name}-clip`, { trustedTypes: 'ring-live' });
    await expectFrames(page);
    await expect(page.getByRole('button', { name: 'Save the last 20 seconds' })).toBeVisible();
    // What writes files is loaded when there is one to write.
    const before = asked.filter(isScript).length;
    const type = await player(page).evaluate(async (element) => {
      const blob = await (element as HTMLElementTagNameMap['ring-live']).saveClip();
      return `${blob.type} ${String(blob.size > 10_000)}`;
    });
    expect(type).toBe('video/mp4 true');
    expect(asked.filter(isScript).length).toBeGreaterThan(before);
    await stop(page, simulator);
  });
}

// What each framework makes of attributes, properties, functions made anew and events; a failure, and another try; one
// session that follows another.
// Most of them write markup themselves, which the strictest policy forbids.
const frameworks: Readonly<Record<string, Pick<PageOptions, 'trustedTypes'>>> = {
  vue: { trustedTypes: 'vue' },
  svelte: { trustedTypes: 'svelte-trusted-html' },
  solid: { trustedTypes: false },
  preact: {},
  angular: { trustedTypes: 'angular' },
  react: {},
};

/** React takes away what is no more there; a prop for the next viewing does not disturb this one. */
async function expectPropsToGo(page: Page): Promise<void> {
  await expect(player(page)).toHaveAttribute('power', 'line');
  await expect(player(page)).toHaveClass('tile');
  await expect(player(page)).toHaveJSProperty('iceServers', []);
  await page.getByRole('button', { name: 'Battery' }).click();
  await expect(player(page)).not.toHaveAttribute('power');
  await expect(player(page)).not.toHaveAttribute('extend');
  await expect(player(page)).toHaveJSProperty('extend', null);
  await expectFrames(page);
}

for (const [name, rules] of Object.entries(frameworks)) {
  test(`${name}: an error is shown and tried again, and sessions follow each other`, async ({
    page,
    simulator,
    open,
  }) => {
    const porch = simulator.device('porch');
    porch.configure({ power: 'line', limitSeconds: 5, online: false });
    await open(name, rules);
    const said = page.locator('output');
    await page.getByRole('button', { name: 'Watch live' }).click();
    await expect(said).toHaveText('0 device-offline');
    await expect(player(page)).toHaveAttribute('extend', '10');
    await expect(player(page)).toHaveJSProperty('extend', 10);
    porch.configure({ online: true });
    await page.getByRole('button', { name: 'Try again' }).click();
    await expectFrames(page);
    await expect(said).toHaveText('1 playing');
    await page.getByRole('button', { name: 'More' }).click();
    await expect(said).toHaveText('2 playing', { timeout: 10_000 });
    if (name === 'react') await expectPropsToGo(page);
    await player(page).hover();
    await page.getByRole('button', { name: 'Stop watching' }).click();
    await expect(player(page)).toHaveJSProperty('phase', 'closed');
    const sessions = simulator.ledger.sessions();
    expect(sessions.length).toBeGreaterThan(1);
    expect(new Set(sessions.map(({ endedBy }) => endedBy))).toEqual(new Set(['delete']));
  });
}

test('CommonJS: the relay answers, required and imported', () => {
  const script = `
    const leaseKey = crypto.getRandomValues(new Uint8Array(32));
    const made = ({ createRelay }) => createRelay({ leaseKey, token: () => 't', authorize: () => null, onProblem: () => undefined });
    const ask = async (relay) => (await relay(new Request('http://app/devices/porch/whep'))).status;
    (async () => {
      const relays = [await import('ring-live/relay')];
      if (process.features.require_module) relays.push(require('ring-live/relay'));
      for (const relay of relays) console.log(String(await ask(made(relay))));
    })();`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=commonjs', '-e', script], {
    cwd: consumersFolder,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^(405\n){1,2}$/); // Node before 20.19 requires no modules.
});

test('rendered on a server, hydrated in the browser', async ({ page, simulator, open }) => {
  const html = await readFile(join(built('server-render'), 'index.html'), 'utf8');
  expect(html).toContain('<ring-live src="/cameras/porch/whep" controls="" extend="600"');
  await open('server-render');
  await expectFrames(page);
  await expect(page.locator('output')).toHaveText('live');
  await expect(player(page)).toHaveJSProperty('iceServers', []); // React alone would not set it.
  await stop(page, simulator);
});
