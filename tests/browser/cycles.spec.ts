// The short form of `npx tsx tests/bench/cycles.ts 1000`.

import { openAndClose, prepare } from '../bench/open-close.js';
import { expect, expectQuiet, test } from './fixtures.js';

test('opened and closed thirty times at any moment: nothing is kept, here or there', async ({
  page,
  simulator,
  site,
}) => {
  test.setTimeout(60_000);
  await prepare(page, site);
  const { before, after, live } = await openAndClose(page, simulator, [30]);
  await expectQuiet(simulator.ledger);
  expect(live).toBeGreaterThan(3); // Some came as far as a picture, some did not.
  expect(live).toBeLessThan(30);
  expect(before.wasm).toBeGreaterThan(0);
  expect(after.wasm - before.wasm).toBeLessThanOrEqual(65_536); // the page it may not have needed yet
  expect(after.openPeers).toBe(0);
  // Chromium keeps a peer that is closed just before it tells a change, if the module did not see it (see open-close.ts).
  expect(after.peers).toBeLessThanOrEqual(before.peers + 1);
  expect(after.nodes - before.nodes).toBeLessThan(200); // one player has about 60
  expect(after.heap - before.heap).toBeLessThan(1_000_000);
});
