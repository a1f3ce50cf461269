// The simulator's own promise to those who bring a recording: a browser shows it, and goes on when it begins again.

import { fileURLToPath } from 'node:url';
import { expect, expectOneDeleted, test } from './fixtures.js';
import { endpoint } from './stage.js';

const pictures = fileURLToPath(new URL('../fixtures/pictures/', import.meta.url));

for (const [story, name] of [
  ['an MP4 with uneven times', 'uneven.mp4'],
  ['a fragmented MP4', 'fragmented.mp4'],
  ['a stream with several slices in each picture', 'slices.h264'],
] as const) {
  test(`${story} is shown live, over and over`, async ({ page, player, simulator }) => {
    simulator.addDevice({ id: 'mine', auth: 'none', picture: pictures + name });
    await player.record();
    const { size } = await player.play({ src: endpoint('mine') });
    expect(size).toEqual({ width: 96, height: 64 });
    // None of them has more than 25 frames.
    await page.waitForFunction(
      () => window.tools.video.getVideoPlaybackQuality().totalVideoFrames > 50,
    );
    const { received, frames, keyframes } = await player.decoding();
    // Times that jump have frames left out, and a slice on its own is taken for a picture. What the screen
    // drops does not count: that is this machine's load.
    expect(frames / received).toBeGreaterThan(0.85);
    expect(keyframes / frames).toBeLessThan(0.3);
    await player.close();
    await expectOneDeleted(simulator);
  });
}
