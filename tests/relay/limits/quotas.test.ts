// What is used of cameras, counted over two instances that share a store. Only the date is moved: sessions last as long as a
// test says, and nothing waits for them.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { RelayOptions } from '../../../web/src/relay/index.js';
import { memoryLimits } from '../../../web/src/relay/limits/memory.js';
import type { Change, Claim, LimitStore } from '../../../web/src/relay/limits/store.js';
import { bearer, opens, Service, type Handler } from '../service.js';
import { newKey, optionsFor, startRelay, until, type Sent, type Site } from '../support.js';

interface Pair {
  readonly service: Service;
  readonly one: Site;
  readonly other: Site;
  /** Moves the date. */
  wait(seconds: number): void;
}

async function startPair(
  t: TestContext,
  changes: Partial<RelayOptions>,
  { post, close }: { post?: Handler; close?: Handler } = {},
): Promise<Pair> {
  const service = await new Service().start(t, (req, res, sent) => {
    if (req.method === 'DELETE') (close ?? ((_, reply) => reply.end()))(req, res, sent);
    else (post ?? opens(`${sent.url}/s${String(service.posted.length)}`))(req, res, sent);
  });
  const limits = memoryLimits();
  const options = optionsFor(service.origin, bearer, { limits, leaseKey: newKey(), ...changes });
  const [one, other] = [
    await startRelay(t, options, bearer),
    await startRelay(t, options, bearer),
  ] as const;
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
  const wait = (seconds: number): void => {
    t.mock.timers.tick(seconds * 1000);
  };
  return { service, one, other, wait };
}

function assertRefused({ status, headers, body }: Sent, code: string): number {
  assert.equal(status, 429, body);
  assert.equal((JSON.parse(body) as { code: string }).code, code);
  return Number(headers['retry-after']);
}

async function opened(site: Site, ask: Parameters<Site['post']>[0] = {}): Promise<string> {
  const { status, headers, body } = await site.post(ask);
  assert.equal(status, 201, body);
  return headers.location ?? '';
}

async function closed(site: Site, lease: string): Promise<void> {
  assert.equal((await site.delete(lease)).status, 200);
}

test('a session counts as its limit until it is closed, then as it has lasted, whoever closes it', async (t) => {
  const { one, other, wait } = await startPair(t, { quota: { cameraSeconds: 130 } });
  const first = await opened(one);
  const second = await opened(other, { subject: 'bob' });
  const retryAfter = assertRefused(await one.post(), 'camera-time-used');
  assert.ok(retryAfter > 3500 && retryAfter <= 3600, String(retryAfter));
  assert.deepEqual(one.codes, ['camera-time-used']);

  wait(9.5);
  await closed(other, first); // 10 of 130, and 60 that are open.
  const third = await opened(one);
  assertRefused(await other.post(), 'camera-time-used');
  await opened(other, { device: 'garden' });

  wait(30);
  await closed(one, second); // 10 and 40, and 60 that are open.
  await closed(one, third); // 80
  assertRefused(await other.post(), 'camera-time-used');
});

test('what the service has closed counts until that is noticed, and never for longer than its limit', async (t) => {
  const gone: Handler = (_, res) => res.writeHead(404).end();
  const quota = { cameraSeconds: 100, sessionSeconds: 30 };
  const { one, other, wait } = await startPair(t, { quota }, { close: gone });
  const [early, late] = [await opened(one), await opened(one)];
  wait(5);
  assert.equal((await other.delete(early)).status, 404); // 5
  wait(200);
  assert.equal((await other.delete(late)).status, 404); // 30, not 205.
  await opened(one);
  await opened(one); // 95
  assertRefused(await other.post(), 'camera-time-used');
});

test('what could not be closed counts as its limit', async (t) => {
  const failing: Handler = (_, res) => res.writeHead(500).end();
  const { one, wait } = await startPair(t, { quota: { cameraSeconds: 100 } }, { close: failing });
  const lease = await opened(one);
  wait(5);
  assert.equal((await one.delete(lease)).status, 500);
  assertRefused(await one.post(), 'camera-time-used');
});

