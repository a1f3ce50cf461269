// Every state that the element can be in, as people meet it: what it says and a screen reader finds, what can be
// pressed, and no complaint of axe. SCREENSHOTS=folder keeps pictures of each, in three sizes, light and dark.

import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { replies, type Simulator } from '../simulator/index.js';
import { expect, test } from './fixtures.js';
import { heard, part, player, readOut, setHidden, show, src, status } from './stage.js';

interface State {
  readonly name: string;
  /** The state line; null: none. */
  readonly says: string | null;
  readonly message?: RegExp;
  /** What the browser's tree gives a screen reader between the group's name and the first button of the bar. */
  readonly reads?: readonly string[];
  /** What it says by itself, up to the state: each once. */
  readonly heard: readonly string[];
  /** Names of the buttons that can be seen, in the order of the Tab key. */
  readonly buttons: readonly string[];
  readonly attributes?: Readonly<Record<string, string>>;
  readonly times?: Readonly<Record<string, number>>;
  readonly camera?: (simulator: Simulator) => void;
  /** From a player that has just been put up to the state. */
  readonly enter: (page: Page, simulator: Simulator) => Promise<void>;
}

const live = (page: Page) => expect(status(page)).toHaveText('Live', { timeout: 10_000 });
const press = (page: Page, name: string) => page.getByRole('button', { name }).click();
const picture = ['Save this picture', 'Statistics', 'Picture in picture', 'Full screen'];
const bare = ['Statistics', 'Full screen'];
/** The test's page has neither a heading nor a landmark. */
const aboutPages = ['landmark-one-main', 'page-has-heading-one', 'region'];
const alert = { stalled: 0.5, lost: 1 };

