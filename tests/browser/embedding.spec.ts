// What apps do with the element that it has to bear: options made anew for each rendering, a token that comes late, tiles
// that are paged away, another camera in the same place, loops that are left.

import { replies } from '../simulator/index.js';
import { expect, requestsOf, test } from './fixtures.js';
import {
  endpoint,
  expectLive,
  nth,
  part,
  player,
  show,
  sessionsOf,
  src,
  status,
  told,
  watch,
} from './stage.js';

type Player = HTMLElementTagNameMap['ring-live'];

test('play() resolves when there is a picture to take', async ({ page, site }) => {
  await show(page, site.origin, { src });
  const taken = await player(page).evaluate(async (element) => {
    await (element as Player).play();
    const { size } = await (element as Player).snapshot();
    const { bitrate } = (await (element as Player).session?.getStats()) ?? {};
    return { size, bitrate };
  });
  expect(taken.size).toBeGreaterThan(1000);
  expect(taken.bitrate).toBeGreaterThan(0);
});

test('options that say the same are the same, and of functions the newest is asked', async ({
  page,
  simulator,
  site,
  token,
}) => {
  await show(page, site.origin, { 'device-id': 'front-door', 'api-base': simulator.origin });
  await player(page).evaluate(async (element, value) => {
    const player = element as Player;
    const render = (name: string): void => {
      player.token = () => {
        document.title = `${document.title} ${name}`;
        return value;
      };
      player.iceServers = [];
      player.times = { close: 2 };
    };
    document.title = 'asked:';
    render('first');
    await player.play();
    const { session } = player;
    render('second');
    await player.pause();
    await player.play();
    if (player.session !== session) document.title += ', and the session is another';
  }, token);
  expect(await page.title()).toBe('asked: first second');
});

test('a token that comes after somebody wanted to watch brings the button back', async ({
  page,
  simulator,
  site,
  token,
}) => {
  await show(page, site.origin, {
    ...{ 'device-id': 'front-door', 'api-base': simulator.origin, controls: '' },
  });
  const button = page.getByRole('button', { name: 'Watch live' });
  await button.click();
  await expect(status(page)).toHaveText('Not signed in');
  await player(page).evaluate((element, value) => {
    (element as Player).token = value;
  }, token);
  await button.click();
  await expectLive(page);
});

test('tiles that prepared a connection and were paged away leave nothing behind', async ({
  page,
  site,
}) => {
  await page.goto(site.origin);
  const left = await page.evaluate(async (camera) => {
    await window.tools.register();
    let listening = 0;
    const add = window.addEventListener.bind(window);
    const count = (type: string, listener: EventListener, options?: AddEventListenerOptions) => {
      add(type, listener, options);
      if (type !== 'pagehide') return;
      listening += 1;
      options?.signal?.addEventListener('abort', () => (listening -= 1));
    };
    Object.assign(window, { addEventListener: count });
    const gathered: RTCPeerConnection[] = [];
    const Peer = RTCPeerConnection;
    window.RTCPeerConnection = class extends Peer {
      constructor(options?: RTCConfiguration) {
        super(options);
        gathered.push(this);
      }
    };
    for (let page = 0; page < 3; page += 1) {
      const tile = window.tools.add({ src: camera, preload: 'connection' }, {});
      while (gathered.length <= page) await new Promise(requestAnimationFrame);
      tile.remove();
      await new Promise(requestAnimationFrame);
    }
    return { listening, states: gathered.map(({ signalingState }) => signalingState) };
  }, src);
  expect(left).toEqual({ listening: 0, states: ['closed', 'closed', 'closed'] });
});

test('of a camera that was left for another it is told how it ended', async ({
  page,
  simulator,
  site,
}) => {
  simulator.addDevice({ id: 'yard', auth: 'none' });
  simulator.device('porch').configure({ limitSeconds: 5 }); // nobody else ends it
  simulator.device('porch').onDelete({ reply: replies.serverError() });
  await watch(page, site.origin);
  await expectLive(page);
  await player(page).evaluate((element, other) => {
    (element as Player).src = other;
  }, endpoint('yard'));
  await nth(page, 'releasefailed');
  await nth(page, 'close');
  expect(await told(page, 'releasefailed')).toHaveLength(1);
  await expectLive(page);
  expect(sessionsOf(simulator, 'yard')).toHaveLength(1);
});