test('a DELETE that comes again gives nothing back again', async (t) => {
  const { one, other, wait } = await startPair(t, { quota: { cameraSeconds: 90 } });
  const lease = await opened(one);
  wait(20);
  await closed(one, lease); // 20
  const second = await opened(one); // 80
  assert.equal((await one.delete(lease)).status, 404);
  await closed(other, lease); // Another instance asks the service again.
  assertRefused(await one.post(), 'camera-time-used');
  await closed(one, second); // 21
  await opened(other);
});

test('a visitor is counted over all cameras, and alone', async (t) => {
  const { one, other } = await startPair(t, { quota: { visitorSeconds: 120 } });
  await opened(one);
  await opened(other, { device: 'garden' });
  assertRefused(await one.post({ device: 'gate' }), 'viewer-time-used');
  await opened(one, { device: 'gate', subject: 'bob' });
});

test('a camera has no more sessions at once than it may, and has room again when one is closed or must be over', async (t) => {
  const { one, other } = await startPair(t, { quota: { openPerCamera: 1, sessionSeconds: 1 } });
  const lease = await opened(one);
  assert.equal(assertRefused(await other.post({ subject: 'bob' }), 'camera-in-use'), 1);
  await closed(one, lease);
  await opened(other, { subject: 'bob' });
  // That one nobody closes.
  const began = performance.now();
  let sent = await one.post();
  for (; sent.status === 429; sent = await one.post());
  assert.equal(sent.status, 201);
  assert.ok(performance.now() - began > 800);
});

test('what opened nothing counts nothing', async (t) => {
  let refuse = true;
  const { one } = await startPair(
    t,
    { quota: { cameraSeconds: 60, openPerCamera: 1 } },
    {
      post: (req, res, sent) => {
        if (refuse) res.writeHead(503).end();
        else opens()(req, res, sent);
      },
    },
  );
  assert.equal((await one.post()).status, 503);
  assert.equal((await one.post({ body: '' })).status, 400);
  assert.equal((await one.post({ device: 'cellar' })).status, 403);
  refuse = false;
  await opened(one);
});

test('an opening that nobody has answered may have opened a session, and counts as one', async (t) => {
  const { one, service } = await startPair(
    t,
    { quota: { cameraSeconds: 60 }, timeouts: { late: 0.2 } },
    { post: () => undefined },
  );
  assert.equal((await one.post()).status, 504);
  assertRefused(await one.post(), 'camera-time-used');
  assert.equal(service.posted.length, 1);
});

test('maxOpening is counted over all instances', async (t) => {
  const held: (() => void)[] = [];
  const { one, other } = await startPair(
    t,
    { maxOpening: 2 },
    { post: (req, res, sent) => held.push(() => opens()(req, res, sent)) },
  );
  const pair = [one.post(), other.post()];
  await until(() => held.length === 2, 'both');
  assert.equal(assertRefused(await one.post(), 'too-many-openings'), 1);
  for (const answer of held) answer();
  for (const each of await Promise.all(pair)) assert.equal(each.status, 201);
});

test('with the store away each instance counts its own, and the operator hears of it once', async (t) => {
  const limits: LimitStore = {
    run: () => Promise.reject(new Error('redis://:secret@store.example')),
  };
  const { one, other } = await startPair(t, { limits, quota: { cameraSeconds: 60 } });
  await opened(one);
  assertRefused(await one.post(), 'camera-time-used');
  await opened(other);
  assert.deepEqual(one.codes, ['limits-unshared', 'camera-time-used']);
  assert.deepEqual(other.codes, ['limits-unshared']);
  assert.doesNotMatch(JSON.stringify(one.problems), /store\.example/);
});

test('without a quota nothing is kept of a session', async (t) => {
  const claims: Claim[] = [];
  const lowered: Change[] = [];
  const limits: LimitStore = {
    run: async (steps) =>
      steps.map((step) => {
        if ('claims' in step) claims.push(...step.claims);
        else lowered.push(...step.changes);
        return undefined;
      }),
  };
  const { one } = await startPair(t, { limits });
  await closed(one, await opened(one));
  await until(() => lowered.length > 0, 'the end of the opening');
  const keys = claims.map(({ key }) => key);
  assert.deepEqual(keys, ['opening ann', 'service', 'service']);
  assert.deepEqual(lowered, [{ key: 'opening ann', amount: 0 }]);
});
