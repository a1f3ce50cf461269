#!/usr/bin/env node
// A relay that runs by itself, for backends that are not JavaScript: `npx ring-live-relay`, set up by the environment. What it is
// told stands in web/src/relay/README.md. Prints what happens, one JSON object a line.
import { createServer } from 'node:http';
import { createRelay } from '../dist/src/relay/index.js';
import { endOnSigterm, toNodeHandler } from '../dist/src/relay/node.js';
import { createTokens } from '../dist/src/relay/owner-tokens/index.js';
import { ticketReader } from '../dist/src/relay/tickets.js';

const { env } = process;
const print = (event) => console.log(JSON.stringify({ time: new Date().toISOString(), ...event }));
const count = (text) => (text === undefined ? undefined : Number(text));
const set = (options) =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));

async function openStores(place) {
  if (/^rediss?:/.test(place)) {
    const { createClient } = await import('redis');
    const { redisStore } = await import('../dist/src/relay/owner-tokens/redis.js');
    const { redisLimits } = await import('../dist/src/relay/limits/redis.js');
    const client = createClient({ url: place, disableOfflineQueue: true });
    client.on('error', ({ code }) => print({ type: 'store-error', code }));
    await client.connect();
    return [redisStore(client), redisLimits(client), () => client.unref()];
  }
  if (/^postgres(ql)?:/.test(place)) {
    const { default: pg } = await import('pg');
    const { postgresStore } = await import('../dist/src/relay/owner-tokens/postgres.js');
    const { postgresLimits } = await import('../dist/src/relay/limits/postgres.js');
    const pool = new pg.Pool({ connectionString: place, allowExitOnIdle: true });
    pool.on('error', ({ code }) => print({ type: 'store-error', code }));
    return [postgresStore(pool), postgresLimits(pool)];
  }
  const { fileStore } = await import('../dist/src/relay/owner-tokens/file.js');
  const { fileLimits } = await import('../dist/src/relay/limits/file.js');
  return [fileStore(place), fileLimits(place)];
}

// The relay knows a visitor by one name; in it is whose cameras the ticket was for.
const subjectOf = ({ owner, visitor }) => [owner, visitor].map(encodeURIComponent).join(' ');
const ownerOf = ({ subject }) => decodeURIComponent(subject.split(' ')[0]);

const readTicket = ticketReader(env.TICKET_SECRET);
const [store, limits, letGo = () => undefined] = await openStores(env.STORE ?? 'ring-live-relay');
const tokens = createTokens({
  clientId: env.RING_CLIENT_ID,
  clientSecret: env.RING_CLIENT_SECRET,
  key: env.LEASE_KEY?.split(','),
  ...{ store, ownerOf, onEvent: print },
  ...set({ tokenUrl: env.RING_OAUTH }),
});
const quota = set({
  cameraSeconds: count(env.CAMERA_SECONDS),
  visitorSeconds: count(env.VISITOR_SECONDS),
  openPerCamera: count(env.OPEN_PER_CAMERA),
  sessionSeconds: count(env.SESSION_SECONDS),
});
const relay = createRelay({
  leaseKey: env.LEASE_KEY?.split(','),
  authorize: async (request, deviceId) => {
    const ticket = await readTicket(request);
    return ticket?.link === false && ticket.devices.includes(deviceId) ? subjectOf(ticket) : null;
  },
  token: tokens.token,
  tether: true,
  ...{ limits, quota, onEvent: print },
  onProblem: (problem) => print({ type: 'problem', ...problem }),
  ...set({ upstream: env.RING_API, allowedOrigins: env.ALLOWED_ORIGINS?.split(',') }),
});

const stateOf = async (owner) => Response.json({ state: await tokens.state(owner) });
/** What is done to the owner's account that a ticket names. */
const accountActions = {
  GET: ({ owner }) => stateOf(owner),
  POST: async ({ owner }, code) => {
    await tokens.link(code, owner);
    return stateOf(owner);
  },
  DELETE: async ({ owner }) => {
    await tokens.unlink(owner);
    return stateOf(owner);
  },
};

async function account(request) {
  // Not as a cookie, which any page can make a browser send.
  const ticket = request.headers.has('Authorization') ? await readTicket(request) : undefined;
  if (ticket?.link !== true) return new Response(null, { status: 403 });
  try {
    const code = request.method === 'POST' ? (await request.text()).slice(0, 4096) : '';
    return await accountActions[request.method](ticket, code);
  } catch (error) {
    return Response.json({ code: error.code ?? 'internal' }, { status: 502 });
  }
}

const isAccount = ({ method, url }) =>
  Object.hasOwn(accountActions, method) && new URL(url).pathname.endsWith('/account');
const serve = (request, context) =>
  isAccount(request) ? account(request) : relay(request, context);
const server = createServer(toNodeHandler(serve));
server.listen(Number(env.PORT ?? 8090), env.HOST ?? '127.0.0.1', () => {
  print({ type: 'listening', port: server.address().port });
});
// What the service has given is written before the end; what is being closed still is.
server.on('close', () => void tokens.close().then(letGo));
endOnSigterm(server, Number(env.NOTICE_SECONDS ?? 5));