test('a camera that was left asks its own function for what closes it, not the next one’s', async ({
  page,
  simulator,
  site,
  token,
}) => {
  simulator.addDevice({ id: 'yard' });
  simulator.device('front-door').onDelete({ reply: replies.unauthorized() });
  await show(page, site.origin, { 'device-id': 'front-door', 'api-base': simulator.origin });
  await player(page).evaluate(async (element, value) => {
    const player = element as Player;
    const asked = (name: string) => () => {
      document.title += ` ${name}`;
      return value;
    };
    document.title = 'asked:';
    player.token = asked('door');
    await player.play();
    player.token = asked('yard');
    player.deviceId = 'yard';
    await new Promise((resolve) => player.addEventListener('close', resolve, { once: true }));
  }, token);
  await expectLive(page);
  expect((await page.title()).split(' ').sort()).toEqual(['asked:', 'door', 'door', 'yard']);
});

test('a new signature for the same camera leaves the picture alone, and serves whatever comes next', async ({
  page,
  simulator,
  site,
}) => {
  simulator.device('porch').configure({ limitSeconds: 5 });
  const posts: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') posts.push(new URL(request.url()).search);
  });
  const attributes = { src: `${src}?signature=1`, 'device-id': 'porch', extend: '10' };
  await show(page, site.origin, attributes, { times: { batteryLimit: 5 } });
  const phases = await player(page).evaluate(async (element, signed) => {
    const player = element as Player;
    await player.play();
    player.src = signed;
    const phases: unknown[] = [];
    return new Promise<unknown[]>((resolve) => {
      player.addEventListener('phasechange', ({ detail }) => {
        phases.push(detail.phase);
        if (phases.length === 2) resolve(phases);
      });
    });
  }, `${src}?signature=2`);
  expect(phases, 'the one session takes over from the other').toEqual(['rolling', 'live']);
  expect(posts).toEqual(['?signature=1', '?signature=2']);
  await player(page).evaluate(async (element, signed) => {
    const player = element as Player;
    await player.pause();
    player.src = signed;
    await player.play();
  }, `${src}?signature=3`);
  expect(posts.slice(2)).toEqual(['?signature=3']);
  await expect
    .poll(() =>
      sessionsOf(simulator)
        .map(({ endedBy, deletes }) => [endedBy, deletes])
        .slice(0, 2),
    )
    .toEqual([
      ['delete', 1],
      ['delete', 1],
    ]);
});

test('continueWatching() begins again what is over', async ({ page, simulator, site }) => {
  await show(page, site.origin, { src, controls: '' });
  await player(page).evaluate(async (element) => {
    await (element as Player).play();
    await (element as Player).pause();
    (element as Player).continueWatching();
  });
  await expectLive(page);
  expect(requestsOf(simulator, 'POST')).toEqual([201, 201]);
});

test('a list that is none is refused where it is set', async ({ page, site }) => {
  await show(page, site.origin, { src });
  const message = await player(page).evaluate((element) => {
    try {
      (element as Player).iceServers = { urls: 'stun:stun.example' } as never;
    } catch (error) {
      return String(error);
    }
    return 'nothing was thrown';
  });
  expect(message).toBe("TypeError: iceServers is a list: [{ urls: 'stun:…' }].");
});

test('a loop over frames ends: by its signal, left while it waits, closed while its body runs', async ({
  page,
  site,
}) => {
  await watch(page, site.origin);
  await expectLive(page);
  const ended = await player(page).evaluate(async (element) => {
    const player = element as Player;
    const ended: string[] = [];
    const stop = new AbortController();
    for await (const { width } of player.frames({ signal: stop.signal })) {
      if (width > 0) stop.abort();
    }
    ended.push('by its signal');
    const aborted = await player.frames({ signal: AbortSignal.abort() }).next();
    ended.push(`aborted before: ${String(aborted.done)}`);

    for await (const { width } of player.frames()) {
      if (width > 0 && !player.paused) await player.pause();
    }
    ended.push('closed in its body');

    const waiting = player.frames();
    const never = waiting.next();
    await waiting.return();
    ended.push(`left while it waits: ${String((await never).done)}`);
    return ended;
  });
  expect(ended).toEqual([
    ...['by its signal', 'aborted before: true'],
    ...['closed in its body', 'left while it waits: true'],
  ]);
});

test('a pause that nobody asked for is mended', async ({ page, site }) => {
  await watch(page, site.origin);
  await expectLive(page);
  const paused = await part(page, 'video').evaluate((video) => {
    (video as HTMLVideoElement).pause();
    return (video as HTMLVideoElement).paused;
  });
  expect(paused).toBe(true);
  await expect(part(page, 'video')).toHaveJSProperty('paused', false);
  await expectLive(page);
});

