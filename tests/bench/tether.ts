// Tabs that end at any moment, closed or killed: for how long is the camera still on?
// `npx tsx tests/bench/tether.ts [tabs] [at once] [chromium|killed|firefox] [--without]`: the last also without tethers, where
// each tab may take 30 s. Red when one that lived was closed, one was on for more than 3 s, or anything is left open.

import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { chromium, firefox, type Browser, type Page } from '@playwright/test';
import { findFirefox, findHeadlessShell } from '../../scripts/setup.mjs';
import { createRelay } from '../../web/src/relay/index.js';
import { toNodeHandler } from '../../web/src/relay/node.js';
import { listening, passOn, startSite } from '../browser/site.js';
import type { SentOptions } from '../browser/tools.js';
import { startSimulator } from '../simulator/index.js';

const [tabs, lanes] = [Number(process.argv[2] ?? 100), Number(process.argv[3] ?? 2)];
const withouts = process.argv.includes('--without') ? [true, false] : [true];
const cameras = Array.from({ length: lanes }, (_, lane) => ({ id: `door-${String(lane)}` }));

interface End {
  readonly word: string;
  readonly name: string;
  readonly launch: () => Promise<Browser>;
  readonly end: (page: Page) => Promise<void>;
}

const inChromium = () => chromium.launch({ executablePath: findHeadlessShell() ?? '' });
const ends: readonly End[] = [
  {
    word: 'chromium',
    name: 'Chromium, tab closed',
    launch: inChromium,
    end: close,
  },
  { word: 'killed', name: 'Chromium, process killed', launch: inChromium, end: crash },
  {
    word: 'firefox',
    name: 'Firefox, tab closed',
    launch: () => firefox.launch({ channel: 'moz-firefox', executablePath: findFirefox() ?? '' }),
    end: close,
  },
];

/** As a person does: the page is told (`pagehide`), and sends its DELETE if it can. */
async function close(page: Page): Promise<void> {
  await Promise.all([page.waitForEvent('close'), page.close({ runBeforeUnload: true })]);
}

async function crash(page: Page): Promise<void> {
  await page.goto('chrome://crash').catch(() => undefined);
  await page.close();
}

interface After {
  /** Seconds that the session went on after its tab; below 0 for one that the relay closed while its tab lived. */
  readonly seconds: number;
  /** By its own DELETE, or else by the relay. */
  readonly isOwn: boolean;
}

interface Ended {
  readonly all: readonly After[];
  /** By the simulator's ledger, in sentences. */
  readonly leaks: readonly string[];
  readonly opened: number;
}

/** From the moment of the 201 to a picture and later; one in ten for longer than an instance's claim (10 s) without a renewal. */
const lifeOf = (tab: number): number => (tab % 10 === 0 ? 12_000 : 600 + Math.random() * 2400);

async function after({ launch, end }: End, tether: boolean): Promise<Ended> {
  const simulator = await startSimulator({ cors: 'on', devices: cameras });
  // Debian's Firefox decodes no H.264.
  for (const { id } of cameras) simulator.device(id).configure({ codec: 'vp8' });
  const site = await startSite(simulator);
  const token = simulator.tokens.issue();
  const options = { upstream: simulator.origin, leaseKey: randomBytes(32), tether };
  const relay = toNodeHandler(
    createRelay({ ...options, authorize: () => 'ann', token: () => token }),
  );
  /** Of each camera the last one that a page has sent. */
  const deletes = new Map<string, number>();
  const server = createServer((req, res) => {
    const [, id] = /^\/ring\/devices\/([^/]+)\//.exec(req.url ?? '') ?? [];
    if (id === undefined) passOn(site, req, res);
    else relay(req, res);
    if (id !== undefined && req.method === 'DELETE') deletes.set(id, Date.now());
  });
  const origin = await listening(server);
  const browser = await launch();
  const all: After[] = [];
  let left = tabs;
  const lane = async ({ id }: { readonly id: string }): Promise<void> => {
    const src = `/ring/devices/${id}/whep`;
    // Kept: with its context go the requests that a page has left behind, which no person's tab does.
    const context = await browser.newContext();
    context.setDefaultNavigationTimeout(180_000); // A machine with other work is the hard case.
    while (left > 0) {
      left -= 1;
      const page = await context.newPage();
      await page.goto(origin);
      const known = new Set(simulator.ledger.sessions());
      await page.evaluate((sent: SentOptions) => void window.tools.begin(sent), { src });
      await page.waitForTimeout(lifeOf(left));
      const own = simulator.ledger
        .sessions()
        .filter((session) => session.deviceId === id && !known.has(session))
        .at(-1);
      const died = Date.now();
      await end(page);
      if (own === undefined) {
        left += 1; // The ledger tells what became of it.
        continue;
      }
      await simulator.ledger.when(() => own.endedAt !== undefined, 60_000);
      const endedAt = own.endedAt ?? NaN;
      const sent = deletes.get(id) ?? 0;
      const isOwn = sent >= own.openedAt && sent <= endedAt;
      // A player may have had enough by itself, where a machine is too slow for it.
      if (isOwn && endedAt < died) left += 1;
      else all.push({ seconds: (endedAt - died) / 1000, isOwn });
    }
  };
  await Promise.all(cameras.map(lane));
  await browser.close();
  await simulator.ledger.whenIdle(60_000);
  const ended = {
    all,
    leaks: simulator.ledger.leaks(),
    opened: simulator.ledger.sessions().length,
  };
  server.closeAllConnections();
  server.close();
  await site.close();
  await simulator.close();
  return ended;
}

const columns = ['tabs', 'own DELETE', 'relay', 'median', 'longest', 'over 3 s', 'closed alive'];
const line = (name: string, cells: readonly (string | number)[]): string =>
  name.padEnd(37) + cells.map((cell, at) => String(cell).padStart(columnWidth(at))).join('');
const columnWidth = (at: number): number => (columns[at]?.length ?? 0) + 3;

console.log(line('camera seconds after the end of a tab', columns));
const asked = ends.filter(({ word }) => process.argv.includes(word));
for (const way of asked.length > 0 ? asked : ends) {
  for (const tether of withouts) {
    const { all, leaks, opened } = await after(way, tether);
    const seconds = all.map((one) => one.seconds).sort((a, b) => a - b);
    const own = all.filter(({ isOwn }) => isOwn).length;
    const late = seconds.filter((one) => one > 3).length;
    const alive = seconds.filter((one) => one < 0).length;
    const [median = NaN, longest = NaN] = [seconds[seconds.length >> 1], seconds.at(-1)];
    console.log(
      line(`${way.name}${tether ? '' : ', no tether'}`, [
        ...[all.length, own, all.length - own, median.toFixed(2), longest.toFixed(2), late, alive],
      ]),
    );
    console.log(
      `  opened ${String(opened)}; left open or closed twice: ${leaks.join('; ') || '0'}`,
    );
    if (leaks.length > 0 || (tether && late + alive > 0)) process.exitCode = 1;
  }
}
process.exit();
