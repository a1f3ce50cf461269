// What people expect of any element of the platform: properties and attributes, copies, moves, other
// documents, focus, fingers, and the events of a media element.

import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { looks } from '../../web/src/element/looks.js';
import { expect, expectRising, requestsOf, test } from './fixtures.js';
import {
  expectLive,
  frames,
  focused,
  namesInTree,
  part,
  player,
  show,
  src,
  status,
  watch,
} from './stage.js';

type Player = HTMLElementTagNameMap['ring-live'];

test('properties and attributes say the same', async ({ page, site }) => {
  await show(page, site.origin, { src });
  const seen = await page.evaluate(() => {
    const element = window.tools.player();
    Object.assign(element, {
      ...{ src: '/a', deviceId: 'b', componentId: 'c', apiBase: 'https://d.example' },
      ...{ power: 'line', extend: 90, keepWhenHidden: true, autoplay: false },
      ...{ controls: true, poster: '/favicon.ico', preload: 'module', stats: true, debug: true },
    });
    const attributes = [...element.attributes].map(({ name, value }) => `${name}=${value}`).sort();
    Object.assign(element, {
      power: null,
      extend: null,
      keepWhenHidden: false,
      stats: false,
    });
    element.setAttribute('preload', 'nonsense');
    element.setAttribute('extend', '-3');
    const { power, extend, preload, stats } = element;
    return { attributes, after: { power, extend, preload, stats } };
  });
  expect(seen.attributes).toEqual([
    'api-base=https://d.example',
    'component-id=c',
    'controls=',
    'debug=',
    'device-id=b',
    'extend=90',
    'keep-when-hidden=',
    'poster=/favicon.ico',
    'power=line',
    'preload=module',
    'src=/a',
    'stats=',
  ]);
  expect(seen.after).toEqual({ power: null, extend: null, preload: 'auto', stats: false });
});

test('every attribute has a property of its name, and no other member shares a name', async ({
  page,
  site,
}) => {
  await show(page, site.origin, { src });
  const wrong = await page.evaluate(() => {
    const element = window.tools.player();
    const { observedAttributes } = element.constructor as unknown as {
      observedAttributes: string[];
    };
    const camel = (name: string) => name.replace(/-./g, (text) => text.slice(1).toUpperCase());
    const members = new Map<string, PropertyDescriptor>();
    for (let at: object = element; at !== EventTarget.prototype;) {
      at = Reflect.getPrototypeOf(at) ?? EventTarget.prototype;
      for (const [name, member] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
        if (!members.has(name)) members.set(name, member);
      }
    }
    const texts: Record<string, string> = {
      ...{ power: 'line', preload: 'module', credentials: 'omit', poster: '/favicon.ico' },
    };
    return observedAttributes.flatMap((attribute) => {
      const name = camel(attribute);
      const { get, set } = members.get(name) ?? {};
      if (get === undefined || set === undefined) return [`${attribute}: no property`];
      const kind = typeof Reflect.get(element, name);
      const isNumber = ['extend', 'clip'].includes(attribute);
      const given = kind === 'boolean' ? '' : isNumber ? '90' : (texts[name] ?? 'x');
      element.removeAttribute(attribute);
      Reflect.set(element, name, given); // As frameworks set what stands in a template.
      const there = element.getAttribute(attribute);
      const read: unknown = Reflect.get(element, name);
      const wanted = kind === 'boolean' ? true : isNumber ? 90 : given;
      const troubles = there === given && read === wanted ? [] : [`${attribute}: ${String(read)}`];
      if (name === 'lang') return troubles; // The platform's own.
      for (const nothing of [null, undefined]) {
        element.setAttribute(attribute, given);
        Reflect.set(element, name, nothing);
        if (element.hasAttribute(attribute)) troubles.push(`${attribute}: ${String(nothing)}`);
      }
      return troubles;
    });
  });
  expect(wrong).toEqual([]);
});

test('a copy is a player of its own, without the token and without the session', async ({
  page,
  simulator,
  site,
}) => {
  await watch(page, site.origin);
  await expectLive(page);
  await page.evaluate(() => {
    const copy = window.tools.player().cloneNode(true) as Player;
    copy.removeAttribute('autoplay');
    document.body.append(copy);
  });
  await expect(player(page)).toHaveCount(2);
  await expect(player(page).nth(1)).toHaveJSProperty('phase', 'idle');
  expect(
    await player(page)
      .nth(1)
      .evaluate((copy) => (copy as Player).token),
  ).toBeNull();
  expect(requestsOf(simulator, 'POST')).toEqual([201]);
});

