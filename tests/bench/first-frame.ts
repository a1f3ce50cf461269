// How long from the click to the first frame on the page: each way in turn, each time in a fresh page.

import { startStun } from '../browser/stun.js';
import { spread } from './figures.js';
import type { Result, Row } from './figures.js';
import type { Opening } from './page.js';
import type { Stage } from './stage.js';
import type { WayName } from './ways.js';

const cold = ['documented', 'eyevinn', 'binbat', 'ring-live'] as const;
const ahead = ['ring-live, module loaded', 'ring-live, prepared'] as const;
const steps = ['module', 'gathering', 'token', 'post', 'connect', 'frame'] as const;

export async function firstFrame(stage: Stage, turns: number): Promise<Row[]> {
  // One of each is not counted: the browser's own start is nobody's merit.
  await compare(stage, [...cold, ...ahead], [], 1);
  const plain = await compare(stage, [...cold, ...ahead], [], turns);
  const answering = await startStun(40);
  const answered = await compare(stage, [...cold, ...ahead], [{ urls: answering.url }], turns);
  answering.close();
  return [
    row('First frame, no STUN server', plain),
    row('First frame, a STUN server that answers after 40 ms', answered),
    stepsOf('documented', plain),
    stepsOf('ring-live', plain),
  ];
}

/** One turn each: the slowest takes 40 s. */
export async function firstFrameBehindFirewall(stage: Stage): Promise<Row[]> {
  const silent = await startStun();
  const openings = await compare(stage, cold, [{ urls: silent.url }], 1);
  silent.close();
  return [row('First frame, a STUN server that never answers', openings)];
}

type Openings = Map<WayName, (Opening | { readonly none: string })[]>;

async function compare(
  stage: Stage,
  ways: readonly WayName[],
  iceServers: readonly RTCIceServer[],
  turns: number,
): Promise<Openings> {
  const openings: Openings = new Map(ways.map((way) => [way, []]));
  for (let turn = 0; turn < turns; turn += 1) {
    for (const way of turn % 2 === 0 ? ways : [...ways].reverse()) {
      openings.get(way)?.push(await open(stage, way, iceServers));
    }
  }
  return openings;
}

/** What a client of others cannot do is a result, too; ours has to. */
async function open(
  stage: Stage,
  way: WayName,
  iceServers: readonly RTCIceServer[],
): Promise<Opening | { none: string }> {
  const page = await stage.freshPage();
  const call = `window.bench.open(${JSON.stringify(way)}, ${JSON.stringify(stage.camera(iceServers))})`;
  try {
    return await page.evaluate<Opening>(call);
  } catch (reason) {
    const refused = /rejected with status \d+/.exec(String(reason))?.[0];
    if (refused === undefined) throw reason;
    return { none: `the service refuses it (${refused})` };
  } finally {
    await page.close();
  }
}

function row(what: string, openings: Openings): Row {
  const results = [...openings].map(([way, all]): [string, Result] => {
    const refused = all.find((one) => 'none' in one);
    return [way, refused ?? spread(all.flatMap((one) => ('total' in one ? [one.total] : [])))];
  });
  return { what, unit: 'ms', results: Object.fromEntries(results) };
}

function stepsOf(way: WayName, openings: Openings): Row {
  const all = (openings.get(way) ?? []).flatMap((one) => ('steps' in one ? [one.steps] : []));
  const results = steps.map((step): [string, Result] => [
    step,
    spread(all.map((one) => one?.[step] ?? NaN)),
  ]);
  return { what: `Where the time went, ${way}`, unit: 'ms', results: Object.fromEntries(results) };
}
