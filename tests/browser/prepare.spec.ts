// Gathering before the click: only the POST is left for then, and nobody pays for a click that never
// comes.

import type { Page } from '@playwright/test';
import { expect, expectOneDeleted, requestsOf, test, type Player } from './fixtures.js';
import type { Simulator } from '../simulator/index.js';
import type { Site } from './site.js';
import { expectLive, hold, player as element, src } from './stage.js';
import type { SentOptions } from './tools.js';

async function prepare(page: Page, player: Player, options: SentOptions): Promise<void> {
  await player.record();
  await page.evaluate((sent) => {
    window.tools.make(sent).prepare();
  }, options);
  await page.waitForFunction(() => window.tools.peers[0]?.iceGatheringState === 'complete');
}

const peerStates = (page: Page): Promise<string[]> =>
  page.evaluate(() => window.tools.peers.map(({ signalingState }) => signalingState));

test('prepared, a player has only to send its offer when somebody wants to watch', async ({
  page,
  player,
  simulator,
  token,
}) => {
  const camera = { deviceId: 'front-door', apiBase: simulator.origin, tokens: [token] };
  await prepare(page, player, camera);
  expect(await page.evaluate(() => window.tools.asked)).toEqual([]);
  expect(simulator.ledger.requests()).toEqual([]);
  expect(await player.facts()).toMatchObject({ phase: 'idle', attemptPhase: null });

  await page.evaluate(() => void window.tools.session?.open());
  expect((await player.outcome()).size).toEqual({ width: 1280, height: 720 });
  await player.expectMoving();
  expect((await player.facts()).timings?.gathering).toBe(0);
  expect(await peerStates(page)).toEqual(['stable']);
  await player.close();
  await expectOneDeleted(simulator);
});

test('prepared and never watched: hidden or closed, it is let go of, and nothing was sent', async ({
  page,
  player,
  simulator,
}) => {
  await prepare(page, player, { src });
  await page.evaluate(() => {
    window.tools.setHidden(true);
  });
  expect(await peerStates(page)).toEqual(['closed']);
  await page.evaluate(() => {
    window.tools.setHidden(false);
    window.tools.session?.prepare();
  });
  await expect.poll(() => peerStates(page)).toEqual(['closed', 'have-local-offer']);
  await player.close();
  expect(await peerStates(page)).toEqual(['closed', 'closed']);
  expect(await player.seen('phasechange')).toEqual([]);
  expect(requestsOf(simulator, 'POST')).toEqual([]);
});

test('an element with preload="connection" gathers before the click, and sends nothing until then', async ({
  page,
  simulator,
  site,
}) => {
  await putUp(page, site, 'connection');
  await expectPreparedForClick(page, simulator);
});

test('with preload="module" the module is there, and no connection', async ({
  page,
  simulator,
  site,
}) => {
  await putUp(page, site, 'module');
  await page.waitForFunction(isModuleThere);
  expect(await page.evaluate(() => window.tools.calls)).toEqual([]);
  expect(simulator.ledger.requests()).toEqual([]);
});

test('by itself it loads the module, and gathers when a pointer comes, so that a click finds all prepared', async ({
  page,
  simulator,
  site,
}) => {
  await putUp(page, site);
  await page.waitForFunction(isModuleThere);
  expect(await page.evaluate(() => window.tools.calls)).toEqual([]);
  await page.getByRole('button', { name: 'Watch live' }).hover();
  await expectPreparedForClick(page, simulator);
});

test('a cold click gathers while the module still comes, with the peer that then plays', async ({
  page,
  player,
  simulator,
}) => {
  const arrives = await holdModule(page);
  await player.record();
  await page.evaluate((camera) => void window.tools.make({ src: camera }).open(), src);
  await page.waitForFunction(() => window.tools.peers.length > 0);
  expect(await page.evaluate(() => window.tools.calls)).toEqual(['new']);
  expect(simulator.ledger.requests()).toEqual([]);
  arrives();
  expect((await player.outcome()).size).toEqual({ width: 1280, height: 720 });
  expect(await peerStates(page)).toEqual(['stable']);
  await player.close();
  expect(await peerStates(page)).toEqual(['closed']);
  await expectOneDeleted(simulator);
});

