// Promise 1 where nobody is left to keep it: the page, its process or the whole browser is killed, and the relay closes the camera.

import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { chromium, type BrowserServer, type Page } from '@playwright/test';
import { createRelay } from '../../web/src/relay/index.js';
import { toNodeHandler } from '../../web/src/relay/node.js';
import type { Simulator } from '../simulator/index.js';
import { expect, test as base } from './fixtures.js';
import { listening, passOn } from './site.js';
import type { SentOptions } from './tools.js';

const src = '/ring/devices/front-door/whep';

/** The app's backend, and what is held there. */
interface Backend {
  readonly origin: string;
  readonly tethers: Set<Socket>;
  /** How often one was asked for. */
  asked: number;
  /** As long as it is so, none gets through. */
  isCut: boolean;
}

const test = base.extend<{ backend: Backend; doomed: BrowserServer; victim: Page }>({
  backend: async ({ simulator, site, token }, use) => {
    const relay = toNodeHandler(
      createRelay({
        upstream: simulator.origin,
        leaseKey: randomBytes(32),
        authorize: () => 'ann',
        token: () => token,
        tether: true,
      }),
    );
    const server = createServer((req, res) => {
      if (req.url?.endsWith('/tether') === true && !lets(backend, req, res)) return;
      if (req.url?.startsWith('/ring/') === true) relay(req, res);
      else passOn(site, req, res);
    });
    const backend = {
      origin: await listening(server),
      tethers: new Set<Socket>(),
      asked: 0,
      isCut: false,
    };
    await use(backend);
    server.close();
    server.closeAllConnections();
  },
  doomed: async ({ launchOptions }, use) => {
    const doomed = await chromium.launchServer(launchOptions);
    await use(doomed);
    await doomed.kill();
  },
  victim: async ({ doomed, backend }, use) => {
    const browser = await chromium.connect(doomed.wsEndpoint());
    const victim = await (await browser.newContext()).newPage();
    await victim.goto(backend.origin);
    await victim.evaluate((options: SentOptions) => window.tools.play(options), { src });
    await expect.poll(() => backend.tethers.size).toBe(1);
    await use(victim);
  },
});

interface Opened {
  readonly sessions: readonly { close(): Promise<void> }[];
}

/** False when it does not get through. */
function lets(backend: Backend, { socket }: IncomingMessage, res: ServerResponse): boolean {
  backend.asked += 1;
  if (backend.isCut) {
    socket.destroy();
    return false;
  }
  backend.tethers.add(socket);
  res.on('close', () => backend.tethers.delete(socket));
  return true;
}

/** Seconds for which the camera was still on. */
async function lingered({ ledger }: Simulator, since: number): Promise<number> {
  await ledger.whenIdle(5000);
  const [session, ...others] = ledger.sessions();
  expect(others).toEqual([]);
  expect(session).toMatchObject({ endedBy: 'delete', deletes: 1 });
  return ((session?.endedAt ?? Infinity) - since) / 1000;
}

for (const { who, type } of [
  { who: 'page whose process', type: 'renderer' },
  { who: 'browser that', type: 'browser' },
]) {
  test(`a ${who} is killed leaves no camera on`, async ({ victim, simulator }) => {
    const client = await victim.context().browser()?.newBrowserCDPSession();
    const processes = await client?.send('SystemInfo.getProcessInfo');
    const killed = Date.now();
    for (const one of processes?.processInfo ?? []) {
      if (one.type === type) process.kill(one.id, 'SIGKILL');
    }
    expect(await lingered(simulator, killed)).toBeLessThan(3);
  });
}

test('a tether that is cut for a second is held again, and the picture goes on', async ({
  victim,
  backend,
  simulator,
}) => {
  backend.isCut = true;
  for (const socket of backend.tethers) socket.destroy();
  await victim.waitForTimeout(1000);
  expect(backend.asked).toBeGreaterThan(2);
  backend.isCut = false;
  await expect.poll(() => backend.tethers.size).toBe(1);
  // Longer than it would be waited for.
  await victim.waitForTimeout(2500);
  expect(simulator.ledger.open()).toHaveLength(1);
  expect(await victim.evaluate(() => window.tools.facts())).toMatchObject({ phase: 'live' });
  await victim.evaluate(() => window.tools.session?.close());
  await lingered(simulator, Date.now());
});

test('tethers leave connections free for what has to be sent, over all tabs', async ({
  victim,
  backend,
  simulator,
}) => {
  // A browser has six of them to a host over HTTP/1.1.
  const tab = await victim.context().newPage();
  await tab.goto(backend.origin);
  const open = (page: Page, count: number): Promise<unknown> =>
    page.evaluate(
      async ([options, number]) => {
        const sessions = Array.from({ length: number }, () => window.tools.begin(options));
        await Promise.all(sessions.map((session) => session.firstFrame));
        Object.assign(window, { sessions });
      },
      [{ src }, count] as const,
    );
  const close = (page: Page): Promise<unknown> =>
    page.evaluate(() =>
      Promise.all((window as unknown as Opened).sessions.map((session) => session.close())),
    );
  await open(victim, 3);
  await open(tab, 3);
  expect(simulator.ledger.open()).toHaveLength(7);
  expect(backend.tethers.size).toBe(3);
  const closing = Date.now();
  await Promise.all([close(victim), close(tab)]);
  await simulator.ledger.when(() => simulator.ledger.open().length === 1, 3000);
  await victim.goto('about:blank');
  await simulator.ledger.whenIdle(3000);
  expect(simulator.ledger.sessions().every(({ endedAt = 0 }) => endedAt > closing)).toBe(true);
});
