// A consumer's code, compiled against the packed package: each entry has its types, in each of the ways
// in which TypeScript looks for them. Never run.

import { createServer } from 'node:http';
import type { Pool } from 'pg';
import { createClient } from 'redis';
import { LiveSession, RingLiveError, defineWords, preload } from 'ring-live';
import { RingLiveElement } from 'ring-live/element';
import { RingLive, type RingLiveProps } from 'ring-live/react';
import { createRelay, type LimitStore, type Relay, type RelayProblem } from 'ring-live/relay';
import { limitContract } from 'ring-live/relay/limits/contract';
import { fileLimits } from 'ring-live/relay/limits/file';
import { postgresLimits } from 'ring-live/relay/limits/postgres';
import { redisLimits } from 'ring-live/relay/limits/redis';
import { endOnSigterm, toNodeHandler } from 'ring-live/relay/node';
import { ticketReader, type Ticket } from 'ring-live/relay/tickets';
import { createTokens, memoryStore, type TokenStore } from 'ring-live/relay/tokens';
import { storeContract } from 'ring-live/relay/tokens/contract';
import { fileStore } from 'ring-live/relay/tokens/file';
import { postgresStore } from 'ring-live/relay/tokens/postgres';
import { redisStore } from 'ring-live/relay/tokens/redis';
import { RingLiveElement as SameElement } from 'ring-live/standalone';
import { defineWallWords, type RingLiveWallElement } from 'ring-live/wall';
import { german as germanOfWall } from 'ring-live/wall/de';
import { spanish as spanishOfWall } from 'ring-live/wall/es';
import { french as frenchOfWall } from 'ring-live/wall/fr';
import { japanese as japaneseOfWall } from 'ring-live/wall/ja';
import { portuguese as portugueseOfWall } from 'ring-live/wall/pt';
import { german } from 'ring-live/words/de';
import { spanish } from 'ring-live/words/es';
import { french } from 'ring-live/words/fr';
import { japanese } from 'ring-live/words/ja';
import { portuguese } from 'ring-live/words/pt';
import { defineZoomWords, type Zoom } from 'ring-live/zoom';

export const session: LiveSession = new LiveSession({ src: '/whep' });
export const loaded: Promise<void> = preload({ wasm: new URL('https://example.com/native.wasm') });
export const element: RingLiveElement = new SameElement();
export const props: RingLiveProps = {
  src: '/whep',
  controls: true,
  zoomable: true,
  onZoomchange: ({ detail }) => detail.zoom.scale,
  onError: ({ detail }) => detail.error satisfies RingLiveError,
  onSnapshot: ({ detail }) => detail.blob.size,
  words: { actions: { play: 'Who is there?' } },
};
defineWords('de', german);
defineWords('es', spanish);
defineWords('fr', french);
defineWords('ja', japanese);
defineWords('pt', portuguese);
export const component: string | undefined = RingLive.displayName;

export const relay: Relay = createRelay({
  authorize: async ({ headers }, deviceId) => (deviceId === 'porch' ? headers.get('X-User') : null),
  token: ({ reason }) => reason satisfies 'initial' | 'refresh',
  leaseKey: ['new', new Uint8Array(32)],
  onProblem: ({ code }: RelayProblem) => code === 'foreign-page',
});
export const tokens = createTokens({
  clientId: 'app',
  clientSecret: 'secret',
  key: ['new', 'old'],
  store: fileStore('tokens'),
  ownerOf: async ({ deviceId }) => (deviceId === 'porch' ? 'ann' : undefined),
  onEvent: ({ type }) => type === 'relink-needed',
});
export const sameRelay: Relay = createRelay({
  authorize: () => 'ann',
  token: tokens.token,
  leaseKey: 'key',
});
// Clients as their packages make them.
declare const pool: Pool;
export const client = createClient();
export const stores: TokenStore[] = [memoryStore(), postgresStore(pool), redisStore(client)];
export const limited: Relay = createRelay({
  authorize: () => 'ann',
  token: () => 'token',
  leaseKey: 'key',
  quota: { cameraSeconds: 600, openPerCamera: 2 },
  limits: redisLimits(client) satisfies LimitStore,
});
for (const { check } of limitContract) void check(() => postgresLimits(pool));
for (const { check } of limitContract) void check(() => fileLimits('limits'));
for (const { check } of storeContract) void check(() => memoryStore());
export const readTicket: (request: Request) => Promise<Ticket | undefined> = ticketReader('secret');
// The handler's own types stand in for Node's: an http server takes it.
endOnSigterm(createServer(toNodeHandler(relay)));

document.querySelector('ring-live')?.addEventListener('firstframe', ({ detail }) => {
  detail.width.toFixed();
});

document.querySelector('ring-live-wall')?.addEventListener('reorder', ({ detail }) => {
  detail.order.map(({ label }) => label);
});
export const ofWall = (wall: RingLiveWallElement): boolean => wall.attend('porch') !== null;
defineWallWords('de', germanOfWall);
defineWallWords('es', spanishOfWall);
defineWallWords('fr', frenchOfWall);
defineWallWords('ja', japaneseOfWall);
defineWallWords('pt', portugueseOfWall);
defineWallWords('fr', { live: 'En direct' });
export const closer: Zoom = element.zoom;
element.zoom = { scale: 2 };
defineZoomWords('it', { whole: 'Immagine intera' });

// @ts-expect-error the types are there, and say no
session.phase = 'live';
