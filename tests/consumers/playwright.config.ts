import { defineConfig } from '@playwright/test';
import { findChromium } from '../../scripts/setup.mjs';
import browser from '../browser/playwright.config.js';

const [chromium] = browser.projects ?? [];

export default defineConfig({
  ...browser,
  testDir: '.',
  workers: 2, // Whole browsers take twice as much.
  globalSetup: './build.ts',
  projects: [
    {
      ...chromium,
      use: {
        ...chromium?.use,
        launchOptions: {
          executablePath: findChromium() ?? '', // Apps are opened in the whole browser.
          args: [
            // One tag, and nothing else, asks a public STUN server: tests stay on their machine.
            '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
            // Each window's address bar is a page of its own, as heavy as an app.
            '--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,PreloadTopChromeWebUI',
          ],
        },
      },
    },
  ],
});
