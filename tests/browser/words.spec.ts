// What the element says, in which language, and whose words win.

import { expect, test } from './fixtures.js';
import { part, player, show, src, status, words } from './stage.js';

const defineGerman = () =>
  Promise.all([import('../../web/src/index.js'), import('../../web/src/words/de.js')]).then(
    ([{ defineWords }, { german }]) => {
      defineWords('de', german);
    },
  );

test('a page in German speaks German, players that were there before included', async ({
  page,
  simulator,
  site,
}) => {
  simulator.device('porch').configure({ online: false });
  await show(page, site.origin, { src, controls: '' });
  await page.evaluate(() => {
    document.documentElement.lang = 'de-AT';
  });
  await expect(page.getByRole('button', { name: 'Watch live' })).toBeVisible();
  await page.evaluate(defineGerman);
  await page.getByRole('button', { name: 'Live ansehen' }).click();
  await expect(status(page)).toHaveText('Kein Livebild');
  await expect(part(page, 'message')).toHaveText(
    'Die Kamera ist offline. Strom und WLAN der Kamera prüfen, dann noch einmal versuchen.',
  );
  await expect(part(page, 'frame')).toHaveAttribute('lang', 'de');
  // Programs and logs keep one language.
  const message = await player(page).evaluate((element) => (element as Player).error?.message);
  expect(message).toMatch(/^The camera is offline\./);
});

test('lang on the element itself, around its shadow host, and unknown ones', async ({
  page,
  site,
}) => {
  await show(page, site.origin, { src, controls: '' });
  await page.evaluate(defineGerman);
  await player(page).evaluate((element) => {
    element.setAttribute('lang', 'de');
  });
  await expect(page.getByRole('button', { name: 'Live ansehen' })).toBeVisible();
  await player(page).evaluate((element) => {
    element.setAttribute('lang', 'fr');
  });
  await expect(page.getByRole('button', { name: 'Watch live' })).toBeVisible();
  await expect(part(page, 'frame')).toHaveAttribute('lang', 'en');
  await page.evaluate(() => {
    const host = document.createElement('div');
    host.lang = 'de';
    const root = host.attachShadow({ mode: 'open' });
    const inner = window.tools.player();
    inner.removeAttribute('lang');
    root.append(inner);
    document.body.append(host);
    inner.poster = '/favicon.ico'; // any change is a new look
  });
  await expect(page.getByRole('button', { name: 'Live ansehen' })).toBeVisible();
});

test('single words are replaced for one player or for all, and the rest stays', async ({
  page,
  site,
}) => {
  await show(page, site.origin, { src, controls: '' });
  await player(page).evaluate((element) => {
    (element as Player).words = { actions: { play: 'See who is there' } };
  });
  await expect(page.getByRole('button', { name: 'See who is there' })).toBeVisible();
  await page.evaluate(async () => {
    const { defineWords, wordsFor } = await import('../../web/src/index.js');
    defineWords('en', {
      states: { connecting: 'Ringing…' },
      failures: { server: { todo: 'Call us.' } },
    });
    const { words } = wordsFor('en-GB');
    if (words.failures.server.happened !== 'The camera service has a problem.') throw new Error();
    if (words.failures.server.todo !== 'Call us.') throw new Error();
  });
  await page.getByRole('button', { name: 'See who is there' }).click();
  await expect(status(page)).toHaveText('Live');
  expect(await words(page)).toEqual(['Ringing…', 'Live']);
});

type Player = HTMLElementTagNameMap['ring-live'];
