// Tabs that end at any moment, closed or killed: for how long is the camera still on?
// `npx tsx tests/bench/tether.ts [tabs] [lanes] [--without]`: the last also without tethers, where each tab may take 30 s.

import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { chromium, firefox, type Browser, type Page } from '@playwright/test';
import { findFirefox, findHeadlessShell } from '../../scripts/setup.mjs';
import { createRelay } from '../../web/src/relay/index.js';
import { toNodeHandler } from '../../web/src/relay/node.js';
import { listening, passOn, startSite } from '../browser/site.js';
import type { SentOptions } from '../browser/tools.js';
import { startSimulator } from '../simulator/index.js';

const tabs = Number(process.argv[2] ?? 100);
const lanes = Number(process.argv[3] ?? 2);
const withouts = process.argv.includes('--without') ? [true, false] : [true];
const cameras = Array.from({ length: lanes }, (_, lane) => ({ id: `door-${String(lane)}` }));

interface End {
  readonly name: string;
  readonly launch: () => Promise<Browser>;
  readonly end: (page: Page) => Promise<void>;
}

const inChromium = () => chromium.launch({ executablePath: findHeadlessShell() ?? '' });
const ends: readonly End[] = [
  { name: 'Chromium, tab closed', launch: inChromium, end: (page) => page.close() },
  { name: 'Chromium, process killed', launch: inChromium, end: crash },
  {
    name: 'Firefox, tab closed',
    launch: () => firefox.launch({ channel: 'moz-firefox', executablePath: findFirefox() ?? '' }),
    end: (page) => page.close(),
  },
];

async function crash(page: Page): Promise<void> {
  await page.goto('chrome://crash').catch(() => undefined);
  await page.close();
}

/** Seconds that each session went on after its tab; NaN for one that was closed while its tab lived. */
async function after({ launch, end }: End, tether: boolean): Promise<number[]> {
  const simulator = await startSimulator({ cors: 'on', devices: cameras });
  // Debian's Firefox decodes no H.264.
  for (const { id } of cameras) simulator.device(id).configure({ codec: 'vp8' });
  const site = await startSite(simulator);
  const token = simulator.tokens.issue();
  const options = { upstream: simulator.origin, leaseKey: randomBytes(32), tether };
  const relay = toNodeHandler(
    createRelay({ ...options, authorize: () => 'ann', token: () => token }),
  );
  const server = createServer((req, res) => {
    if (req.url?.startsWith('/ring/') === true) relay(req, res);
    else passOn(site, req, res);
  });
  const origin = await listening(server);
  const browser = await launch();
  const lingered: number[] = [];
  let left = tabs;
  const lane = async ({ id }: { readonly id: string }): Promise<void> => {
    const src = `/ring/devices/${id}/whep`;
    while (left-- > 0) {
      const page = await browser.newPage();
      await page.goto(origin);
      const known = new Set(simulator.ledger.sessions());
      await page.evaluate((sent: SentOptions) => void window.tools.begin(sent), { src });
      // From the moment of the 201 to a picture, and later.
      await page.waitForTimeout(600 + Math.random() * 2400);
      const [own] = simulator.ledger
        .sessions()
        .filter((session) => session.deviceId === id && !known.has(session));
      const died = Date.now();
      await end(page);
      if (own === undefined) continue;
      await simulator.ledger.when(() => own.endedAt !== undefined, 60_000);
      const seconds = ((own.endedAt ?? 0) - died) / 1000;
      lingered.push(seconds < 0 ? NaN : seconds);
    }
  };
  await Promise.all(cameras.map(lane));
  await browser.close();
  await simulator.ledger.whenIdle(60_000);
  server.closeAllConnections();
  server.close();
  await site.close();
  await simulator.close();
  return lingered;
}

console.log('camera seconds after the end of a tab    tabs    median    longest    over 3 s');
for (const way of ends) {
  for (const tether of withouts) {
    const seconds = (await after(way, tether)).sort((a, b) => a - b);
    const row = [
      String(seconds.length).padStart(8),
      (seconds[seconds.length >> 1] ?? NaN).toFixed(2).padStart(10),
      Math.max(...seconds)
        .toFixed(2)
        .padStart(11),
      String(seconds.filter((one) => !(one <= 3)).length).padStart(12),
    ].join('');
    console.log(`${`${way.name}${tether ? '' : ', no tether'}`.padEnd(37)}${row}`);
  }
}
process.exit();
