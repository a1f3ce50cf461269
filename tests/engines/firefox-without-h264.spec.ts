// The session in a Firefox that has not fetched its decoder of H.264 yet, as Debian's comes: a Ring camera cannot be shown,
// and says so.

import { clipPage, expectGapless, keep, save, seconds, start } from '../browser/clip-stage.js';
import { expect, expectOneDeleted, requestsOf, test } from '../browser/fixtures.js';
import { src } from '../browser/stage.js';

test.describe('a camera that sends H.264 only', () => {
  test('by its id is not even asked', async ({ player, simulator, token }) => {
    const options = { deviceId: 'front-door', apiBase: simulator.origin, token };
    const { error } = await player.play(options);
    expect(error).toMatchObject({ kind: 'unsupported-codec', stage: 'offer', retryable: false });
    expect(simulator.ledger.requests()).toEqual([]);
  });

  test('behind an endpoint refuses the offer, and that is understood', async ({
    player,
    simulator,
  }) => {
    const { error } = await player.play({ src });
    expect(error).toMatchObject({ kind: 'unsupported-codec', status: 500, retryable: false });
    expect(requestsOf(simulator, 'POST')).toEqual([500]);
  });
});

test('a camera that sends VP8 plays, and is kept as it comes', async ({
  page,
  simulator,
  site,
}) => {
  simulator.device('porch').configure({ codec: 'vp8' });
  await keep(page, clipPage(site, { policy: 'strictest' }));
  await start(page);
  await seconds(page, 2);
  const { clip } = await save(page);
  expect(clip.tag).toBe('vp08');
  expectGapless(clip);
  await page.evaluate(() => window.tools.player().pause());
  await expectOneDeleted(simulator);
});
