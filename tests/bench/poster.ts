// From the click to something to see, in the demo: the last picture of a camera that is asleep, or the live one.
// `npx tsx tests/bench/poster.ts [runs]`: each with a demo, a browser's profile and a relay that have nothing yet, clicked as soon as
// there is something to click.

import type { Browser } from '@playwright/test';
import { startDemo } from '../../web/demo/server.js';
import { spread } from './figures.js';
import { launch } from './stage.js';

const runs = Number(process.argv[2] ?? 10);

/** Milliseconds since the page was asked for. `painted`: the first of the two pictures. */
interface Times {
  readonly clicked: number;
  readonly painted: number;
  readonly live: number;
}

/** In the page, before its own scripts. */
function watch(): void {
  const paints = (): Promise<unknown> =>
    new Promise((resolve) => {
      requestAnimationFrame(() => requestAnimationFrame(resolve));
    });
  const part = <E extends HTMLElement>(selector: string): E | null | undefined =>
    document
      .querySelector('[data-device="garden"] ring-live')
      ?.shadowRoot?.querySelector<E>(selector);
  const when = async (isThere: () => boolean): Promise<number> => {
    while (!isThere()) await new Promise(requestAnimationFrame);
    await paints();
    return performance.now();
  };
  const measured = (async (): Promise<Times> => {
    const button = (): HTMLElement | null | undefined => part('[part~=main-button]');
    const poster = (): HTMLImageElement | null | undefined => part('[part~=poster]');
    const isLive = (): boolean => (part<HTMLVideoElement>('video')?.videoWidth ?? 0) > 0;
    const isPoster = (): boolean =>
      poster()?.checkVisibility() === true && (poster()?.naturalWidth ?? 0) > 0;
    while (button()?.checkVisibility() !== true) await new Promise(requestAnimationFrame);
    const clicked = performance.now();
    button()?.click();
    const [painted, live] = await Promise.all([when(() => isPoster() || isLive()), when(isLive)]);
    return { clicked, painted, live };
  })();
  Object.assign(window, { measured });
}

async function run(browser: Browser): Promise<Times> {
  const demo = await startDemo({ port: 0 });
  const context = await browser.newContext();
  const page = await context.newPage();
  // What runs this file names its functions by a helper, which a page does not have.
  await page.addInitScript({ content: 'globalThis.__name = (named) => named;' });
  await page.addInitScript(watch);
  await page.goto(`${demo.origin}/players`);
  const times = await page.evaluate<Times>('window.measured');
  await page.goto('about:blank');
  await demo.simulator.ledger.whenIdle(10_000);
  const left = demo.simulator.ledger.violations();
  await context.close();
  await demo.close();
  if (left.length > 0) throw new Error(left.join('\n'));
  return times;
}

const browser = await launch();
await run(browser); // The browser's own start is nobody's merit.
const all: Times[] = [];
while (all.length < runs) all.push(await run(browser));
await browser.close();

const tell = (what: string, of: (times: Times) => number): void => {
  const { median, high } = spread(all.map(of));
  console.log(`${what.padEnd(42)}median ${median.toFixed(0)} ms, at most ${high.toFixed(0)} ms`);
};
tell('from the address to something to click', ({ clicked }) => clicked);
tell('from the address to a picture', ({ painted }) => painted);
tell('from that click to a picture', ({ clicked, painted }) => painted - clicked);
tell('from that click to the live one', ({ clicked, live }) => live - clicked);
process.exit();
