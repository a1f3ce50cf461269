// A browser, a camera and a page of its own for each turn of the bench. The page's script is bundled as an app's is:
// one file, and the module in another that is loaded when it is needed.

import { chromium, type Browser, type Page } from '@playwright/test';
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { findHeadlessShell } from '../../scripts/setup.mjs';
import { startSite, type Site } from '../browser/site.js';
import { startSimulator, type Simulator } from '../simulator/index.js';
import type { Camera } from './documented.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const bundle = `${root}build/bench`;

export interface Stage {
  readonly browserVersion: string;
  readonly simulator: Simulator;
  camera(iceServers?: readonly RTCIceServer[], deviceId?: string): Camera;
  freshPage(): Promise<Page>;
  /** Throws when a session was left. */
  finish(): Promise<void>;
}

/**
 * The engine without a browser's windows: Chromium 156 gives each new window an address bar that is a page of its own, whose
 * scripts keep two cores busy for the very second in which a fresh page is measured.
 */
export async function launch(): Promise<Browser> {
  const executablePath = findHeadlessShell();
  if (!executablePath) throw new Error('There is no Chromium here: npm run setup');
  return chromium.launch({ executablePath });
}

/** Throws when a session was left. */
export async function finish(browser: Browser, site: Site, simulator: Simulator): Promise<void> {
  await simulator.ledger.whenIdle(5000);
  const left = simulator.ledger.violations();
  await browser.close();
  await site.close();
  await simulator.close();
  if (left.length > 0) throw new Error(left.join('\n'));
}

export async function startStage(): Promise<Stage> {
  await build({
    ...{ entryPoints: ['tests/bench/page.ts'], absWorkingDir: root, outdir: bundle },
    ...{
      bundle: true,
      splitting: true,
      format: 'esm',
      minify: true,
      charset: 'utf8',
      logLevel: 'error',
    },
  });
  const browser = await launch();
  const context = await browser.newContext();
  const simulator = await startSimulator();
  const token = simulator.tokens.issue();
  const site = await startSite(simulator);
  site.addFolder('/bench/', bundle);
  site.addFolder('/dist/', `${root}dist`);
  site.addPage(
    '/bench.html',
    '<!doctype html><title>bench</title><body><script type="module" src="/bench/page.js"></script>',
    { policy: false },
  );
  return {
    browserVersion: browser.version(),
    simulator,
    camera: (iceServers = [], deviceId = 'front-door') => ({
      ...{ apiBase: site.origin, deviceId, token, iceServers },
    }),
    async freshPage() {
      const page = await context.newPage();
      await page.goto(`${site.origin}/bench.html`);
      return page;
    },
    finish: () => finish(browser, site, simulator),
  };
}
