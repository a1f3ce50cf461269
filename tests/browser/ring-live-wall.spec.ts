// The wall of a desk: many cameras, few of them live.

import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from './fixtures.js';
import { coveredFocus, sessionsOf } from './stage.js';
import {
  camerasNamed,
  hang,
  live,
  mostAtOnce,
  notice,
  pinch,
  playing,
  shortTimes,
  tile,
} from './wall-stage.js';

const names = ['gate', 'yard', 'hall', 'roof'];

test('of four cameras the first two are live, and what happens elsewhere comes first', async ({
  page,
  simulator,
  site,
}) => {
  await hang(page, { simulator, site }, camerasNamed(...names), { 'max-live': '2' });
  await expect.poll(() => playing(page), { timeout: 10_000 }).toBe('gate yard');
  await expect(tile(page, 'gate').locator('[part~="state"]')).toHaveText('Live');
  await expect(tile(page, 'roof').locator('[part~="state"]')).toHaveText('Resting');

  const found = await page.evaluate(() => window.walls.wall().attend('roof') !== null);
  expect(found, 'by its device id or its id only').toBe(false);
  await page.evaluate(() => {
    const wall = window.walls.wall();
    wall.attend(wall.players[3] ?? '');
  });
  await expect(notice(page)).toHaveText('roof: something happened');
  await expect(tile(page, 'roof').locator('[part~="mark"]')).toHaveText('Something happened');
  await expect.poll(() => playing(page), { timeout: 10_000 }).toBe('gate roof');
  await expect(tile(page, 'yard').locator('[part~="state"]')).toHaveText(/ago$/);

  // A while later it is a camera like the others.
  await expect(notice(page)).toHaveText('', { timeout: 10_000 });
  await expect.poll(() => playing(page), { timeout: 10_000 }).toBe('gate yard');
  expect(mostAtOnce(simulator.ledger)).toBeLessThanOrEqual(4);
});