const states: readonly State[] = [
  {
    name: 'idle',
    says: null,
    heard: [],
    reads: ['button Watch live'],
    buttons: ['Watch live', ...bare],
    enter: async () => undefined,
  },
  {
    name: 'connecting',
    says: 'Connecting…',
    heard: ['Connecting…'],
    reads: ['Connecting…'],
    buttons: ['Stop watching', ...bare],
    times: { postSlow: 60, post: 90 },
    camera: (simulator) => {
      simulator.device('porch').onPost({ never: 'without-session' });
    },
    enter: (page) => press(page, 'Watch live'),
  },
  {
    name: 'waiting-for-the-camera',
    says: 'Waiting for the camera…',
    heard: ['Connecting…', 'Waiting for the camera…'],
    reads: ['Waiting for the camera…'],
    buttons: ['Stop watching', ...bare],
    times: { firstFrame: 60 },
    camera: (simulator) => {
      simulator.device('porch').onPost({ noMedia: true });
    },
    enter: async (page) => {
      await press(page, 'Watch live');
      await expect(status(page)).toHaveText('Waiting for the camera…', { timeout: 10_000 });
    },
  },
  {
    name: 'live',
    says: 'Live',
    heard: ['Connecting…', 'Live'],
    reads: ['Video Picture of the camera', 'Live', 'timer # seconds left'],
    buttons: ['Stop watching', ...picture],
    enter: async (page) => {
      await press(page, 'Watch live');
      await live(page);
    },
  },
  {
    name: 'live-with-statistics',
    says: 'Live',
    heard: ['Waiting for the camera…', 'Live'],
    buttons: ['Stop watching', ...picture],
    attributes: { stats: '' },
    camera: (simulator) => {
      simulator.device('porch').onPost({ firstFrameSeconds: 2 });
    },
    enter: async (page) => {
      await press(page, 'Watch live');
      await live(page);
      await expect(part(page, 'statistics')).toContainText('1280 × 720', { timeout: 10_000 });
      await expect(part(page, 'statistics')).toContainText('Mbit/s');
      await expect(part(page, 'statistics')).toContainText(/[\d.]+s, [\d.]+s of it the camera/);
    },
  },
  {
    name: 'time-nearly-up',
    says: 'Live',
    heard: ['Connecting…', 'Live', '# seconds left. To go on, press “Continue watching”.'],
    reads: [
      'Video Picture of the camera',
      'Live',
      '# seconds left. To go on, press “Continue watching”.',
      'timer # seconds left',
    ],
    buttons: ['Continue watching', 'Stop watching', ...picture],
    times: { batteryLimit: 16, limitWarning: 10 },
    enter: async (page) => {
      await press(page, 'Watch live');
      await expect(page.getByRole('button', { name: 'Continue watching' })).toBeVisible({
        timeout: 10_000,
      });
      await live(page);
    },
  },
  {
    name: 'stalled',
    says: 'Picture interrupted…',
    heard: ['Picture interrupted…'],
    reads: ['Video Picture of the camera', 'Picture interrupted…', 'timer # seconds left'],
    buttons: ['Stop watching', ...picture],
    times: { stalled: 0.5, lost: 60 },
    enter: async (page, simulator) => {
      await press(page, 'Watch live');
      await live(page);
      simulator.device('porch').stall();
      await expect(status(page)).not.toHaveText('Live');
    },
  },
  {
    name: 'reconnecting',
    says: 'Reconnecting…',
    message: /^The camera stopped sending pictures\.$/,
    heard: ['Picture interrupted…', 'The camera stopped sending pictures.', 'Reconnecting…'],
    reads: [
      'image Last picture',
      'Reconnecting…',
      'The camera stopped sending pictures.',
      'Last picture',
    ],
    buttons: ['Stop watching', 'Save this picture', ...bare],
    times: alert,
    enter: async (page, simulator) => {
      await press(page, 'Watch live');
      await live(page);
      simulator.device('porch').onPost({ firstFrameSeconds: 9 });
      simulator.device('porch').stall();
      await expect(player(page)).toHaveJSProperty('phase', 'starting', { timeout: 10_000 });
    },
  },
  {
    name: 'waiting-for-a-retry',
    says: 'Reconnecting…',
    message: /^The camera service is being asked too often\.$/,
    heard: [
      'The camera stopped sending pictures.',
      'The camera service is being asked too often.',
      'Reconnecting…',
    ],
    reads: [
      'image Last picture',
      'Reconnecting…',
      'The camera service is being asked too often.',
      'button Try now',
      'Last picture',
    ],
    buttons: ['Try now', 'Stop watching', 'Save this picture', ...bare],
    times: alert,
    enter: async (page, simulator) => {
      await press(page, 'Watch live');
      await live(page);
      simulator.device('porch').onPost({ reply: replies.rateLimited(60) });
      simulator.device('porch').stall();
      await expect(page.getByRole('button', { name: 'Try now' })).toBeVisible({ timeout: 10_000 });
      await expect(part(page, 'message')).toContainText('too often');
    },
  },
  {
    name: 'resting',
    says: 'Resting while nobody watches',
    heard: ['Connecting…', 'Live', 'Resting while nobody watches'],
    reads: [
      'image Last picture',
      'Resting while nobody watches',
      'button Watch live',
      'Last picture',
    ],
    buttons: ['Watch live', 'Stop watching', 'Save this picture', ...bare],
    times: { unseen: 0.2 },
    enter: async (page) => {
      await press(page, 'Watch live');
      await live(page);
      await setHidden(page, true);
      await expect(status(page)).not.toHaveText('Live');
    },
  },
  {
    name: 'paused',
    says: 'Resting',
    heard: ['Connecting…', 'Live', 'Ending…', 'Resting'],
    reads: ['image Last picture', 'Resting', 'button Watch again', 'Last picture'],
    buttons: ['Watch again', 'Save this picture', ...bare],
    enter: async (page) => {
      await press(page, 'Watch live');
      await live(page);
      await press(page, 'Stop watching');
      await expect(status(page)).toHaveText('Resting');
    },
  },
  {
    name: 'time-is-up',
    says: 'Time is up',
    heard: [
      'Connecting…',
      'Live',
      '# seconds left. To go on, press “Continue watching”.',
      'Ending…',
      'Time is up',
    ],
    buttons: ['Watch again', 'Save this picture', ...bare],
    times: { batteryLimit: 3, limitMargin: 0.5 },
    enter: async (page) => {
      await press(page, 'Watch live');
      await expect(status(page)).toHaveText('Time is up', { timeout: 10_000 });
    },
  },
  {
    name: 'failed',
    says: 'No live video',
    message: /^The camera is offline\. Check its power and its Wi-Fi, then try again\.$/,
    heard: [
      'Connecting…',
      'No live video',
      'The camera is offline. Check its power and its Wi-Fi, then try again.',
    ],
    reads: [
      'No live video',
      'The camera is offline. Check its power and its Wi-Fi, then try again.',
      'button Try again',
    ],
    buttons: ['Try again', ...bare],
    camera: (simulator) => {
      simulator.device('porch').configure({ online: false });
    },
    enter: async (page) => {
      await press(page, 'Watch live');
      await expect(status(page)).toHaveText('No live video');
    },
  },
  {
    name: 'closing',
    says: 'Ending…',
    heard: ['Connecting…', 'Live', 'Ending…'],
    reads: ['image Last picture', 'Ending…', 'Last picture'],
    buttons: ['Stop watching', 'Save this picture', ...bare],
    camera: (simulator) => {
      simulator.device('porch').onDelete({ delaySeconds: 3 });
    },
    enter: async (page) => {
      await press(page, 'Watch live');
      await live(page);
      await press(page, 'Stop watching');
      await expect(status(page)).toHaveText('Ending…');
    },
  },
  {
    name: 'tap',
    says: null,
    heard: ['Connecting…', 'Tap to play'],
    reads: ['Tap to play', 'button Tap to play'],
    buttons: ['Tap to play', ...bare],
    enter: async (page) => {
      await page.evaluate(() => {
        Reflect.set(HTMLMediaElement.prototype, 'play', () =>
          Promise.reject(new DOMException('a gesture is needed', 'NotAllowedError')),
        );
      });
      await press(page, 'Watch live');
      await expect(page.getByRole('button', { name: 'Tap to play' })).toBeVisible();
    },
  },
  {
    name: 'no-camera',
    says: 'No camera chosen',
    heard: ['No camera chosen'],
    reads: ['No camera chosen'],
    buttons: bare,
    attributes: { src: '' },
    enter: (page) => press(page, 'Watch live'),
  },
];

