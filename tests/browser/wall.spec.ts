// Many players on one page, as on the wall of a security desk.

import { expect, test } from './fixtures.js';
import { endpoint, postsOf } from './stage.js';

const ids = Array.from({ length: 8 }, (_, index) => `wall-${String(index + 1)}`);

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
  await page.goto(site.origin);
  await page.evaluate(async (sources) => {
    await window.tools.register();
    window.tools.style('ring-live { inline-size: 12rem; float: inline-start }');
    for (const src of sources) window.tools.add({ src, autoplay: '' });
  }, ids.map(endpoint));
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