test('on a phone, what happens off the screen gets its place and leads there, and the page stays where it is', async ({
  page,
  simulator,
  site,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const cameras = camerasNamed(...names, 'lane', 'pool');
  await hang(page, { simulator, site }, cameras, { 'max-live': '2', controls: '' });
  await expect.poll(() => playing(page), { timeout: 10_000 }).toBe('gate yard');
  await page.evaluate(() => {
    const wall = window.walls.wall();
    wall.attend(wall.players[5] ?? '');
  });
  await expect.poll(() => live(page)).toBe('gate pool');
  const goThere = page
    .getByRole('status')
    .getByRole('button', { name: 'pool: something happened' });
  await expect(goThere).toBeInViewport({ ratio: 1 });
  await expect(tile(page, 'pool')).not.toBeInViewport();
  expect(await page.evaluate(() => scrollY)).toBe(0);
  expect(sessionsOf(simulator, 'pool'), 'nobody sees it yet').toEqual([]);

  await goThere.click();
  await expect(tile(page, 'pool')).toBeInViewport({ ratio: 1 });
  await expect(tile(page, 'pool')).toBeFocused();
  await expect.poll(() => playing(page), { timeout: 10_000 }).toContain('pool');
  await expect(notice(page), 'what it says is seen there').toHaveCSS('width', '1px');

  await page.evaluate(() => {
    window.walls.wall().players[5]?.remove();
  });
  await expect(notice(page), 'a camera that has gone leads nowhere').toHaveText('');
  await page.locator('ring-live-wall').evaluate((wall) => {
    wall.remove(); // Its place is being given to another, whose POST may be on its way.
  });
  await simulator.ledger.whenIdle(5000);
});

test('a patrol goes round, and the picture that yields stays until the next is there', async ({
  page,
  simulator,
  site,
}) => {
  const cameras = camerasNamed('gate', 'yard', 'hall');
  await hang(page, { simulator, site }, cameras, { 'max-live': '1', patrol: '2' });
  await expect.poll(() => playing(page), { timeout: 10_000 }).toBe('gate');
  const dark = page.evaluate(async () => {
    // Each moment until the round is over: how many pictures there were.
    const seen = new Map<number, number>();
    const visited = new Set<string>();
    while (visited.size < 3 || window.walls.live() !== 'gate') {
      const now = window.walls.playing().split(' ').filter(Boolean);
      seen.set(now.length, (seen.get(now.length) ?? 0) + 1);
      for (const name of now) visited.add(name);
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    return [...seen.keys()].sort();
  });
  expect(await dark).not.toContain(0);
  expect(await dark).not.toContain(3);
  const { ledger } = simulator;
  expect(mostAtOnce(ledger)).toBe(2);
  expect(new Set(ledger.sessions().map(({ deviceId }) => deviceId)).size).toBe(3);

  // Whoever wants it to stand still enlarges one: as long as it is alone, nothing goes round.
  await tile(page, 'gate').press('Enter');
  await expect.poll(() => playing(page), { timeout: 10_000 }).toBe('gate');
  const seen = page.evaluate(async () => {
    const since = performance.now();
    const names = new Set<string>();
    while (performance.now() - since < 5000) {
      names.add(window.walls.live());
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    return [...names];
  });
  expect(await seen).toEqual(['gate']);
});

test('a place outlasts the limit of a session, and a person who stops a camera gives it away', async ({
  page,
  simulator,
  site,
}) => {
  const attributes = { 'max-live': '1', controls: '' };
  await hang(page, { simulator, site }, camerasNamed('gate', 'yard'), attributes, shortTimes, 7);
  await expect.poll(() => sessionsOf(simulator, 'gate').length, { timeout: 20_000 }).toBe(2);
  await expect.poll(() => playing(page), { timeout: 10_000 }).toBe('gate');
  expect(mostAtOnce(simulator.ledger)).toBe(2);

  await tile(page, 'gate').press('Enter');
  await page.locator('ring-live[label=gate]').hover();
  await page.getByRole('button', { name: 'Stop watching' }).click();
  await page.keyboard.press('Escape');
  await expect.poll(() => playing(page), { timeout: 10_000 }).toBe('yard');

  // It is taken away while it plays: nothing is left behind.
  await page.evaluate(() => {
    window.walls.wall().players[1]?.remove();
  });
  await simulator.ledger.whenIdle(5000);
  expect(simulator.ledger.open()).toEqual([]);
  expect(await live(page), 'who was stopped stays so').toBe('');
});

test('cameras that would all start by themselves wait for a place', async ({
  page,
  simulator,
  site,
}) => {
  const cameras = camerasNamed(...names).map((camera) => ({ ...camera, autoplay: '' }));
  await hang(page, { simulator, site }, cameras, { 'max-live': '1' });
  await expect.poll(() => playing(page), { timeout: 10_000 }).toBe('gate');
  expect(mostAtOnce(simulator.ledger)).toBe(1);
  await page.locator('ring-live-wall').evaluate((wall) => {
    wall.remove();
  });
  await simulator.ledger.whenIdle(5000);
  expect(simulator.ledger.sessions()).toHaveLength(1);
});

test('a battery rests when its hour is used up, and says so', async ({ page, simulator, site }) => {
  const [gate = {}, yard = {}] = camerasNamed('gate', 'yard');
  const cameras = [gate, { ...yard, power: 'line' }];
  await hang(page, { simulator, site }, cameras, { 'max-live': '1', budget: '3' });
  await expect.poll(() => playing(page), { timeout: 10_000 }).toBe('gate');
  await expect.poll(() => playing(page), { timeout: 10_000 }).toBe('yard');
  await expect(tile(page, 'gate').locator('[part~="budget"]')).toHaveText('0:00 left this hour');
  await expect(tile(page, 'yard').locator('[part~="budget"]')).toBeHidden();
  const [session] = sessionsOf(simulator, 'gate');
  expect((session?.endedAt ?? Infinity) - (session?.openedAt ?? 0)).toBeLessThan(4500);
});

test('where frames come too late to be shown, fewer are live', async ({
  page,
  simulator,
  site,
}) => {
  await hang(page, { simulator, site }, camerasNamed('gate', 'yard', 'hall'));
  await expect.poll(() => playing(page), { timeout: 10_000 }).toBe('gate yard hall');
  await page.evaluate(() => {
    document.title = 'slow';
  });
  await expect.poll(() => live(page), { timeout: 10_000 }).not.toBe('gate yard hall');
});

test('a battery has used what it has used, also on another wall', async ({
  page,
  simulator,
  site,
}) => {
  await hang(page, { simulator, site }, camerasNamed('gate'), { budget: '3' });
  await expect.poll(() => playing(page), { timeout: 10_000 }).toBe('gate');
  const budget = tile(page, 'gate').locator('[part~="budget"]');
  await expect(budget).toHaveText('0:00 left this hour', { timeout: 10_000 });
  await page.evaluate(
    (camera) => {
      window.walls.wall().remove();
      window.walls.hang({ budget: '3' }, { look: 1 }, [camera]);
    },
    camerasNamed('gate')[0] ?? {},
  );
  await expect(budget).toHaveText('0:00 left this hour');
  expect(sessionsOf(simulator, 'gate')).toHaveLength(1);
});

test.describe('worked with', () => {
  const solid = /solid 2px$/;
  const hangIdle = async (
    page: Parameters<typeof hang>[0],
    stage: Parameters<typeof hang>[1],
  ): Promise<void> => {
    await page.setViewportSize({ width: 800, height: 600 });
    await hang(page, stage, [], { controls: '' });
    await page.evaluate(() => {
      for (const label of ['a', 'b', 'c', 'd', 'e']) {
        window.walls.wall().append(window.walls.player({ label }));
      }
    });
    await expect(tile(page, 'e')).toBeVisible();
  };

  test('keys: one stop for Tab, arrows between tiles, Enter and Escape, and a camera is moved', async ({
    page,
    simulator,
    site,
  }) => {
    await hangIdle(page, { simulator, site });
    const names = (): Promise<string> =>
      page.evaluate(() =>
        window.walls
          .wall()
          .players.map(({ label }) => label)
          .join(' '),
      );
    await page.getByRole('button', { name: 'Full screen' }).focus();
    await expect(page.getByRole('button', { name: 'Full screen' })).toHaveCSS('outline', solid);
    await page.keyboard.press('Tab');
    await expect(tile(page, 'a')).toBeFocused();
    await expect(tile(page, 'a')).toHaveCSS('outline', solid);
    await page.keyboard.press('ArrowRight');
    await expect(tile(page, 'b')).toBeFocused();
    await page.keyboard.press('ArrowDown'); // Three stand in a row.
    await expect(tile(page, 'e')).toBeFocused();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Tab');
    await expect(tile(page, 'e')).toBeFocused();

    await page.keyboard.press('Enter');
    await expect(tile(page, 'a')).toBeHidden();
    expect(await coveredFocus(page)).toBe('');
    await page.keyboard.press('Home');
    await expect(tile(page, 'a')).toBeFocused();
    expect(await coveredFocus(page)).toBe('');
    await expect(tile(page, 'e')).toBeHidden();
    expect(await page.evaluate(() => window.walls.wall().enlarged?.label)).toBe('a');
    await page.keyboard.press('Escape');
    await expect(tile(page, 'e')).toBeVisible();
    await expect(tile(page, 'a')).toBeFocused();
    expect(
      await page.locator('ring-live[label=a]').getAttribute('controls'),
      'its buttons were lent',
    ).toBeNull();

    await page.keyboard.press('Shift+ArrowRight');
    await expect(notice(page)).toHaveText('a is now 2 of 5');
    await expect(tile(page, 'a')).toBeFocused();
    expect(await names()).toBe('b a c d e');
    await page.getByRole('button', { name: 'Move on' }).click();
    expect(await names()).toBe('b c a d e');
    await tile(page, 'e').locator('[part~="caption"]').dragTo(tile(page, 'b'));
    expect(await names()).toBe('e b c a d');
    expect(await page.evaluate(() => window.walls.orders)).toEqual([
      'b a c d e',
      'b c a d e',
      'e b c a d',
    ]);
    // A page that draws them itself.
    await page.evaluate(() => {
      window.walls.wall().addEventListener('reorder', (event) => {
        event.preventDefault();
      });
    });
    await page.getByRole('button', { name: 'Move on' }).click();
    expect(await names()).toBe('e b c a d');
  });

  test('a mouse, a screen reader, in German and from right to left', async ({
    page,
    simulator,
    site,
  }) => {
    await hangIdle(page, { simulator, site });
    await tile(page, 'c').locator('[part~="caption"]').dblclick();
    await expect(tile(page, 'a')).toBeHidden();
    await page.getByRole('button', { name: 'Enlarge', pressed: true }).click();
    await expect(tile(page, 'a')).toBeVisible();
    await pinch(page, tile(page, 'b'), 30, 120);
    await expect(tile(page, 'a')).toBeHidden();
    await pinch(page, tile(page, 'b'), 120, 30);
    await expect(tile(page, 'a')).toBeVisible();
    await page.locator('ring-live[label=b]').evaluate((player) => {
      player.toggleAttribute('zoomable', true);
    });
    await pinch(page, tile(page, 'b'), 30, 120);
    await expect(tile(page, 'a'), 'a player that zooms knows what that means').toBeVisible();
    const { violations } = await new AxeBuilder({ page })
      .setLegacyMode()
      .include('ring-live-wall')
      .disableRules(['region'])
      .analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);

    await page.evaluate(() => {
      document.documentElement.lang = 'de';
      document.documentElement.dir = 'rtl';
      window.walls.speakGerman();
    });
    await expect(page.getByRole('button', { name: 'Nach vorn' })).toBeVisible();
    await expect(page.getByRole('group', { name: 'a, 1 von 5' })).toBeVisible();
    const grid = page.getByRole('group', { name: 'Kameras' });
    await expect(grid).toHaveAttribute('lang', 'de');
    await page.evaluate(() => {
      document.documentElement.lang = 'nl'; // There are no such words: English, and said to be.
    });
    await expect(page.getByRole('group', { name: 'Cameras' })).toHaveAttribute('lang', 'en');
    await page.evaluate(() => {
      document.documentElement.lang = 'de';
    });
    await expect(grid).toBeVisible();
    await tile(page, 'a').focus();
    await page.keyboard.press('ArrowLeft');
    await expect(tile(page, 'b')).toBeFocused();
    await page.setViewportSize({ width: 320, height: 640 });
    const small = page.locator('ring-live-wall').evaluate((wall) =>
      [...(wall.shadowRoot?.querySelectorAll('button, .tile, .caption') ?? [])]
        .filter((one) => one.checkVisibility())
        .filter((one) => {
          const { width, height } = one.getBoundingClientRect();
          return width < 24 || height < 24;
        })
        .map((one) => one.outerHTML),
    );
    expect(await small).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      320,
    );
  });

  test('forced colours: the focus is seen on a tile that is marked and on a button that is pressed', async ({
    page,
    simulator,
    site,
  }) => {
    await page.emulateMedia({ forcedColors: 'active' });
    await hangIdle(page, { simulator, site });
    await page.evaluate(() => {
      const wall = window.walls.wall();
      wall.attend(wall.players[0] ?? '');
    });
    const marked = tile(page, 'a');
    await expect(marked).toHaveCSS('outline', /solid 3px$/);
    await marked.press('Enter');
    await expect(marked).toHaveCSS('outline', solid);
    const pressed = page.getByRole('button', { name: 'Enlarge', pressed: true });
    await expect(pressed).not.toHaveCSS('outline', /solid/);
    await pressed.focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Shift+Tab');
    await expect(pressed).toBeFocused();
    await expect(pressed).toHaveCSS('outline', solid);
  });
});
