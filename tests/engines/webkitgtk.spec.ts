// A real browser that has WebAssembly and no WebRTC: the element says so, and nobody's camera is asked.

import { test as base, expect } from '@playwright/test';
import { findMiniBrowser } from '../../scripts/setup.mjs';
import { startSite, type Site } from '../browser/site.js';
import { src } from '../browser/stage.js';
import { startSimulator, type Simulator } from '../simulator/index.js';
import { MiniBrowser } from './webdriver.js';

interface Fixtures {
  simulator: Simulator;
  site: Site;
  browserPage: MiniBrowser;
}

const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>test</title>
<script type="module" src="/tests/engines/troubles.js"></script>
<script type="module" src="/tests/browser/tools.js"></script><body></body></html>`;

const test = base.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names from this pattern
  simulator: async ({}, use) => {
    const simulator = await startSimulator({ devices: [{ id: 'porch', auth: 'none' }] });
    await use(simulator);
    await simulator.close();
  },
  site: async ({ simulator }, use) => {
    const site = await startSite(simulator);
    site.addPage('/strict', page, { policy: 'strictest' });
    await use(site);
    await site.close();
  },
  browserPage: async ({ site }, use) => {
    const binary = findMiniBrowser();
    if (binary === undefined) throw new Error('There is no WebKitGTK here: npm run setup');
    await using browser = await MiniBrowser.start(binary);
    await browser.goTo(`${site.origin}/strict`);
    await use(browser);
    const troubles = await browser.run<string[]>('return window.troubles');
    // The browser looks for it by itself, and the policy allows no image.
    const ours = troubles.filter((trouble) => !trouble.endsWith('/favicon.ico'));
    expect(ours, 'errors of the page').toEqual([]);
  },
});

interface Shown {
  readonly status: string;
  readonly message: string;
  readonly action: string;
  readonly visible: boolean;
  readonly width: number;
}

const look = (browser: MiniBrowser): Promise<Shown> =>
  browser.run(`
    const part = (name) => window.tools.part(name);
    const message = part('message');
    return {
      status: part('status').textContent,
      message: message.textContent,
      action: part('main-button').textContent,
      visible: message.checkVisibility() && part('main-button').checkVisibility(),
      width: window.tools.player().getBoundingClientRect().width,
    };`);

test('a browser without WebRTC: the element says so, offers to try again, and asks nobody', async ({
  browserPage,
  simulator,
}) => {
  const engine = await browserPage.run<object>(`
    return { wasm: typeof WebAssembly, peer: typeof RTCPeerConnection };`);
  expect(engine).toEqual({ wasm: 'object', peer: 'undefined' }); // what this story rests on

  const failure = await browserPage.run<object>(
    `await window.tools.register();
     const element = window.tools.add({ src: args[0], controls: '' });
     const { name, kind, stage, fault, retryable } = await element.play().catch((error) => error);
     return { name, kind, stage, fault, retryable };`,
    src,
  );
  expect(failure).toEqual({
    ...{ name: 'RingLiveError', kind: 'unsupported-browser' },
    ...{ stage: 'setup', fault: 'browser', retryable: false },
  });

  const shown = await look(browserPage);
  expect(shown).toMatchObject({ status: 'No live video', action: 'Try again', visible: true });
  expect(shown.message).toContain('This browser cannot show live video here.');
  expect(shown.width).toBeGreaterThan(160);

  await browserPage.run(`
    window.tools.part('main-button').click();
    await window.tools.nth('error', 2);`);
  expect(await look(browserPage)).toEqual(shown);
  expect(simulator.ledger.requests()).toEqual([]);
});
