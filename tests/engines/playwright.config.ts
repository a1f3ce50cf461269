import { defineConfig } from '@playwright/test';
import { findFirefox } from '../../scripts/setup.mjs';

const executablePath = findFirefox();
if (!executablePath) throw new Error('There is no Firefox here: npm run setup');

export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results/engines',
  retries: 0,
  forbidOnly: true,
  fullyParallel: true,
  workers: 2,
  timeout: 30_000,
  globalTimeout: 300_000,
  projects: [
    {
      name: 'firefox',
      testMatch: 'firefox.spec.ts',
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
