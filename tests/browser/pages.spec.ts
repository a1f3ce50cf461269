// Whole pages, as people get them: the example of the README, and the demo.

import { readFileSync } from 'node:fs';
import { startDemo } from '../../web/demo/server.js';
import { decodeStrip, stripInfo } from '../simulator/index.js';
import { expect, expectOneDeleted, expectQuiet, expectRising, test, stripsOf } from './fixtures.js';

test("the README's example plays as it stands", async ({ page, simulator, site }) => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const marked = readme.split('<!-- example:begin -->')[1]?.split('<!-- example:end -->')[0] ?? '';
  const example = /```html\n([^]*?)```/.exec(marked)?.[1] ?? '';
  const src = /<ring-live[^>]*\ssrc="([^"]+)"/.exec(example)?.[1] ?? '';
  expect(src, 'the address in the example').toMatch(/^\//);

  site.addEndpoint(src, 'porch');
  // What a bundler would do: say where the package is.
  const imports = { 'ring-live/element': '/web/src/element/register.js' };
  const map = `<script type="importmap">${JSON.stringify({ imports })}</script>`;
  site.addPage('/example', `<!doctype html><title>example</title>${map}${example}`, {
    policy: false,
  });
  await page.goto(`${site.origin}/example`);
  const player = page.locator('ring-live');
  await expect(player).toHaveJSProperty('phase', 'live');
  const strips = await stripsOf(page, 'ring-live', 4);
  expectRising(strips.map(decodeStrip));
  await page.goto('about:blank');
  await expectOneDeleted(simulator);
});

test('the demo shows its four cameras, what the service saw, and leaves nothing open', async ({
  page,
  watch,
}) => {
  const demo = await startDemo({ port: 0 });
  const { ledger } = demo.simulator;
  watch.alsoCheck(ledger);
  const tokens: Promise<string>[] = [];
  page.on('response', (response) => {
    if (response.url().includes('/demo/token')) tokens.push(response.text());
  });
  await page.goto(demo.origin);
  const card = (id: string) => page.locator(`.card[data-device="${id}"]`);
  const says = (id: string) => card(id).locator('[part~="status"]');

  await expect(says('front-door')).toHaveText('Live');
  expectRising((await stripsOf(page, '[data-device="front-door"] ring-live', 4)).map(decodeStrip));
  await expect(card('front-door').locator('.now')).toContainText('1 session open');
  await screenshot('demo-first');

  await card('front-door').hover();
  await card('front-door').getByRole('button', { name: 'Save this picture' }).click();
  const taken = card('front-door').locator('.strip img');
  await expect(taken).toHaveJSProperty('naturalWidth', 1280);
  expect(decodeStrip(await taken.evaluate(stripOf, stripInfo))).toBeDefined();

  await card('garage').getByRole('button', { name: 'Watch live' }).click();
  await expect(card('garage').locator('[part~="message"]')).toHaveText(/^The camera is offline\./);
  await expect(card('garage').locator('.log')).toContainText('the camera is offline');

  await card('side-gate').getByRole('button', { name: 'Watch live' }).click();
  await expect(says('side-gate')).toHaveText('Live');
  await expect(card('side-gate').locator('.log')).toContainText('token refused');
  await expect(card('side-gate').locator('.log')).toContainText('session opened');
  expect(tokens).toHaveLength(2);
  for (const token of tokens) watch.secret(await token);

  await card('garden').getByRole('button', { name: 'Watch live' }).click();
  await expect(says('garden')).toHaveText('Live');
  await expect(page.locator('#open-now')).toHaveText('3');
  await screenshot('demo-playing');

  await card('garden').getByRole('button', { name: 'Stop watching' }).click();
  await expect(card('garden').locator('.log')).toContainText('session closed after');
  await expect(page.locator('#left-open')).toHaveText('0');
  await screenshot('demo-paused');

  await page.goto('about:blank');
  await expectQuiet(ledger);
  expect(ledger.sessions().map(({ endedBy }) => endedBy)).toEqual(['delete', 'delete', 'delete']);
  await demo.close();

  async function screenshot(name: string): Promise<void> {
    if (process.env['SCREENSHOTS'] === undefined) return;
    await page.screenshot({ path: test.info().outputPath(`${name}.png`), fullPage: true });
  }
});

/** The row with the frame number, from a picture of its own size. */
function stripOf(
  element: Element,
  { cells, cellWidth, y }: { cells: number; cellWidth: number; y: number },
): number[] {
  const context = new OffscreenCanvas(cells, 1).getContext('2d');
  if (context === null) throw new Error('no canvas here');
  context.imageSmoothingEnabled = false;
  const image = element as HTMLImageElement;
  context.drawImage(image, 0, y, cells * cellWidth, 1, 0, 0, cells, 1);
  return [...context.getImageData(0, 0, cells, 1).data];
}
