// For everybody's hands, eyes and ears: focus that is never lost and never on the opposite action, one sentence for
// what happens, and nothing that vanishes where there is little room. Each state's tree is in states.spec.ts;
// tests/accessibility.md says which test stands for which criterion.

import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.js';
import {
  expectLive,
  focused,
  heard,
  part,
  player,
  show,
  src,
  status,
  watch,
  words,
} from './stage.js';

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
  await expect(status(page)).toHaveText('Resting');
  await simulator.ledger.whenIdle(5000);
  expect((await heard(page)).filter((text) => text === 'Resting')).toHaveLength(1);
  expect((await heard(page)).length).toBeLessThan(9);
});

const bar = (page: Page) => part(page, 'controls');
const seenButtons = (page: Page) =>
  page.evaluate(() => {
    const all = window.tools.player().shadowRoot?.querySelectorAll('button') ?? [];
    return [...all]
      .filter((one) => one.getClientRects().length > 0)
      .map((one) => one.textContent || one.title);
  });

test('in little room all buttons are still there, behind one, and no target is under 24 pixels', async ({
  page,
  site,
}) => {
  await watch(page, site.origin);
  await expectLive(page);
  const all = ['Stop watching', 'More', 'Save this picture', 'Statistics', 'Picture in picture'];
  for (const [pixels, few] of [
    [288, ['Stop watching', 'More', 'Full screen']],
    [200, ['Stop watching', 'More']],
    [160, ['Stop watching', 'More']],
  ] as const) {
    await width(page, pixels);
    expect(await seenButtons(page)).toEqual(few);
    await part(page, 'more-button').focus();
    await page.keyboard.press('Enter');
    await expect(part(page, 'more-button')).toHaveAttribute('aria-expanded', 'true');
    expect(await seenButtons(page)).toEqual([...all, 'Full screen']);
    expect(await misplaced(page)).toEqual([]);
    await part(page, 'statistics-button').focus();
    await page.keyboard.press('Escape');
    expect(await focused(page)).toBe('More');
    expect(await seenButtons(page)).toEqual(few);
    expect(await misplaced(page)).toEqual([]);
  }
  // Text twice as large is as little room: the same buttons, and nothing is cut.
  await width(page, 560);
  await page.evaluate(() => {
    window.tools.style('html { font-size: 200% }');
  });
  expect(await seenButtons(page)).toEqual(['Stop watching', 'More', 'Full screen']);
  expect(await misplaced(page)).toEqual([]);
  await expect(part(page, 'controls').locator('button').first()).toHaveCSS(
    'font-size',
    /^(2[2-9]|3\d)/,
  );
  // And room again.
  await part(page, 'more-button').focus();
  await page.keyboard.press('Enter');
  await width(page, 1000);
  await expect(status(page)).toBeVisible();
  await expect.poll(() => focused(page)).toBe('frame'); // When the frame has been measured.
});

/** Buttons that are too small, or stick out of the player, or lie on each other. */
function misplaced(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const box = window.tools.player().getBoundingClientRect();
    const all = window.tools.player().shadowRoot?.querySelectorAll('button') ?? [];
    const seen = [...all].filter((one) => one.getClientRects().length > 0);
    const rects = seen.map((one) => one.getBoundingClientRect());
    return seen
      .filter((_one, index) => {
        const { width, height, left, right, top, bottom } = rects[index] ?? box;
        const fits =
          left >= box.left && right <= box.right && top >= box.top && bottom <= box.bottom;
        const covered = rects.some(
          (other, at) =>
            at !== index &&
            left < other.right - 1 &&
            right > other.left + 1 &&
            top < other.bottom - 1 &&
            bottom > other.top + 1,
        );
        return width < 24 || height < 24 || !fits || covered;
      })
      .map((one) => one.textContent || one.title);
  });
}