test.describe.configure({ mode: 'parallel' });

for (const state of states) {
  test(`${state.name}: said in words, all of it can be reached, and axe finds nothing`, async ({
    page,
    simulator,
    site,
  }) => {
    state.camera?.(simulator);
    const { times = {}, attributes = {} } = state;
    await show(page, site.origin, { src, controls: '', ...attributes }, { times });
    await page.evaluate(() => {
      window.tools.style('ring-live { inline-size: 640px }');
    });
    await state.enter(page, simulator);
    await pictures(page, state.name);

    await player(page).hover();
    if (state.says === null) await expect(status(page)).toBeHidden();
    else await expect(status(page)).toHaveText(state.says);
    await expect(part(page, 'message')).toHaveText(state.message ?? '');
    await expect.poll(() => tabbedThrough(page)).toEqual(state.buttons);
    if (state.reads !== undefined) {
      const { reads } = state;
      await expect
        .poll(async () => (await readOut(page)).slice(0, reads.length + 1))
        .toEqual(['group Live video', ...reads]);
    }
    const said = (await heard(page)).map((text) => text.replace(/\d+/, '#'));
    expect(said.slice(-state.heard.length)).toEqual(state.heard);
    expect((await readOut(page)).filter((line) => line.includes('also:'))).toEqual([]);
    await expect(part(page, 'statistics')).toBeVisible({
      visible: state.attributes?.['stats'] !== undefined,
    });
    const { violations } = await new AxeBuilder({ page })
      .setLegacyMode() // the other mode wants a page of its own
      .disableRules(aboutPages)
      .analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });
}

/** Names of the buttons that the Tab key comes by, from the page's beginning. */
async function tabbedThrough(page: Page): Promise<string[]> {
  await page.evaluate(() => {
    (document.activeElement as HTMLElement | null)?.blur();
    getSelection()?.removeAllRanges();
  });
  const names: string[] = [];
  for (;;) {
    await page.keyboard.press('Tab');
    const name = await page.evaluate(() => {
      const button = document.querySelector('ring-live')?.shadowRoot?.activeElement;
      return button instanceof HTMLElement ? button.textContent || button.title : null;
    });
    if (name === null) return names;
    names.push(name);
  }
}

/** For people who look at them; see the head of this file. */
async function pictures(page: Page, name: string): Promise<void> {
  const folder = process.env['SCREENSHOTS'];
  if (folder === undefined) return;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const width of [160, 320, 640]) {
      await page.evaluate((size) => {
        window.tools.style(
          `:root { color-scheme: light dark } ring-live { inline-size: ${String(size)}px }`,
        );
      }, width);
      const path = `${folder}/${name}-${colorScheme}-${String(width)}.png`;
      await page.mouse.move(0, 0);
      await player(page).screenshot({ path });
    }
    await player(page).hover();
    await player(page).screenshot({ path: `${folder}/${name}-${colorScheme}-hover.png` });
  }
}