test('moved by moveBefore, nothing is interrupted', async ({ page, simulator, site }) => {
  await watch(page, site.origin);
  await expectLive(page);
  await page.evaluate(() => {
    const place = document.createElement('main');
    document.body.append(place);
    const { moveBefore } = place as unknown as {
      moveBefore: (node: Node, before: Node | null) => void;
    };
    moveBefore.call(place, window.tools.player(), null);
  });
  expectRising(await frames(page, 25)); // longer than the grace of a second
  expect(requestsOf(simulator, 'POST')).toEqual([201]);
});

test('adopted into another document it keeps its looks and plays there', async ({ page, site }) => {
  await watch(page, site.origin);
  await expectLive(page);
  await page.evaluate(() => {
    const frame = document.createElement('iframe'); // without an address: the policy allows no other
    document.body.append(frame);
    frame.contentDocument?.body.append(window.tools.player());
  });
  const inner = page.frameLocator('iframe').locator('ring-live');
  await expect(inner.locator('[part="status"]')).toHaveText('Live');
  await expect(inner.locator('[part="video"]')).toHaveCSS('object-fit', 'contain');
  await expect(inner).toHaveJSProperty('paused', false);
  await inner.evaluate((element) => (element as Player).pause());
});

test('whoever starts and stops by keyboard stays in the player', async ({ page, site }) => {
  await show(page, site.origin, { src, controls: '' });
  await page.keyboard.press('Tab');
  expect(await focused(page)).toBe('Watch live');
  await page.keyboard.press('Enter');
  await expect(part(page, 'frame')).toBeFocused();
  await expect(status(page)).toHaveText('Live');
  await page.keyboard.press('Tab');
  expect(await focused(page)).toBe('Stop watching');
  await page.keyboard.press('Space');
  await expect.poll(() => focused(page)).toBe('Watch again');
  await expect(status(page)).toHaveText('Resting');
});

const inFullScreen = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => document.fullscreenElement?.localName);