test('a thumbnail shows what happened when asked to, and no pill is cut', async ({
  page,
  simulator,
  site,
}) => {
  simulator.device('porch').configure({ online: false });
  await watch(page, site.origin, { stalled: 0.5, lost: 60 });
  await expect(status(page)).toHaveText('No live video');
  await width(page, 222);
  const message = part(page, 'message');
  const shown = async () => ((await message.boundingBox())?.height ?? 0) > 10;
  expect(await shown()).toBe(false);
  const details = button(page, 'What happened');
  await details.click();
  await expect(details).toHaveAttribute('aria-expanded', 'true');
  expect(await shown()).toBe(true);
  await details.click();
  expect(await shown()).toBe(false);
  await player(page).evaluate((element) => {
    element.removeAttribute('controls');
  });
  await expect(details).toBeVisible();
  simulator.device('porch').configure({ online: true });
  await button(page, 'Try again').click();
  await expectLive(page);
  await player(page).evaluate((element) => {
    element.setAttribute('controls', '');
  });
  simulator.device('porch').stall();
  await expect(status(page)).toHaveText('Picture interrupted…');
  // Spaced as some readers need it (WCAG 1.4.12).
  await page.evaluate(() => {
    const spaced = 'letter-spacing: 0.12em !important; word-spacing: 0.16em !important';
    window.tools.style(`ring-live::part(status) { ${spaced}; line-height: 1.5 }`);
  });
  for (const pixels of [460, 288, 222, 160]) {
    await width(page, pixels);
    const isCut = await status(page).evaluate(
      (pill) =>
        pill.scrollWidth > pill.clientWidth + 1 || pill.scrollHeight > pill.clientHeight + 1,
    );
    expect(isCut, `at ${String(pixels)} pixels`).toBe(false);
    expect((await status(page).boundingBox())?.height).toBeLessThan(90);
  }
});

test('the bar goes when the mouse rests and on Escape, never while the focus is in it', async ({
  page,
  site,
}) => {
  await watch(page, site.origin, { batteryLimit: 600 });
  await expectLive(page);
  await page.mouse.move(0, 700);
  await expect(bar(page)).toHaveCSS('opacity', '0');
  await player(page).hover();
  await expect(bar(page)).toHaveCSS('opacity', '1');
  await expect(bar(page)).toHaveCSS('opacity', '0'); // It rests.
  await player(page).hover({ position: { x: 20, y: 20 } });
  await expect(bar(page)).toHaveCSS('opacity', '1');
  await player(page).evaluate((element) => {
    element.focus();
  });
  await page.keyboard.press('Escape');
  await expect(bar(page)).toHaveCSS('opacity', '0');
  await page.keyboard.press('Tab');
  expect(await focused(page)).toBe('Stop watching');
  await page.keyboard.press('Escape');
  const rested = page.evaluate(
    () =>
      new Promise((resolve) => {
        document
          .querySelector('ring-live')
          ?.shadowRoot?.addEventListener('animationend', resolve, { once: true });
      }),
  );
  await player(page).hover();
  await rested;
  await expect(bar(page)).toHaveCSS('opacity', '1');
  expect(await heard(page)).toEqual(['Connecting…', 'Live']);
  // Whoever saves is told so, each time.
  for (const key of ['s', 's']) {
    await page.keyboard.press(key);
  }
  await expect.poll(() => heard(page)).toContain('Picture saved');
});

