// What `jitterBufferTarget` does to a live picture: how long each frame takes from its arrival to the screen, and how long the
// picture stands still, on networks that delay and lose. All targets at once, each with a camera and a decoder of its own.

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
/** Two frames are missing: a person sees that. */
const standstillMs = 200;

export async function latency(stage: Stage, seconds: number): Promise<Row[]> {
  const ids = Object.keys(targets).map((_, index) => `latency-${String(index)}`);
  for (const id of ids) stage.simulator.addDevice({ id, relay: true, limitSeconds: 600 });
  const rows: Row[] = [];
  for (const [network, { jitter, loss }] of Object.entries(networks)) {
    for (const [index, id] of ids.entries()) {
      const device = stage.simulator.device(id);
      device.delay(delaySeconds, { jitter, seed: index + 2 });
      device.loss(loss, { direction: 'from-camera', seed: index + 1 });
    }
    rows.push(...(await measure(stage, network, ids, seconds)));
  }
  return rows;
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
      results: results((index) => {
        const long = (seen[index]?.gaps ?? []).filter((gap) => gap > standstillMs);
        const still = long.reduce((sum, gap) => sum + gap, 0);
        return spread([(still * 60) / seconds]);
      }),
    },
  ];
}
