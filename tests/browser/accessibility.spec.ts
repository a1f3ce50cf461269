// For everybody's hands, eyes and ears: focus that is never lost and never on the opposite action, one sentence for
// what happens, and nothing that vanishes where there is little room. Each state's tree is in states.spec.ts;
// tests/accessibility.md says which test stands for which criterion.

import type { Page } from '@playwright/test';
import { replies } from '../simulator/index.js';
import { expect, test } from './fixtures.js';
import { expectLive, focused, heard, part, player, show, src, status, watch } from './stage.js';

const width = (page: Page, pixels: number) =>
  page.evaluate((size) => {
    window.tools.style(`ring-live { inline-size: ${String(size)}px }`);
  }, pixels);
const focusOn = (page: Page, name: string) => part(page, name).focus();
const button = (page: Page, name: string) => page.getByRole('button', { name });

test('without controls, whoever tries again stays in the player', async ({
  page,
  simulator,
  site,
}) => {
  simulator.device('porch').configure({ online: false });
  await watch(page, site.origin, {}, {});
  await player(page).evaluate((element) => {
    element.removeAttribute('controls');
  });
  await expect(status(page)).toHaveText('No live video');
  await page.keyboard.press('Tab');
  expect(await focused(page)).toBe('Try again');
  simulator.device('porch').configure({ online: true });
  simulator.device('porch').onPost({ delaySeconds: 1 });
  await page.keyboard.press('Enter');
  await expect(status(page)).not.toHaveText('No live video');
  expect(await focused(page)).toBe('frame');
  await expectLive(page);
  expect(await focused(page)).toBe('frame');
});

test('what has the focus may go for lack of room: the focus stays in the player', async ({
  page,
  simulator,
  site,
}) => {
  await watch(page, site.origin, { batteryLimit: 14, limitWarning: 9, stalled: 0.5, lost: 60 });
  await width(page, 460);
  await expectLive(page);
  await focusOn(page, 'snapshot-button');
  expect(await focused(page)).toBe('Save this picture');
  await expect(button(page, 'Continue watching')).toBeVisible({ timeout: 10_000 });
  expect(await focused(page)).toMatch(/^(frame|More)$/);
  await button(page, 'Continue watching').click();
  await expect(button(page, 'Continue watching')).toBeHidden();
  await focusOn(page, 'snapshot-button');
  await width(page, 288);
  await expect.poll(() => focused(page)).toMatch(/^(frame|More)$/);
  await width(page, 460);
  await focusOn(page, 'statistics-button');
  expect(await focused(page)).toBe('Statistics');
  simulator.device('porch').stall();
  await expect(status(page)).toHaveText('Picture interrupted…');
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  expect(await focused(page)).toMatch(/^(frame|More)$/);
});

test('pressed twice, or held, a key does no second thing', async ({ page, simulator, site }) => {
  await show(
    page,
    site.origin,
    { src, controls: '' },
    { times: { batteryLimit: 12, limitWarning: 8 } },
  );
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Space');
  await expectLive(page);

  await button(page, 'Continue watching').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Space');
  await expect(button(page, 'Continue watching')).toBeHidden();
  await expectLive(page);
  await expect(player(page)).toHaveJSProperty('paused', false);

  await part(page, 'stop-button').focus();
  for (let repeats = 0; repeats < 18; repeats += 1) {
    await page.keyboard.down('Enter'); // The second and all later ones are repeats.
  }
  await page.keyboard.up('Enter');
  await expect(status(page)).toHaveText('Paused');
  await simulator.ledger.whenIdle(5000);
  expect((await heard(page)).filter((text) => text === 'Paused')).toHaveLength(1);
  expect((await heard(page)).length).toBeLessThan(9);
});

void replies;