test('closed, hidden or offline before the module has come, no peer is left, and nothing was sent', async ({
  page,
  context,
  player,
  simulator,
}) => {
  const arrives = await holdModule(page);
  await player.record();
  const open = (): Promise<void> =>
    page.evaluate((camera) => void window.tools.make({ src: camera }).open(), src);
  await open();
  await page.waitForFunction(() => window.tools.peers.length > 0);
  await player.close();
  expect(await peerStates(page)).toEqual(['closed']);

  await page.evaluate(() => {
    window.tools.setHidden(true);
  });
  await open();
  await player.close();
  await page.evaluate(() => {
    window.tools.setHidden(false);
  });
  await context.setOffline(true);
  await open();
  await player.close();
  await context.setOffline(false);
  arrives();
  await page.waitForFunction(isModuleThere);
  expect(await peerStates(page)).toEqual(['closed']);
  expect(requestsOf(simulator, 'POST')).toEqual([]);
});

test('with preload="none" neither a place on the screen nor a pointer does anything', async ({
  page,
  simulator,
  site,
}) => {
  await putUp(page, site, 'none');
  await page.getByRole('button', { name: 'Watch live' }).hover();
  await page.keyboard.press('Tab');
  // Idle, as the other would be: it has loaded its module by then.
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
  expect(await page.evaluate(isModuleThere)).toBe(false);
  expect(await page.evaluate(companions)).toEqual([]);
  expect(await page.evaluate(() => window.tools.calls)).toEqual([]);
  expect(simulator.ledger.requests()).toEqual([]);
});

test('what comes with the module is not waited for after it, and before it comes the player answers', async ({
  page,
  simulator,
  site,
}) => {
  const arrives = await holdModule(page);
  await putUp(page, site);
  await expect
    .poll(() => page.evaluate(companions))
    .toEqual(['parts/viewing.js', 'parts/beside-module.js']);
  expect(await page.evaluate(isModuleThere)).toBe(false);

  const player = element(page);
  await page.getByRole('button', { name: 'Watch live' }).click();
  await expect(player).toHaveJSProperty('phase', 'starting');
  const answers = await player.evaluate(async (element) => {
    const one = element as HTMLElementTagNameMap['ring-live'];
    const refused = await one.snapshot().catch(({ name }: DOMException) => name);
    const { phase, framesDecoded } = (await one.session?.getStats()) ?? {};
    return { refused, phase, framesDecoded };
  });
  expect(answers).toEqual({
    ...{ refused: 'InvalidStateError', phase: 'starting', framesDecoded: null },
  });
  arrives();
  await expectLive(page);
  await player.evaluate((one) => (one as HTMLElementTagNameMap['ring-live']).pause());
  await expectOneDeleted(simulator);
});

const holdModule = (page: Page) => hold(page, '**/generated/native.js');

/** Gathered, and nothing sent; a click then plays with that peer. */
async function expectPreparedForClick(page: Page, simulator: Simulator): Promise<void> {
  await page.waitForFunction(() => window.tools.peers[0]?.iceGatheringState === 'complete');
  expect(simulator.ledger.requests()).toEqual([]);
  await expect(element(page)).toHaveJSProperty('phase', 'idle');
  await page.getByRole('button', { name: 'Watch live' }).click();
  await expectLive(page);
  expect(await page.evaluate(() => window.tools.peers.length)).toBe(1);
  expect(requestsOf(simulator, 'POST')).toEqual([201]);
}

function isModuleThere(): boolean {
  const resources = performance.getEntriesByType('resource');
  return resources.some(({ name }) => name.endsWith('/generated/native.js'));
}

/** Those that have come, as far as the page knows. */
function companions(): string[] {
  const resources = performance.getEntriesByType('resource').map(({ name }) => name);
  const names = ['parts/viewing.js', 'parts/beside-module.js'];
  return names.filter((name) => resources.some((address) => address.endsWith(name)));
}

async function putUp(page: Page, site: Site, preload?: string): Promise<void> {
  await page.goto(site.origin);
  await page.evaluate(
    async (attributes) => {
      window.tools.record();
      await window.tools.register();
      window.tools.add(attributes);
    },
    { src, controls: '', ...(preload === undefined ? {} : { preload }) },
  );
}
