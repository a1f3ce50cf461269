// One camera, many viewers: the program of web/FAN-OUT.md, run as it stands.

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { decodeStrip, stripInfo } from '../simulator/index.js';
import { expect, test } from '../browser/fixtures.js';
import { sessionsOf, src } from '../browser/stage.js';
import { startJanus } from './janus.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const limitSeconds = 8;

function startFeeder(endpoint: string, port: number): ChildProcess {
  const guide = readFileSync(`${root}web/FAN-OUT.md`, 'utf8');
  const code = /<!-- feeder:begin -->\s+```js\n([^]*?)```/.exec(guide)?.[1] ?? '';
  mkdirSync(`${root}build`, { recursive: true });
  const file = `${root}build/feeder.mjs`;
  writeFileSync(file, code);
  return fork(file, [endpoint, String(port), String(limitSeconds)], { execArgv: [] });
}

test('three viewers, one camera, from session to session', async ({ page, simulator, site }) => {
  simulator.device('porch').configure({ limitSeconds });
  const janus = await startJanus({ feed: false });
  const feeder = startFeeder(simulator.origin + src, janus.rtpPort);
  site.allowConnections(janus.origin);
  await page.setViewportSize({ width: 400, height: 1000 }); // nobody sees what is below it
  await page.goto(site.origin);
  await page.evaluate(async (endpoint) => {
    await window.tools.register();
    for (let viewer = 0; viewer < 3; viewer += 1) window.tools.add({ src: endpoint, autoplay: '' });
  }, janus.endpoint('camera'));
  const players = page.locator('ring-live');
  const expectAllLive = async (): Promise<void> => {
    for (let viewer = 0; viewer < 3; viewer += 1) {
      await expect(players.nth(viewer).locator('[part~="status"]')).toHaveText('Live', {
        timeout: 10_000,
      });
    }
  };
  await expectAllLive();

  // Another session of the camera has taken over: nobody's picture has changed.
  await simulator.ledger.when(() => sessionsOf(simulator)[1]?.endedAt !== undefined, 20_000);
  await expectAllLive();
  const numbers = await page.evaluate(async (row) => {
    const videos = [...document.querySelectorAll('ring-live')].map(
      (player) => player.shadowRoot?.querySelector('video') as HTMLVideoElement,
    );
    return Promise.all(videos.map((video) => window.tools.strips(video, row, 4)));
  }, stripInfo);
  for (const strips of numbers) {
    const frames = strips.map(decodeStrip);
    expect(frames).not.toContain(undefined);
    expect(new Set(frames).size).toBe(4);
  }
  expect(simulator.ledger.mostOpen('porch')).toBe(2);
  expect(
    sessionsOf(simulator)
      .slice(0, 2)
      .map(({ endedBy }) => endedBy),
  ).toEqual(['delete', 'delete']);

  await page.goto('about:blank');
  await expect.poll(() => janus.sessions()).toBe(0);
  feeder.kill('SIGTERM');
  await once(feeder, 'exit');
  await janus.close();
});
