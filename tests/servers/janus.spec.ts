// A server that others wrote: Janus makes the offer itself (406), and is answered, in a real browser.

import type { IceServer } from 'janus-whep-server';
import type { Page } from '@playwright/test';
import { expect, test as base } from '../browser/fixtures.js';
import { expectLive, nth, show, status, told } from '../browser/stage.js';
import { startStun } from '../browser/stun.js';
import { startJanus, type EndpointName, type Janus } from './janus.js';

interface Fixtures {
  /** Servers that Janus's WHEP server names. */
  iceServers: readonly IceServer[];
  janus: Janus;
  /** Puts up a player that starts by itself. */
  play: (name?: EndpointName, properties?: Readonly<Record<string, unknown>>) => Promise<void>;
}

const test = base.extend<Fixtures>({
  iceServers: [[], { option: true }],
  janus: async ({ iceServers, page, site }, use) => {
    const janus = await startJanus({ iceServers });
    site.allowConnections(janus.origin);
    await use(janus);
    await page.goto('about:blank'); // A page that goes away closes what it opened.
    await expectSessions(janus, 0);
    await janus.close();
  },
  play: async ({ janus, page, site }, use) => {
    await use((name = 'camera', properties = {}) => {
      const attributes = { src: janus.endpoint(name), autoplay: '', controls: '' };
      return show(page, site.origin, attributes, properties);
    });
  },
});

const expectSessions = (janus: Janus, count: number): Promise<void> =>
  expect.poll(() => janus.sessions(), { timeout: 10_000 }).toBe(count);

/** What the page sent since it was put up. */
const watchRequests = (page: Page) => {
  const seen: { method: string; type: string | undefined; body: string | null }[] = [];
  page.on('request', (request) => {
    if (!request.url().includes('/whep/') || request.method() === 'OPTIONS') return;
    const type = request.headers()['content-type'];
    seen.push({ method: request.method(), type, body: request.postData() });
  });
  return seen;
};

test('plays by its own offer, is closed, and plays again', async ({ page, janus, play }) => {
  const requests = watchRequests(page);
  await play();
  await expectLive(page);
  expect(requests.map(({ method, type }) => [method, type])).toEqual([
    ['POST', 'application/sdp'],
    ['PATCH', 'application/sdp'],
  ]);
  const answer = requests[1]?.body ?? '';
  expect(answer.match(/^a=(sendrecv|sendonly|recvonly|inactive)/gm)).toEqual(['a=recvonly']);
  expect(answer).toMatch(/^a=candidate:/m);
  await expectSessions(janus, 1);

  await page.evaluate(() => window.tools.player().pause());
  await expectSessions(janus, 0);
  await page.evaluate(() => window.tools.player().play());
  await expectLive(page);
  await expectSessions(janus, 1);
});

test('sound beside the picture is left silent', async ({ page, play }) => {
  const requests = watchRequests(page);
  await play('with-sound');
  await expectLive(page);
  const answer = requests[1]?.body ?? '';
  expect(answer.match(/^m=\w+|^a=(sendrecv|sendonly|recvonly|inactive)/gm)).toEqual([
    'm=audio',
    'a=inactive',
    'm=video',
    'a=recvonly',
  ]);
});

test('killed and started again: shown, recovered, and nothing left behind', async ({
  page,
  janus,
  play,
}) => {
  await play();
  await expectLive(page);
  await janus.kill();
  const killedAt = Date.now();
  await expect(status(page)).toHaveText('Picture interrupted…');
  const shown = Date.now() - killedAt;
  await janus.restart();
  await nth(page, 'recovering');
  await expectLive(page, 25_000);
  console.log(
    `Janus killed: shown after ${String(shown)} ms, live again ${String(Date.now() - killedAt)} ms after`,
  );
  await expectSessions(janus, 1);
  expect(await told(page, 'error')).toEqual([]);
});

test('an answer that the server refuses is told, and the session deleted before the next try', async ({
  page,
  janus,
  play,
}) => {
  await page.route('**/whep/resource/*', (route) =>
    route.request().method() === 'PATCH'
      ? route.fulfill({ status: 500, headers: { 'Access-Control-Allow-Origin': '*' } })
      : route.fallback(),
  );
  await play();
  const { detail } = await nth(page, 'recovering');
  expect(detail['error']).toMatchObject({ kind: 'server', stage: 'answer', status: 500 });
  await page.unroute('**/whep/resource/*');
  await expectLive(page, 20_000);
  await expectSessions(janus, 1);
});

test.describe('ICE servers that it names', () => {
  test('serve the answer, and those of the page win', async ({ page, site }) => {
    const stun = await startStun(0);
    const janus = await startJanus({ iceServers: [{ uri: stun.url }] });
    site.allowConnections(janus.origin);
    const attributes = { src: janus.endpoint('camera'), autoplay: '' };
    let asked = 0;
    void stun.asked.then(() => (asked += 1));

    await show(page, site.origin, attributes);
    await expectLive(page);
    expect(asked).toBe(0);

    await show(page, site.origin, attributes, { iceServers: null });
    await expectLive(page);
    expect(asked).toBe(1);

    await page.goto('about:blank');
    await expectSessions(janus, 0);
    await janus.close();
    stun.close();
  });
});
