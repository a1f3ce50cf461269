// What a page holds before and after many openings: for the long run by hand and the short one as a test.

import type { CDPSession, Page } from '@playwright/test';
import type { Site } from '../browser/site.js';
import type { Simulator } from '../simulator/index.js';

export interface Holdings {
  /** Bytes of JavaScript objects, after a garbage collection. */
  readonly heap: number;
  /** Bytes of the module's memory, which never shrinks. */
  readonly wasm: number;
  /** RTCPeerConnections that are still in memory, closed ones too. */
  readonly peers: number;
  /** Those among them that are not closed. */
  readonly openPeers: number;
  /** Nodes of the document and detached ones. */
  readonly nodes: number;
  /** Event listeners in the page. */
  readonly listeners: number;
}

export interface Cycles {
  readonly before: Holdings;
  /** After each of the counts. */
  readonly between: readonly Holdings[];
  readonly after: Holdings;
  /** Openings that were live when they were closed. */
  readonly live: number;
}

/**
 * Remembers the memories of all modules of the page, and its peers as long as something else does too.
 * Text, because what tsx makes of a function runs nowhere else. (Asking the browser for all objects of
 * a prototype, `Runtime.queryObjects`, kills Chromium 156 here.)
 */
const remember = `
  window.memories = [];
  const browsers = WebAssembly.instantiate;
  WebAssembly.instantiate = async (...args) => {
    const made = await browsers(...args);
    const { exports } = made.instance ?? made;
    memories.push(...Object.values(exports).filter((e) => e instanceof WebAssembly.Memory));
    return made;
  };
  window.peers = [];
  window.RTCPeerConnection = new Proxy(RTCPeerConnection, {
    construct(target, args) {
      const peer = new target(...args);
      peers.push(new WeakRef(peer));
      return peer;
    },
  });
  window.alive = () => {
    const left = peers.map((peer) => peer.deref()).filter((peer) => peer !== undefined);
    const open = left.filter(({ connectionState }) => connectionState !== 'closed');
    return { peers: left.length, openPeers: open.length };
  };`;

export async function prepare(page: Page, site: Site): Promise<void> {
  const script = '<script type="module" src="/tests/bench/cycles-page.js"></script>';
  site.addPage('/cycles', `<!doctype html><title>cycles</title><body>${script}`);
  await page.addInitScript(remember);
  await page.goto(`${site.origin}/cycles`);
  await page.waitForFunction('window.lane !== undefined');
}

/** Opens and closes so many times, in so many lanes at once, each on a camera of its own. @param counts Rising. */
export async function openAndClose(
  page: Page,
  simulator: Simulator,
  counts: readonly number[],
  lanes = 2,
): Promise<Cycles> {
  const sources = Array.from({ length: lanes }, (_, index) => {
    simulator.addDevice({ id: `lane-${String(index)}`, auth: 'none' });
    return simulator.endpointPath(`lane-${String(index)}`);
  });
  const run = async (each: number, seed: number): Promise<number> => {
    const calls = sources.map((src, i) => `lane('${src}', ${String(each)}, ${String(seed + i)})`);
    const live = await page.evaluate<number[]>(`Promise.all([${calls.join()}])`);
    return live.reduce((sum, one) => sum + one, 0);
  };
  const devtools = await page.context().newCDPSession(page);
  await run(5, 1); // What a page learns once is not a leak.
  const before = await measure(page, devtools);
  const between: Holdings[] = [];
  let live = 0;
  let done = 0;
  for (const count of counts) {
    live += await run(Math.ceil((count - done) / lanes), 100 + done);
    done = count;
    between.push(await measure(page, devtools));
  }
  await devtools.detach();
  return { before, between, after: between.at(-1) ?? before, live };
}

async function measure(page: Page, devtools: CDPSession): Promise<Holdings> {
  const alive = await letGo(page, devtools);
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  const counters = await devtools.send('Memory.getDOMCounters');
  const { nodes, jsEventListeners: listeners } = counters;
  const wasm = await page.evaluate<number>(
    'memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0)',
  );
  return { heap: usedSize, wasm, nodes, listeners, ...alive };
}

/**
 * Peers are let go of in steps. Chromium 156 never lets go of one that is closed after its state has changed and before
 * the event tells so: that event waits in the peer with a persistent handle to it, and closing drops neither. The module
 * closes such a peer some tasks later (wasm/bridge/peer.cpp); what is left is a change in just those tasks.
 */
async function letGo(page: Page, devtools: CDPSession): Promise<Alive> {
  for (let turn = 0; ; turn += 1) {
    await devtools.send('HeapProfiler.collectGarbage');
    const alive = await page.evaluate<Alive>('alive()');
    if (turn >= 3 && (alive.peers === 0 || turn >= 30)) return alive;
  }
}

type Alive = Pick<Holdings, 'peers' | 'openPeers'>;
