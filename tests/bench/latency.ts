// What `jitterBufferTarget` does to a live picture: how long each frame takes from its arrival to the screen, and how long the
// picture stands still, on networks that delay and lose. All targets at once, each with a camera and a decoder of its own.
// And what becomes of it where nobody sets it, beside us, who do when a picture freezes again and again.

import { spread } from './figures.js';
import type { Result, Row } from './figures.js';
import type { Stage } from './stage.js';

const targets = { "the browser's own": null, '0 ms': 0, '100 ms': 100, '300 ms': 300 } as const;
const networks = {
  'a clean network': { jitter: 0, loss: 0 },
  '30 ms of jitter': { jitter: 0.03, loss: 0 },
  '80 ms of jitter': { jitter: 0.08, loss: 0 },
  '1 % lost, 30 ms of jitter': { jitter: 0.03, loss: 0.01 },
} as const;
const delaySeconds = 0.02;
/** Two frames are missing: a person sees that. As browsers tell it, which round to their refreshes. */
const standstillMs = 190;

const players = ['documented', 'eyevinn', 'ring-live'] as const;
const badNetwork = { delay: 0.04, jitter: 0.03, loss: 0.03 };
/** Less than a session on line power. */
const badSeconds = 45;

export async function latency(stage: Stage, seconds: number): Promise<Row[]> {
  const ids = Object.keys(targets).map((_, index) => `latency-${String(index)}`);
  for (const id of ids) stage.simulator.addDevice({ id, relay: true, limitSeconds: 600 });
  const rows: Row[] = [];
  for (const [network, { jitter, loss }] of Object.entries(networks)) {
    setNetwork(stage, ids, { delay: delaySeconds, jitter, loss });
    rows.push(...(await measure(stage, network, ids, seconds)));
  }
  rows.push(await onBadNetwork(stage, ids.slice(0, players.length)));
  return rows;
}

/** Delay and jitter in seconds, one way. */
function setNetwork(
  { simulator }: Stage,
  ids: readonly string[],
  { delay, jitter, loss }: typeof badNetwork,
): void {
  for (const [index, id] of ids.entries()) {
    const device = simulator.device(id);
    device.delay(delay, { jitter, seed: index + 2 });
    device.loss(loss, { direction: 'from-camera', seed: index + 1 });
  }
}

async function onBadNetwork(stage: Stage, ids: readonly string[]): Promise<Row> {
  setNetwork(stage, ids, badNetwork);
  const page = await stage.freshPage();
  const seen = await page.evaluate(
    ({ names, cameras, length }) => window.bench.gapsOf(names, cameras, length),
    { names: players, cameras: ids.map((id) => stage.camera([], id)), length: badSeconds },
  );
  await page.close();
  return {
    what: 'Standing still in a minute, 3 % lost, 80 ms there and back',
    unit: 'ms',
    results: Object.fromEntries(
      players.map((name, index) => [name, standstill(seen[index]?.gaps ?? [], badSeconds)]),
    ),
  };
}

function standstill(gaps: readonly number[], seconds: number): Result {
  const still = gaps.filter((gap) => gap > standstillMs).reduce((sum, gap) => sum + gap, 0);
  return spread([(still * 60) / seconds]);
}

async function measure(
  stage: Stage,
  network: string,
  ids: readonly string[],
  seconds: number,
): Promise<Row[]> {
  const page = await stage.freshPage();
  const seen = await page.evaluate(
    ({ cameras, wanted, length }) => window.bench.delays(cameras, wanted, length),
    {
      cameras: ids.map((id) => stage.camera([], id)),
      wanted: Object.values(targets),
      length: seconds,
    },
  );
  await page.close();
  const results = (figure: (index: number) => Result): Record<string, Result> =>
    Object.fromEntries(Object.keys(targets).map((target, index) => [target, figure(index)]));
  const { length } = seen;
  if (length !== ids.length) throw new Error('a picture is missing');
  return [
    {
      what: `From a frame's arrival to the screen, ${network}`,
      unit: 'ms',
      results: results((index) => spread(seen[index]?.lags ?? [])),
    },
    {
      what: `Standing still in a minute, ${network}`,
      unit: 'ms',
      results: results((index) => standstill(seen[index]?.gaps ?? [], seconds)),
    },
  ];
}
