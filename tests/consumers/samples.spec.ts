// The samples of the README and of the guides, as they stand in an app with the package as npm would publish it, built and
// run.

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { consumersFolder } from '../../scripts/pack.mjs';
import { expect, expectOneDeleted, expectPlaying, test } from '../browser/fixtures.js';
import type { Site } from '../browser/site.js';
import { namesInTree } from '../browser/stage.js';
import { freePorts } from '../free-ports.js';
import { startSimulator } from '../simulator/index.js';
import { app, buildWithVite, built } from './build.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Of the app's own, and as the relay has it. */
const endpoints = ['/cameras/front-door/whep', '/devices/front-door/whep'];

function sample(path: string, name: string, language: string): string {
  const text = readFileSync(root + path, 'utf8');
  const marked = text.split(`<!-- ${name}:begin -->`)[1]?.split(`<!-- ${name}:end -->`)[0] ?? '';
  const code = new RegExp('```' + language + '\\n([^]*?)```').exec(marked)?.[1] ?? '';
  expect(code, `${name} in ${path}`).toContain('ring-live');
  return code;
}

/** Builds the page, with more files beside it, and opens it; a policy is for others to test. */
async function open(
  page: Page,
  site: Site,
  html: string,
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  const name = `sample-${randomBytes(4).toString('hex')}`;
  mkdirSync(app(name));
  for (const [file, text] of Object.entries({ 'index.html': html, ...more }))
    writeFileSync(join(app(name), file), text);
  await buildWithVite(name);
  for (const endpoint of endpoints) site.addEndpoint(endpoint, 'porch');
  site.addFolder('/sample/', built(name), { policy: false });
  await page.goto(`${site.origin}/sample/`);
}

test("the README's page plays", async ({ page, simulator, site }) => {
  const told: string[] = [];
  page.on('console', (message) => told.push(message.text()));
  await open(page, site, sample('README.md', 'example', 'html'));
  await expectPlaying(page);
  expect(told).toContain('1280 x 720');
  await page.goto('about:blank');
  await expectOneDeleted(simulator);
});

test("the README's session opens, counts and closes", async ({ page, simulator, site }) => {
  const code = sample('README.md', 'session', 'js');
  const done = 'document.title = JSON.stringify({ width, height, bitrate, cameraTime });';
  const video = '<video id="video" muted autoplay playsinline></video>';
  await open(page, site, `<title>-</title>${video}<script type="module">${code}${done}</script>`);
  await expect(page).toHaveTitle(/width/, { timeout: 10_000 });
  const { width, height, cameraTime } = JSON.parse(await page.title()) as Record<string, number>;
  expect([width, height]).toEqual([1280, 720]);
  expect(cameraTime).toBeGreaterThan(0);
  await expectOneDeleted(simulator);
});

test("the README's React component plays", async ({ page, simulator, site }) => {
  const main = `import { createRoot } from 'react-dom/client';
    import { FrontDoor } from './front-door.jsx';
    createRoot(document.querySelector('main')).render(<FrontDoor />);`;
  const html = '<title>-</title><main></main><script type="module" src="main.jsx"></script>';
  const component = sample('README.md', 'react', 'jsx');
  await open(page, site, html, { 'main.jsx': main, 'front-door.jsx': component });
  await page.getByRole('button', { name: 'Watch live' }).click();
  await expectPlaying(page);
  await page.goto('about:blank');
  await expectOneDeleted(simulator);
});

test("the guide's analysis reads frames", async ({ page, site }) => {
  await open(page, site, sample('web/src/README.md', 'example', 'html'));
  await expectPlaying(page);
  await expect(page).toHaveTitle(/^\d+\.\d\d s: brightness [1-9]/);
});

