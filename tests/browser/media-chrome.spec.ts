// Inside <media-controller> of the real media-chrome, with its own buttons.

import { build } from 'esbuild';
import { expect, expectOneDeleted, expectRising, test } from './fixtures.js';
import { frames, player, src } from './stage.js';
import { plainPage } from './site.js';

const body = `
  <media-controller>
    <ring-live slot="media" src="${src}"></ring-live>
    <media-control-bar>
      <media-play-button></media-play-button>
      <media-time-display remaining></media-time-display>
      <media-pip-button></media-pip-button>
      <media-fullscreen-button></media-fullscreen-button>
    </media-control-bar>
  </media-controller>`;

test('a media-controller plays, stops, enlarges and counts with its stock buttons', async ({
  page,
  simulator,
  site,
}) => {
  const { outputFiles } = await build({
    stdin: { contents: "import 'media-chrome';", resolveDir: import.meta.dirname },
    ...{ bundle: true, write: false, format: 'esm' },
  });
  // Its templates are markup from text, which our own policy does not allow.
  site.addPage('/media-chrome', plainPage(body), { policy: false });
  await page.goto(`${site.origin}/media-chrome`);
  await page.addScriptTag({ content: outputFiles[0]?.text ?? '', type: 'module' });
  await page.evaluate(async () => {
    await window.tools.register();
    window.tools.player().iceServers = [];
    window.tools.style('media-controller { inline-size: 40rem }');
  });
  const controller = page.locator('media-controller');
  const button = (name: string) => page.locator(`media-${name}-button`);
  await expect(controller).toHaveAttribute('mediapaused');

  await button('play').click();
  await expect(player(page)).toHaveJSProperty('phase', 'live');
  expectRising(await frames(page));
  await expect(controller).not.toHaveAttribute('mediapaused');
  const left = page.locator('media-time-display');
  await expect(left).toHaveText(/^\s*-0:2\d\s*$/);
  await expect(left).toHaveText(/^\s*-0:2[0-6]\s*$/);

  await button('fullscreen').click();
  await expect(controller).toHaveAttribute('mediaisfullscreen');
  await button('fullscreen').click();
  await expect(controller).not.toHaveAttribute('mediaisfullscreen');
  await button('pip').click();
  await expect(controller).toHaveAttribute('mediaispip');
  await button('pip').click();
  await expect(controller).not.toHaveAttribute('mediaispip');

  await button('play').click();
  await expect(controller).toHaveAttribute('mediapaused');
  await expectOneDeleted(simulator);
});
