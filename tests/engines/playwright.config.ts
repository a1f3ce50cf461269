import { defineConfig } from '@playwright/test';
import { ask } from '../../scripts/run.mjs';
import { findFirefox } from '../../scripts/setup.mjs';

const executablePath = findFirefox();
if (!executablePath) throw new Error('There is no Firefox here: npm run setup');

/** Older ones lack a command that Playwright gives first of all. Debian's security updates have a newer one. */
const oldestFirefox = 143;
const version = Number(/(\d+)\./.exec(ask(executablePath, ['--version']) ?? '')?.[1]);
const isTooOld = version < oldestFirefox;
if (isTooOld) {
  console.log(`Firefox ${String(version)} is too old to be driven: NOTHING IS TESTED IN FIREFOX.`);
}

export default defineConfig({
  testDir: '.',
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
      // The system's own Firefox, driven by WebDriver BiDi; without the channel Playwright expects its own build.
      use: {
        browserName: 'firefox',
        channel: 'moz-firefox',
        // Its own look for /favicon.ico would break the strictest policy, which allows no image.
        launchOptions: {
          executablePath,
          firefoxUserPrefs: { 'browser.chrome.site_icons': false },
        },
      },
    },
    // Has a driver of its own; Playwright only runs the tests.
    { name: 'webkitgtk', testMatch: 'webkitgtk.spec.ts' },
  ],
});