test('words, icons and the focus stand out from whatever the camera sees', async ({
  page,
  site,
}) => {
  await watch(page, site.origin);
  await expectLive(page);
  const worst = () =>
    page.evaluate(() => {
      type Colour = readonly [number, number, number];
      const context = new OffscreenCanvas(1, 1).getContext('2d');
      if (context === null) throw new Error('no canvas here');
      /** As painted over a plain picture. */
      const over = (picture: string, ...paints: string[]): Colour => {
        for (const paint of [picture, ...paints]) {
          context.fillStyle = paint;
          context.fillRect(0, 0, 1, 1);
        }
        const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
        return [red, green, blue];
      };
      const linear = (value: number): number =>
        value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
      const light = ([red, green, blue]: Colour): number =>
        0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
      const contrast = (one: Colour, other: Colour): number => {
        const [less = 0, more = 0] = [light(one), light(other)].sort((a, b) => a - b);
        return (more + 0.05) / (less + 0.05);
      };
      return ['status', 'time', 'stop-button', 'statistics-button'].map((name) => {
        const { color, backgroundColor } = getComputedStyle(window.tools.part(name));
        return Math.min(
          ...['#fff', '#000', '#888'].map((picture) =>
            contrast(over(picture, backgroundColor), over(picture, backgroundColor, color)),
          ),
        );
      });
    });
  expect(Math.min(...(await worst()))).toBeGreaterThan(4.5);
  await part(page, 'statistics-button').focus();
  await page.keyboard.press('Enter');
  await expect(part(page, 'statistics-button')).toHaveAttribute('aria-pressed', 'true');
  // Its background changes over a moment.
  await expect.poll(async () => Math.min(...(await worst()))).toBeGreaterThan(4.5);
  const { outlineStyle, boxShadow } = await part(page, 'statistics-button').evaluate((one) => {
    const style = getComputedStyle(one);
    return { outlineStyle: style.outlineStyle, boxShadow: style.boxShadow };
  });
  expect(outlineStyle).toBe('solid'); // Light, with a dark ring around it: one of the two stands out.
  expect(boxShadow).toContain('rgba(0, 0, 0, 0.65)');
});

test('forced colours show the focus on a toggle that is on, and less motion stops nothing', async ({
  page,
  site,
}) => {
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
  await watch(page, site.origin, {}, { stats: '' });
  await expectLive(page);
  const toggle = part(page, 'statistics-button');
  const looks = () =>
    toggle.evaluate((one) => {
      const { outlineStyle, outlineWidth, borderTopWidth } = getComputedStyle(one);
      return [outlineStyle, outlineWidth, borderTopWidth];
    });
  expect(await looks()).toEqual(['none', expect.any(String), '3px']);
  await page.keyboard.press('Tab');
  while ((await focused(page)) !== 'Statistics') await page.keyboard.press('Tab');
  expect(await looks()).toEqual(['solid', '2px', '3px']);
  await page.evaluate(() => {
    (document.activeElement as HTMLElement).blur();
  });
  await player(page).hover();
  await expect(bar(page)).toHaveCSS('opacity', '1');
  await expect(bar(page)).toHaveCSS('opacity', '0');
});

test('the countdown is spoken once, as it is seen, and so is that it goes on', async ({
  page,
  simulator,
  site,
}) => {
  simulator.device('porch').configure({ concurrency: 'reject' });
  await watch(page, site.origin, { batteryLimit: 9, limitWarning: 5 });
  await expectLive(page);
  await expect(button(page, 'Continue watching')).toBeVisible();
  const seen = Number(await part(page, 'time').textContent());
  const warning = (await heard(page)).at(-1) ?? '';
  expect(warning).toMatch(/^\d seconds left\. To go on, press “Continue watching”\.$/);
  expect([seen, seen + 1]).toContain(Number.parseInt(warning));
  // At rest it is all of the bar that lies over the picture.
  await page.mouse.move(0, 700);
  await expect(part(page, 'stop-button')).toHaveCSS('opacity', '0');
  await expect(part(page, 'extend-button')).toHaveCSS('opacity', '1');
  await button(page, 'Continue watching').click();
  await expect(button(page, 'Continue watching')).toBeHidden();
  const extended = (await heard(page)).at(-1) ?? '';
  expect(extended).toMatch(/^Going on: \d+ seconds left$/);
  // The next session cannot overlap: the picture is held for a moment, which nobody needs to be told.
  await simulator.ledger.when(() => simulator.ledger.sessions().length === 2, 15_000);
  await expect.poll(() => words(page)).toEqual(['Connecting…', 'Live', 'Reconnecting…', 'Live']);
  expect(await heard(page)).toEqual(['Connecting…', 'Live', warning, extended]);
});
