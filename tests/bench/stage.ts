// A browser, a camera and a page of its own for a bench that compares, fresh for each turn.

import { chromium, type Page } from '@playwright/test';
import { findChromium } from '../../scripts/setup.mjs';
import { startSite } from '../browser/site.js';
import { startSimulator } from '../simulator/index.js';
import type { Camera } from './documented.js';

export interface Stage {
  camera(iceServers?: readonly RTCIceServer[]): Camera;
  freshPage(): Promise<Page>;
  /** Throws when a session was left. */
  finish(): Promise<void>;
}

/** @param script Name of a script beside this one, in the page. */
export async function startStage(script: string): Promise<Stage> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('There is no Chromium here: npm run setup');
  const browser = await chromium.launch({ executablePath });
  const context = await browser.newContext();
  const simulator = await startSimulator();
  const token = simulator.tokens.issue();
  const site = await startSite(simulator);
  site.addPage(
    '/bench',
    `<!doctype html><title>bench</title><body><script type="module" src="/tests/bench/${script}"></script>`,
  );
  return {
    camera: (iceServers = []) => ({
      ...{ apiBase: site.origin, deviceId: 'front-door', token, iceServers },
    }),
    async freshPage() {
      const page = await context.newPage();
      await page.goto(`${site.origin}/bench`);
      return page;
    },
    async finish() {
      await simulator.ledger.whenIdle(5000);
      const left = simulator.ledger.violations();
      await browser.close();
      await site.close();
      await simulator.close();
      if (left.length > 0) throw new Error(left.join('\n'));
    },
  };
}