test("the guide's clip is taken by its page", async ({ page, simulator, site }) => {
  await open(page, site, sample('web/src/clip/README.md', 'example', 'html'));
  await page.getByRole('button', { name: 'Watch live' }).click();
  await expectPlaying(page);
  await page.locator('ring-live').hover();
  await page.getByRole('button', { name: 'Save the last 30 seconds' }).click();
  await expect(page).toHaveTitle(/^\d{4,} bytes of MP4$/);
  await page.goto('about:blank');
  await expectOneDeleted(simulator);
});

test("the guide's gate is looked at closely", async ({ page, simulator, site }) => {
  await open(page, site, sample('web/src/zoom/README.md', 'example', 'html'));
  await page.getByRole('button', { name: 'Watch live' }).click();
  await expectPlaying(page);
  await page.getByRole('button', { name: 'The gate' }).click();
  await expect(page).toHaveTitle('4.0 times');
  await page.goto('about:blank');
  await expectOneDeleted(simulator);
});

test("the guide's wall is live, and attends to what its page is told", async ({
  page,
  simulator,
  site,
}) => {
  for (const id of ['gate', 'yard', 'hall']) {
    simulator.addDevice({ id, auth: 'none' });
    site.addEndpoint(`/cameras/${id}/whep`, id);
  }
  await open(page, site, sample('web/src/wall/README.md', 'example', 'html'));
  const live = page.locator('[part~="status"]').filter({ hasText: 'Live' });
  await expect(live).toHaveCount(3, { timeout: 15_000 });
  await page.evaluate(() => {
    new BroadcastChannel('motion').postMessage('hall');
  });
  await expect(page.getByText('Hall: something happened')).toBeVisible();
  await page.getByRole('group', { name: 'Gate, 1 of 3' }).press('Shift+ArrowRight');
  expect(await page.evaluate(() => localStorage['order'] as string)).toBe('["Yard","Gate","Hall"]');
});

test("the guide's looks and words are applied", async ({ page, simulator, site }) => {
  await open(page, site, sample('web/src/element/README.md', 'example', 'html'));
  expect(await namesInTree(page, 'group')).toEqual(['Haustür']);
  await expect(page.getByRole('button', { name: 'Öffnen' })).toBeVisible();
  await page.getByRole('button', { name: 'Wer ist da?' }).click();
  await expectPlaying(page);
  const player = page.locator('ring-live');
  await expect(player).toHaveCSS('outline-color', 'rgb(50, 205, 50)');
  await expect(player).toHaveCSS('border-radius', '0px');
  await page.goto('about:blank');
  await expectOneDeleted(simulator);
});

test('the README has at most a thousand words, code included', () => {
  const text = readFileSync(`${root}README.md`, 'utf8').replace(/<!--.*?-->/g, '');
  const words = text.split(/\s+/).filter((word) => /[a-z0-9]/i.test(word));
  expect(words.length).toBeLessThanOrEqual(1000);
});

test("the README's backend and page play the simulator's camera", async ({ page, watch }) => {
  const simulator = await startSimulator();
  watch.alsoCheck(simulator.ledger);
  watch.allowConsole(/status of 400/); // The icon: the sample leaves all other addresses to the relay.
  writeFileSync(join(consumersFolder, 'app.mjs'), sample('README.md', 'backend', 'js'));
  writeFileSync(join(consumersFolder, 'index.html'), sample('README.md', 'page', 'html'));
  const [port] = await freePorts(1);
  const app = spawn(process.execPath, ['app.mjs'], {
    cwd: consumersFolder,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      LEASE_KEY: randomBytes(32).toString('base64'),
      RING_TOKEN: simulator.tokens.issue(),
      RING_API: simulator.origin,
      PORT: String(port),
    },
  });
  const address = `http://127.0.0.1:${String(port)}/`;
  await expect.poll(() => page.goto(address).then(Boolean, () => false)).toBe(true);
  await page.getByRole('button', { name: 'Watch live' }).click();
  await expectPlaying(page);
  await page.goto('about:blank');
  await expectOneDeleted(simulator);
  app.kill();
  await once(app, 'exit');
  await simulator.close();
});