test('the key that starts the camera does not stop it, and others do what the buttons do', async ({
  page,
  simulator,
  site,
}) => {
  await show(page, site.origin, { src, controls: '', label: 'Front door' });
  await player(page).evaluate((element) => {
    (element as Player).focus();
  });
  await page.keyboard.press('Space');
  await page.keyboard.press('Space');
  await expectLive(page);
  await page.keyboard.press('i');
  await expect(part(page, 'statistics')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(part(page, 'statistics')).toBeHidden();
  const saved = page.waitForEvent('download');
  await page.keyboard.press('s');
  expect((await saved).suggestedFilename()).toMatch(/^Front-door-.*\.png$/);
  await page.keyboard.press('Control+i');
  await expect(part(page, 'statistics')).toBeHidden();
  await page.keyboard.press('f');
  await expect.poll(() => inFullScreen(page)).toBe('ring-live');
  await page.keyboard.press('f');
  await expectLive(page);
  await page.keyboard.press('Space');
  await expect(status(page)).toHaveText('Resting');
  expect(requestsOf(simulator, 'POST')).toEqual([201]);
});

test('without controls, and in what the page has put into it, keys are the page’s', async ({
  page,
  simulator,
  site,
}) => {
  await show(page, site.origin, { src, controls: '' });
  await player(page).evaluate((element) => {
    const input = document.createElement('input');
    input.slot = 'controls';
    element.append(input);
    input.focus();
  });
  await page.keyboard.type(' if s');
  await expect(page.locator('ring-live input')).toHaveValue(' if s');
  await player(page).evaluate((element) => {
    (element as Player).controls = false;
    (element as Player).focus();
  });
  await page.keyboard.press('Space');
  await expect(player(page)).toHaveJSProperty('phase', 'idle');
  expect(requestsOf(simulator, 'POST')).toEqual([]);
});

test('a screen reader finds a group with a name, which the page may change', async ({
  page,
  site,
}) => {
  await show(page, site.origin, { src, controls: '' });
  expect(await namesInTree(page, 'group')).toEqual(['Live video']);
  await player(page).evaluate((element) => {
    (element as Player).label = 'Back yard';
  });
  expect(await namesInTree(page, 'group')).toEqual(['Back yard']);
  await player(page).evaluate((element) => {
    element.setAttribute('aria-label', 'Front door');
  });
  expect(await namesInTree(page, 'group')).toEqual(['Front door']);
});

test('fingers get the buttons by a tap on the picture, and hit none that they do not see', async ({
  page,
  site,
}) => {
  await watch(page, site.origin);
  await expectLive(page);
  await page.mouse.move(0, 700);
  const bar = part(page, 'controls');
  await expect(bar).toHaveCSS('opacity', '0');
  await expect(part(page, 'stop-button')).toHaveCSS('pointer-events', 'none');
  const tap = () =>
    part(page, 'frame').evaluate((frame) => {
      frame.dispatchEvent(new PointerEvent('pointerup', { pointerType: 'touch', bubbles: true }));
    });
  await tap();
  await expect(bar).toHaveCSS('opacity', '1');
  await expect(part(page, 'stop-button')).toHaveCSS('pointer-events', 'auto');
  await tap();
  await expect(bar).toHaveCSS('opacity', '0');
});

test('tells what a media element would tell, in its order', async ({ page, simulator, site }) => {
  const wanted = [
    ...['play', 'durationchange', 'loadedmetadata', 'resize', 'playing'],
    ...['waiting', 'pause', 'ended'],
  ];
  await show(page, site.origin, { src }, { times: { stalled: 1, lost: 60 } });
  await page.evaluate((types) => {
    const element = window.tools.player();
    const told: string[] = [];
    for (const type of types) element.addEventListener(type, () => told.push(type));
    Object.assign(window, { told });
  }, wanted);
  const told = () => page.evaluate(() => (window as unknown as { told: string[] }).told);
  expect(await facts(page)).toEqual([true, false, 0, 0]);
  await player(page).evaluate((element) => (element as Player).play());
  await expectLive(page);
  expect(await facts(page)).toEqual([false, false, 1280, 720]);
  simulator.device('porch').stall();
  await expect(status(page)).toHaveText('Picture interrupted…');
  await player(page).evaluate((element) => (element as Player).pause());
  await expect(status(page)).toHaveText('Resting');
  expect(await told()).toEqual([
    ...['play', 'durationchange', 'loadedmetadata', 'resize', 'playing', 'waiting'],
    ...['durationchange', 'resize', 'pause'],
  ]);
  expect(await facts(page)).toEqual([true, false, 0, 0]);
});

function facts(page: Page): Promise<unknown[]> {
  return player(page).evaluate((element) => {
    const { paused, ended, videoWidth, videoHeight } = element as Player;
    return [paused, ended, videoWidth, videoHeight];
  });
}

test('what the page puts over the picture is there, its poster too, and its own buttons', async ({
  page,
  site,
}) => {
  await show(page, site.origin, { src, controls: '' });
  await page.evaluate(() => {
    const put = (slot: string, text: string): void => {
      const child = document.createElement(slot === 'controls' ? 'button' : 'p');
      child.slot = slot;
      child.textContent = text;
      window.tools.player().append(child);
    };
    put('', 'Delivery zone');
    put('poster', 'Front door at noon');
    put('controls', 'Talk');
  });
  await expect(page.getByText('Front door at noon')).toBeVisible();
  await expect(page.getByText('Delivery zone')).toBeVisible();
  await page.getByRole('button', { name: 'Talk' }).click();
  await page.getByRole('button', { name: 'Watch live' }).click();
  await expect(status(page)).toHaveText('Live');
  await expect(page.getByText('Front door at noon')).toBeHidden();
  await expect(part(page, 'overlay')).toHaveCSS('position', 'absolute'); // else the video is in front
  await expect(page.getByText('Delivery zone')).toBeVisible();
});

test('every part, slot and custom state that is described is there, and no other', async ({
  page,
  site,
}) => {
  const { modules } = JSON.parse(
    readFileSync(new URL('../../dist/custom-elements.json', import.meta.url), 'utf8'),
  ) as { modules: { declarations: Record<string, { name: string }[]>[] }[] };
  const described = (list: string): string[] =>
    (modules[0]?.declarations[0]?.[list] ?? []).map(({ name }) => name).sort();

  await show(page, site.origin, { src });
  const there = await page.evaluate(async () => {
    await import('../../web/src/clip/index.js'); // Brings a button.
    await import('../../web/src/zoom/index.js'); // Brings more.
    const all = [...(window.tools.player().shadowRoot?.querySelectorAll('*') ?? [])];
    const parts = all.flatMap((element) => [...element.part]);
    const slots = all.flatMap((element) =>
      element instanceof HTMLSlotElement ? [element.name] : [],
    );
    return {
      parts: [...new Set(parts)].sort(),
      slots: slots.sort(),
    };
  });
  expect(there.parts).toEqual(described('cssParts'));
  expect(there.slots).toEqual(described('slots'));
  expect(Object.keys(looks).sort()).toEqual(described('cssStates'));
});

test('custom states can be styled from outside', async ({ page, site }) => {
  await show(page, site.origin, { src });
  await page.evaluate(() => {
    window.tools.style(`
      ring-live { outline: 1px solid rgb(1, 2, 3) }
      ring-live:state(live) { outline-color: rgb(4, 5, 6) }
      ring-live::part(status) { color: rgb(7, 8, 9) }`);
  });
  await expect(player(page)).toHaveCSS('outline-color', 'rgb(1, 2, 3)');
  await player(page).evaluate((element) => (element as Player).play());
  await expect(player(page)).toHaveCSS('outline-color', 'rgb(4, 5, 6)');
  await expect(status(page)).toHaveCSS('color', 'rgb(7, 8, 9)');
});

test('nothing moves for people who asked for that', async ({ page, simulator, site }) => {
  simulator.device('porch').onPost({ firstFrameSeconds: 9 });
  await watch(page, site.origin);
  await expect(status(page)).toHaveText('Connecting…');
  const moving = () =>
    page
      .evaluate(() =>
        [...(window.tools.player().shadowRoot?.querySelectorAll('*') ?? [])].flatMap((element) =>
          element.getAnimations().map((animation) => (animation as CSSAnimation).animationName),
        ),
      )
      .then((names) => names.filter((name) => name !== 'waking')); // A clock: nothing of it is seen.
  expect(await moving()).toEqual(['breathe']);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  expect(await moving()).toEqual([]);
  // A page that goes in the middle of a POST cannot close what that opens.
  await simulator.ledger.when(() => simulator.ledger.sessions().length === 1, 5000);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`words can be read on any picture and without one, ${colorScheme}`, async ({
    page,
    site,
  }) => {
    await page.emulateMedia({ colorScheme });
    await show(page, site.origin, { src, controls: '' });
    await page.evaluate(() => {
      window.tools.style(':root { color-scheme: light dark }');
    });
    const bare = await contrasts(page);
    await page.getByRole('button', { name: 'Watch live' }).click();
    await expect(status(page)).toHaveText('Live');
    const onPicture = await contrasts(page);
    for (const contrast of [...bare, ...onPicture]) {
      expect(contrast.ratio, contrast.what).toBeGreaterThanOrEqual(4.5); // WCAG 2.2, 1.4.3
    }
    expect(onPicture.length).toBeGreaterThan(bare.length);
  });
}

/** Of each colour of words on its ground: over the frame's own, or over white and over black pictures. */
function contrasts(page: Page): Promise<{ what: string; ratio: number }[]> {
  return part(page, 'frame').evaluate((frame) => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    if (canvas === null) throw new Error('no canvas');
    const probe = document.createElement('span');
    frame.append(probe);
    const resolved = (name: string): string => {
      probe.className = 'pill'; // any
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(`.frame > span.pill { color: var(${name}) !important; }`);
      const root = frame.getRootNode() as ShadowRoot;
      root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
      const { color } = getComputedStyle(probe);
      root.adoptedStyleSheets = root.adoptedStyleSheets.filter((one) => one !== sheet);
      return color;
    };
    const luminance = (...layers: string[]): number => {
      for (const layer of layers) {
        canvas.fillStyle = layer;
        canvas.fillRect(0, 0, 1, 1);
      }
      const [r = 0, g = 0, b = 0] = [...canvas.getImageData(0, 0, 1, 1).data]
        .map((value) => value / 255)
        .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = getComputedStyle(frame).backgroundColor;
    const grounds = frame.hasAttribute('data-bare') ? [ground] : ['#fff', '#000'];
    const pairs = [
      ...['--ink', '--soft', '--warn'].map((ink) => [ink, '--glass']),
      ['--on-primary', '--primary'],
    ] as const;
    const found = grounds.flatMap((under) =>
      pairs.map(([ink = '', over = '']) => {
        const [a, b] = [
          luminance(under, resolved(over), resolved(ink)),
          luminance(under, resolved(over)),
        ];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        return { what: `${ink} on ${over} over ${under}`, ratio };
      }),
    );
    probe.remove();
    return found;
  });
}
