// Many players on one page, as on the wall of a security desk.

import type { Page } from '@playwright/test';
import { replies, type Simulator } from '../simulator/index.js';
import { expect, test } from './fixtures.js';
import type { Site } from './site.js';
import { endpoint, postsOf } from './stage.js';

const namesOf = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `wall-${String(index + 1)}`);

const ids = namesOf(8);
const sixteen = namesOf(16);

/** A tile for each camera, under a rule of its own. */
async function hang(page: Page, site: Site, cameras: readonly string[], rule: string) {
  await page.goto(site.origin);
  await page.evaluate(
    async ([sources, declarations]) => {
      await window.tools.register();
      window.tools.style(`ring-live { ${declarations} }`);
      for (const src of sources) window.tools.add({ src, autoplay: '' });
    },
    [cameras.map(endpoint), rule] as const,
  );
}

const openOn = ({ ledger }: Simulator): string[] => ledger.open().map(({ deviceId }) => deviceId);

test('sixteen tiles share one module and ask for their cameras one after the other', async ({
  page,
  simulator,
  site,
}) => {
  for (const id of sixteen) {
    simulator.addDevice({ id, auth: 'none' });
    simulator.device(id).onPost({ reply: replies.deviceOffline() });
  }
  await page.addInitScript(() => {
    const count = { value: 0 };
    Object.assign(globalThis, { instantiated: count });
    WebAssembly.instantiate = new Proxy(WebAssembly.instantiate, {
      apply: (instantiate, self, args: unknown[]): unknown => {
        count.value += 1;
        return Reflect.apply(instantiate, self, args);
      },
    });
  });
  await hang(page, site, sixteen, 'inline-size: 12rem; float: inline-start');
  const asked = (): number[] =>
    sixteen.flatMap((id) => postsOf(simulator, id).map(({ at }) => at)).sort((a, b) => a - b);
  await expect.poll(() => asked().length, { timeout: 15_000 }).toBe(16);
  const times = asked();
  // Fifteen turns of 0.15 s; in step, they would all come within the time of one gathering.
  expect((times[15] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(1500);
  // A machine that is busy with sixteen peers sends some of them together.
  expect((times[11] ?? 0) - (times[3] ?? 0)).toBeGreaterThan(150);
  expect(await page.evaluate('instantiated.value')).toBe(1);
});

test('of sixteen tiles only those on screen hold a camera, and scrolling moves the cameras', async ({
  page,
  simulator,
  site,
}) => {
  test.setTimeout(60_000);
  for (const id of sixteen) simulator.addDevice({ id, auth: 'none' });
  await page.setViewportSize({ width: 800, height: 600 });
  await hang(page, site, sixteen, 'display: block; inline-size: 400px; block-size: 300px');
  const lines = page.locator('ring-live [part~="status"]');
  const [top, bottom] = [sixteen.slice(0, 2), sixteen.slice(-2)];
  await expect.poll(() => openOn(simulator).sort()).toEqual(top);
  await expect(lines.nth(0)).toHaveText('Live', { timeout: 10_000 });
  await expect(lines.nth(1)).toHaveText('Live', { timeout: 10_000 });
  await expect(lines.nth(15)).toHaveText('Resting while nobody watches');

  await page.locator('ring-live').last().scrollIntoViewIfNeeded();
  await expect.poll(() => openOn(simulator).sort(), { timeout: 15_000 }).toEqual(bottom);
  await expect(lines.nth(15)).toHaveText('Live', { timeout: 10_000 });
  await expect(lines.nth(0)).toHaveText('Resting while nobody watches');
  const used = new Set(simulator.ledger.sessions().map(({ deviceId }) => deviceId));
  expect([...used].sort()).toEqual([...top, ...bottom].sort());
});

test('a wall of eight that is refused at once does not come back at once', async ({
  page,
  simulator,
  site,
}) => {
  test.setTimeout(60_000);
  for (const id of ids) {
    simulator.addDevice({ id, auth: 'none' });
    simulator.device(id).onPost({ reply: { status: 503, body: 'busy' } });
  }
  await hang(page, site, ids, 'inline-size: 12rem; float: inline-start');
  const lines = page.locator('ring-live [part~="status"]');
  await expect(lines).toHaveText(
    ids.map(() => 'Live'),
    { timeout: 30_000 },
  );

  const posts = ids.map((id) => postsOf(simulator, id));
  for (const both of posts) expect(both.map(({ status }) => status)).toEqual([503, 201]);
  // What each was told to wait: not blurred by a machine that is late with all of them.
  const told = await page.evaluate(() => window.tools.seen);
  const waits = told
    .filter(({ type }) => type === 'recovering')
    .map(({ detail }) => Number(detail['retryIn']));
  expect(waits).toHaveLength(8);
  expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan(0.2);
  const times = posts.map(([, second]) => second?.at ?? 0).sort((a, b) => a - b);
  expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(100);
  expect(simulator.ledger.requests().filter(({ method }) => method === 'POST')).toHaveLength(16);
});
