import { defineConfig } from '@playwright/test';
import { ask } from '../../scripts/run.mjs';
import { findFirefox } from '../../scripts/setup.mjs';
import { withH264 } from './firefox-h264.js';

const executablePath = findFirefox();
if (!executablePath) throw new Error('There is no Firefox here: npm run setup');

/** Older ones lack a command that Playwright gives first of all. Debian's security updates have a newer one. */
const oldestFirefox = 143;
const version = Number(/(\d+)\./.exec(ask(executablePath, ['--version']) ?? '')?.[1]);
const isTooOld = version < oldestFirefox;
if (isTooOld) {
  console.log(`Firefox ${String(version)} is too old to be driven: NOTHING IS TESTED IN FIREFOX.`);
}

/** The system's own Firefox, driven by WebDriver BiDi; without the channel Playwright expects its own build. */
const firefox = { browserName: 'firefox', channel: 'moz-firefox' } as const;

/** Its own look for /favicon.ico would break the strictest policy, which allows no image. */
const firefoxUserPrefs = { 'browser.chrome.site_icons': false };

export default defineConfig({
  testDir: '.',
  globalSetup: './firefox-h264.ts',
  outputDir: '../../test-results/engines',
  retries: 0, // as for the browser's
  forbidOnly: true,
  fullyParallel: true,
  workers: 2,
  timeout: 30_000,
  globalTimeout: 300_000,
  projects: [
    {
      name: 'firefox',
      testMatch: isTooOld ? [] : 'firefox.spec.ts',
      use: {
        ...firefox,
        launchOptions: {
          executablePath,
          env: { ...process.env, ...withH264.env },
          firefoxUserPrefs: { ...firefoxUserPrefs, ...withH264.firefoxUserPrefs },
        },
      },
    },
    {
      name: 'firefox-without-h264',
      testMatch: isTooOld ? [] : 'firefox-without-h264.spec.ts',
      use: { ...firefox, launchOptions: { executablePath, firefoxUserPrefs } },
    },
    // Has a driver of its own; Playwright only runs the tests.
    { name: 'webkitgtk', testMatch: 'webkitgtk.spec.ts' },
  ],
});
