// The real relay, and a page that signs in at one of another origin.

import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import type { Page } from '@playwright/test';
import { createRelay } from '../../web/src/relay/index.js';
import { toNodeHandler } from '../../web/src/relay/node.js';
import type { Simulator } from '../simulator/index.js';
import { startElsewhere } from './elsewhere.js';
import { expect } from './fixtures.js';
import { plainPage, type Site } from './site.js';
import { expectLive, part, show } from './stage.js';

const src = '/ring/devices/front-door/whep';

/** The visitor is known by a cookie or a header. */
export function relayOf(
  simulator: Simulator,
  token: string,
  allowedOrigins: string[] = [],
): RequestListener {
  return toNodeHandler(
    createRelay({
      upstream: simulator.origin,
      leaseKey: randomBytes(32),
      allowedOrigins,
      onProblem: () => undefined,
      authorize: ({ headers }) =>
        headers.get('X-Visitor') ?? headers.get('Cookie')?.match(/\bvisitor=(\w+)/)?.[1] ?? null,
      token: () => token,
    }),
  );
}

export const signIns = ['cookie', 'header'] as const;

/** The page is shown, its visitor signed in at a relay on another origin, and the picture live. */
export async function watchElsewhere(
  page: Page,
  { simulator, site, token }: { simulator: Simulator; site: Site; token: string },
  how: (typeof signIns)[number],
): Promise<{ close(): void }> {
  const relay = await startElsewhere(site, 'X-Visitor', relayOf(simulator, token, [site.origin]));
  const signedIn = how === 'cookie' ? { headers: { 'Set-Cookie': 'visitor=ann; Path=/' } } : {};
  site.addPage('/app', plainPage(), signedIn);
  const given = how === 'cookie' ? { credentials: 'include' } : {};
  await show(page, `${site.origin}/app`, { src: relay.origin + src, controls: '', ...given });
  const player = page.locator('ring-live');
  await page.getByRole('button', { name: 'Watch live' }).click();
  if (how === 'header') {
    await expect(part(page, 'message')).toContainText('may not watch'); // Nobody, so far.
    await player.evaluate((element: HTMLElementTagNameMap['ring-live']) => {
      element.headers = { 'X-Visitor': 'ann' };
    });
    await page.getByRole('button', { name: 'Try again' }).click();
  }
  await expectLive(page);
  return relay;
}
