import { defineConfig, devices } from '@playwright/test';
import { findHeadlessShell } from '../../scripts/setup.mjs';

const executablePath = findHeadlessShell();
if (!executablePath) throw new Error('There is no headless Chromium here: npm run setup');

export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results',
  // `npm test` asks for one retry, and names who needed it: scripts/stories.mjs.
  retries: 0,
  forbidOnly: true,
  fullyParallel: true,
  // Most stories wait most of the time: three keep two cores two thirds busy, slow ones wholly (measured).
  workers: 3,
  timeout: 30_000,
  globalTimeout: 1_200_000,
  projects: [
    {
      name: 'chromium',
      // The system's own browser; Playwright downloads none.
      use: { ...devices['Desktop Chrome'], launchOptions: { executablePath } },
    },
  ],
});
