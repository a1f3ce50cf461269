// What the element says, in which language, and whose words win.

import { AxeBuilder } from '@axe-core/playwright';
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
    const { defineWords } = await import('../../web/src/index.js');
    defineWords('en', {
      states: { connecting: 'Ringing…' },
      failures: { server: { todo: 'Call us.' } },
    });
  });
  await page.getByRole('button', { name: 'See who is there' }).click();
  await expect(status(page)).toHaveText('Live');
  expect(await words(page)).toEqual(['Ringing…', 'Live']);
  // The rest of English has come with the module.
  const said = await page.evaluate(async () => {
    const { failureWords, wordsFor } = await import('../../web/src/index.js');
    return failureWords(wordsFor('en-GB').words, { kind: 'server', crossOrigin: false });
  });
  expect(said).toEqual({ happened: 'The camera service has a problem.', todo: 'Call us.' });
});

test('a page that changes its language and its direction: each is loaded when it is used, and all moves over', async ({
  page,
  simulator,
  site,
}) => {
  simulator.device('porch').configure({ online: false });
  const loaded: string[] = [];
  page.on('request', (request) => {
    const language = /\/words\/([a-z]{2})\.js$/.exec(request.url())?.[1];
    if (language !== undefined) loaded.push(language);
  });
  await show(page, site.origin, { src, controls: '' });
  const speak = (lang: string) =>
    page.evaluate(async (code) => {
      const { defineWords } = await import('../../web/src/index.js');
      const file = `/web/src/words/${code}.js`;
      const [theirs] = Object.values((await import(file)) as Record<string, Words>);
      document.documentElement.lang = code;
      if (theirs !== undefined) defineWords(code, theirs);
    }, lang);
  expect(loaded).toEqual([]);
  for (const [lang, name] of [
    ['es', 'Ver en directo'],
    ['fr', 'Regarder en direct'],
    ['pt', 'Ver em direto'],
    ['ja', 'ライブで見る'],
  ] as const) {
    await speak(lang);
    await expect(page.getByRole('button', { name })).toBeVisible();
    await expect(part(page, 'frame')).toHaveAttribute('lang', lang);
  }
  expect(loaded).toEqual(['es', 'fr', 'pt', 'ja']);
  // No language of ours runs from right to left, a page of somebody's does: their own words, ours where they have none.
  await page.evaluate(async () => {
    const { defineWords } = await import('../../web/src/index.js');
    document.documentElement.dir = 'rtl';
    document.documentElement.lang = 'ar';
    defineWords('ar', { actions: { play: 'شاهد مباشرة' }, states: { failed: 'لا يوجد بث مباشر' } });
    window.tools.style('ring-live { inline-size: 640px }');
  });
  await page.getByRole('button', { name: 'شاهد مباشرة' }).click();
  await expect(status(page)).toHaveText('لا يوجد بث مباشر');
  const at = async (name: string) => (await part(page, name).boundingBox())?.x ?? 0;
  expect(await at('status')).toBeGreaterThan(await at('statistics-button'));
  expect(await at('statistics-button')).toBeGreaterThan(await at('fullscreen-button'));
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode()
    .disableRules(['landmark-one-main', 'page-has-heading-one', 'region'])
    .analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
});

type Words = import('../../web/src/index.js').Words;
type Player = HTMLElementTagNameMap['ring-live'];