test('as on an iPhone: full screen is the video’s own and lasts, no window for a live video', async ({
  page,
  simulator,
  site,
}) => {
  simulator.device('porch').configure({ limitSeconds: 5 });
  await page.addInitScript(() => {
    Object.defineProperty(Document.prototype, 'fullscreenEnabled', { value: false });
    Object.defineProperties(HTMLVideoElement.prototype, {
      webkitDisplayingFullscreen: {
        get(this: HTMLVideoElement) {
          return 'full' in this.dataset;
        },
      },
      webkitEnterFullscreen: {
        value(this: HTMLVideoElement) {
          this.dataset['full'] = '';
        },
      },
      webkitSupportsPresentationMode: { value: (mode: string) => mode !== 'picture-in-picture' },
    });
  });
  const attributes = { src, controls: '', extend: '10' };
  await show(page, site.origin, attributes, { times: { batteryLimit: 5 } });
  await page.getByRole('button', { name: 'Watch live' }).click();
  await expectLive(page);
  await page.getByRole('button', { name: 'Full screen' }).click();
  await expect(page.getByRole('button', { name: 'Picture in picture' })).toBeHidden();
  await expect(part(page, 'video')).toHaveJSProperty('webkitDisplayingFullscreen', true);
  await player(page).evaluate(
    (element) =>
      new Promise((resolve) => {
        element.addEventListener('streamchange', resolve, { once: true });
      }),
  );
  await expectLive(page);
  await expect(part(page, 'video')).toHaveJSProperty('webkitDisplayingFullscreen', true);
  await expect(part(page, 'video')).toHaveJSProperty('paused', false);
});

test('the picture that was held takes no memory once there is another', async ({ page, site }) => {
  await watch(page, site.origin);
  await expectLive(page);
  await player(page).evaluate((element) => (element as Player).pause());
  await expect(part(page, 'held')).toHaveJSProperty('width', 1280);
  await player(page).evaluate((element) => (element as Player).play());
  await expectLive(page);
  await expect(part(page, 'held')).toHaveJSProperty('width', 0);
});

test('in a window of its own it goes on while the page is hidden', async ({ page, site }) => {
  await show(page, site.origin, { src, controls: '' }, { times: { unseen: 0.5 } });
  await page.evaluate(async () => {
    const button = document.createElement('button');
    button.textContent = 'Take it out';
    document.body.prepend(button);
    button.addEventListener('click', () => {
      const { documentPictureInPicture } = window as unknown as {
        documentPictureInPicture: { requestWindow(): Promise<Window> };
      };
      void documentPictureInPicture.requestWindow().then((own) => {
        own.document.body.append(window.tools.player());
        Object.assign(window, { own });
      });
    });
  });
  await page.getByRole('button', { name: 'Watch live' }).click();
  await expectLive(page);
  await page.getByRole('button', { name: 'Take it out' }).click();
  await page.waitForFunction(() => 'own' in window);
  const hidden = await page.evaluate(async () => {
    window.tools.setHidden(true);
    const { own } = window as unknown as { own: Window };
    const player = own.document.querySelector('ring-live') as Player;
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const { phase } = player;
    await player.pause();
    return phase;
  });
  expect(hidden).toBe('live');
});

test('with extend the time of the whole viewing is counted down, and more is added', async ({
  page,
  simulator,
  site,
}) => {
  simulator.device('porch').configure({ power: 'line' });
  await show(page, site.origin, { src, power: 'line', extend: '150', controls: '' });
  await player(page).evaluate((element) => (element as Player).play());
  await expectLive(page);
  await expect(part(page, 'time')).toHaveText(/^2:2\d$/);
  const numbers = () =>
    player(page).evaluate((element) => {
      const { timeLeft, budgetLeft, duration, currentTime } = element as Player;
      return { timeLeft, budgetLeft, duration, currentTime };
    });
  const before = await numbers();
  expect(Math.abs(before.duration - 149.5)).toBeLessThan(0.1);
  expect(before.timeLeft).toBeLessThan(60);
  expect(Math.abs((before.budgetLeft ?? 0) + before.currentTime - before.duration)).toBeLessThan(
    0.1,
  );
  await player(page).evaluate((element) => {
    (element as Player).continueWatching(60);
  });
  await expect.poll(async () => (await numbers()).duration - before.duration).toBeCloseTo(60, 1);
});
