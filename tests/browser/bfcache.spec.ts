// Away and back with the back/forward cache, which Playwright switches off unless it is told not to: the
// page is frozen whole and thawed whole, as on a phone.

import { findChromium } from '../../scripts/setup.mjs';
import { expect, requestsOf, test } from './fixtures.js';
import { ended, expectLive, watch } from './stage.js';

test.use({
  launchOptions: {
    executablePath: findChromium() ?? '',
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  },
});

test('navigated away and back: released on the way out, thawed with the page, plays again', async ({
  page,
  simulator,
  site,
}) => {
  site.addPage('/elsewhere', '<!doctype html><title>elsewhere</title>');
  await watch(page, site.origin);
  await expectLive(page);
  await page.evaluate(() => {
    addEventListener('pageshow', ({ persisted }) => {
      document.documentElement.dataset['persisted'] = String(persisted);
    });
  });
  await page.goto(`${site.origin}/elsewhere`);
  expect(await ended(simulator)).toMatchObject({ endedBy: 'delete', deletes: 1 });

  await page.goBack({ waitUntil: 'commit' });
  const reasons = await page.evaluate(() => {
    const [entry] = performance.getEntriesByType('navigation') as (PerformanceEntry & {
      notRestoredReasons?: unknown;
    })[];
    return JSON.stringify(entry?.notRestoredReasons ?? null);
  });
  await expect(page.locator('html'), reasons).toHaveAttribute('data-persisted', 'true');
  await expectLive(page);
  expect(requestsOf(simulator, 'POST')).toEqual([201, 201]);
});
