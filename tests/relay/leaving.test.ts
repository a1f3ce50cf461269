// Promise 1: whoever leaves, at whatever moment, no session stays open.

import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test, type TestContext } from 'node:test';
import { createRelay, type Relay } from '../../web/src/relay/index.js';
import { memoryLimits } from '../../web/src/relay/limits/memory.js';
import type { LimitStore } from '../../web/src/relay/limits/store.js';
import { replies, startSimulator, type Simulator } from '../simulator/index.js';
import { bearer, opens, session, startHostile } from './service.js';
import { offer, optionsFor, startBoth, until, type Changes } from './support.js';

/** The bare handler, for what no socket can do at an exact moment. */
async function startBare(
  t: TestContext,
  changes: Changes = {},
): Promise<{ simulator: Simulator; relay: Relay; ask(signal?: AbortSignal): Request }> {
  const simulator = await startSimulator();
  t.after(async () => {
    await simulator.ledger.whenIdle(6000).finally(() => simulator.close());
    assert.deepEqual(simulator.ledger.violations(), []);
  });
  const relay = createRelay(optionsFor(simulator.origin, simulator.tokens.issue(), changes));
  const headers = { 'Content-Type': 'application/sdp', 'X-Subject': 'ann' };
  const ask = (signal: AbortSignal | null = null): Request =>
    new Request('http://app.example/devices/front-door/whep', {
      method: 'POST',
      body: offer,
      headers,
      signal,
    });
  return { simulator, relay, ask };
}

test('a viewer who leaves in the middle of the POST: the session that still arrives is closed', async (t) => {
  const { simulator, site } = await startBoth(t);
  simulator.device('front-door').onPost({ delaySeconds: 0.4 });
  const socket = site.rawPost();
  await until(() => simulator.ledger.requests().length > 0, 'the POST to arrive');
  socket.destroy();
  const leftAt = Date.now();
  await until(() => simulator.ledger.sessions().length > 0, 'the session');
  await simulator.ledger.whenIdle(2000);
  const [opened] = simulator.ledger.sessions();
  assert.ok((opened?.openedAt ?? 0) > leftAt);
  assert.equal(opened?.endedBy, 'delete');
});

test('of twenty viewers ten leave before the answer: their sessions are closed, the others’ are not', async (t) => {
  const held: (() => void)[] = [];
  const { service, site } = await startHostile(t, {
    post: (req, res, sent) => {
      const location = `${session}-${String(held.length)}`;
      held.push(() => {
        opens(location)(req, res, sent);
      });
    },
  });
  const leaving = Array.from({ length: 10 }, () => site.rawPost());
  await until(() => held.length === 10, 'the first ten');
  const staying = Array.from({ length: 10 }, () => site.post());
  await until(() => held.length === 20, 'all of them');
  for (const socket of leaving) socket.destroy();
  for (const answerNow of held.reverse()) answerNow();
  for (const { status } of await Promise.all(staying)) assert.equal(status, 201);
  await until(() => service.deleted.length >= 10, 'the DELETEs');
  const expected = Array.from({ length: 10 }, (_, index) => `${session}-${String(index)}`);
  assert.deepEqual(service.deleted.sort(), expected);
});

test('a viewer who leaves before the offer is whole opens nothing', async (t) => {
  const { service, site } = await startHostile(t);
  const socket = site.rawPost({ announced: offer.length + 1 });
  await until(() => socket.bytesWritten > offer.length, 'the offer to be sent');
  socket.end();
  await until(() => site.codes.includes('offer-cut'), 'the relay to see it');
  assert.deepEqual(service.received, []);
});

test('for a viewer who left while the token was looked for nothing is opened', async (t) => {
  let giveToken: ((token: string) => void) | undefined;
  const { simulator, relay, ask } = await startBare(t, {
    timeouts: { reply: 0.3 },
    token: () =>
      new Promise((resolve) => {
        giveToken = resolve;
      }),
  });
  const left = new AbortController();
  const answered = relay(ask(left.signal));
  await until(() => giveToken !== undefined, 'the token to be asked for');
  left.abort();
  giveToken?.(bearer);
  assert.match(await (await answered).text(), /"viewer-left"/);
  assert.equal(simulator.ledger.requests().length, 0);
});

test('for a viewer who has been told that it took too long nothing is opened', async (t) => {
  let giveToken: ((token: string) => void) | undefined;
  const { simulator, relay, ask } = await startBare(t, {
    timeouts: { reply: 0.4 },
    token: () =>
      new Promise((resolve) => {
        giveToken = resolve;
      }),
  });
  // The offer takes half of the time, so that the token may still come in its own.
  const slowly = async function* (): AsyncGenerator<Uint8Array> {
    await new Promise((resolve) => setTimeout(resolve, 200));
    yield new TextEncoder().encode(offer);
  };
  const { url, headers } = ask();
  const init = {
    method: 'POST',
    headers,
    body: Readable.toWeb(Readable.from(slowly())),
    duplex: 'half',
  };
  const waits: Promise<unknown>[] = [];
  const response = await relay(new Request(url, init as RequestInit), {
    waitUntil: (work) => {
      waits.push(work);
    },
  });
  assert.match(await response.text(), /"token-failed"/);
  giveToken?.(simulator.tokens.issue());
  await Promise.all(waits);
  assert.equal(simulator.ledger.requests().length, 0);
});

test('an answer that is cancelled, given up or given up half way is closed at once', async (t) => {
  const { simulator, relay, ask } = await startBare(t);
  const ways: ((response: Response, left: AbortController) => unknown)[] = [
    (response) => response.body?.cancel(),
    (_, left) => {
      left.abort();
    },
    async (response, left) => {
      await response.body?.getReader().read(); // Had the bytes, but never the end.
      left.abort();
    },
  ];
  for (const [index, way] of ways.entries()) {
    const left = new AbortController();
    const response = await relay(ask(left.signal));
    assert.equal(response.status, 201);
    await way(response, left);
    await simulator.ledger.whenIdle(3000);
    assert.equal(simulator.ledger.sessions()[index]?.endedBy, 'delete');
  }
});

test('an answer that nobody fetches is closed after a while, and then nobody gets it', async (t) => {
  const { simulator, relay, ask } = await startBare(t, { timeouts: { body: 0.3 } });
  const response = await relay(ask());
  await simulator.ledger.whenIdle(3000);
  assert.equal(simulator.ledger.sessions()[0]?.endedBy, 'delete');
  await assert.rejects(response.text());
});

test('an answer that was read to its end is the viewer’s, whatever the platform says later', async (t) => {
  const { simulator, relay, ask } = await startBare(t, { timeouts: { body: 0.1 } });
  const left = new AbortController();
  const response = await relay(ask(left.signal));
  await response.text();
  left.abort(); // Some platforms abort the signal of every request that is over.
  await new Promise((resolve) => setTimeout(resolve, 300)); // For something that must not happen.
  assert.equal(simulator.ledger.open().length, 1);
  const headers = { 'X-Subject': 'ann' };
  const url = new URL(
    response.headers.get('Location') ?? '',
    'http://app.example/devices/front-door/whep',
  );
  assert.equal((await relay(new Request(url, { method: 'DELETE', headers }))).status, 200);
});

test('waitUntil is given the whole work, the closing included', async (t) => {
  const { simulator, relay, ask } = await startBare(t, { timeouts: { reply: 0.1 } });
  for (const late of [{}, { answer: 'empty' }] as const) {
    simulator.device('front-door').onPost({ delaySeconds: 0.4, ...late });
    const waits: Promise<unknown>[] = [];
    const response = await relay(ask(), {
      waitUntil: (work) => {
        waits.push(work);
      },
    });
    assert.equal(response.status, 504);
    const opened = simulator.ledger.sessions().length;
    await Promise.all(waits);
    assert.equal(simulator.ledger.sessions().length, opened + 1);
    assert.equal(simulator.ledger.sessions().at(-1)?.endedBy, 'delete');
  }
});

test('waitUntil is given what goes back to the store of limits, too', async (t) => {
  const memory = memoryLimits();
  let givingBack = 0;
  const limits: LimitStore = {
    run: async (steps) => {
      const isGivingBack = steps.some((step) => 'changes' in step);
      if (isGivingBack) givingBack += 1;
      // So long that an answer is there before.
      if (isGivingBack) await new Promise((resolve) => setTimeout(resolve, 200));
      const outcomes = await memory.run(steps);
      if (isGivingBack) givingBack -= 1;
      return outcomes;
    },
  };
  const { simulator, relay, ask } = await startBare(t, { limits, quota: { openPerCamera: 1 } });
  const answered = async (request: Request): Promise<Response> => {
    const waits: Promise<unknown>[] = [];
    const waitUntil = (work: Promise<unknown>): void => void waits.push(work);
    const response = await relay(request, { waitUntil });
    await response.text();
    assert.equal(givingBack, 1);
    await Promise.all(waits);
    assert.equal(givingBack, 0);
    return response;
  };
  simulator.device('front-door').onPost({ reply: replies.serverError() }, { times: 1 });
  assert.equal((await answered(ask())).status, 500);
  const { headers } = await answered(ask());
  const url = new URL(headers.get('Location') ?? '', ask().url);
  const closed = await answered(new Request(url, { method: 'DELETE' }));
  assert.equal(closed.status, 200);
});

test('a DELETE goes through although the page that sent it is gone', async (t) => {
  const { simulator, site } = await startBoth(t);
  const { headers } = await site.post();
  const lease = new URL(headers.location ?? '', 'http://localhost/devices/front-door/whep')
    .pathname;
  simulator.device('front-door').onDelete({ delaySeconds: 0.3 });
  const socket = site.socket(
    `DELETE ${lease} HTTP/1.1\r\nHost: localhost\r\nX-Subject: ann\r\n\r\n`,
  );
  await until(() => simulator.ledger.requests().some(({ method }) => method === 'DELETE'), 'it');
  socket.destroy();
  await simulator.ledger.whenIdle(2000);
  assert.equal(simulator.ledger.sessions()[0]?.endedBy, 'delete');
});

test('closing for somebody who left is tried again; when it never works the operator is told', async (t) => {
  const { simulator, relay, ask } = await startBare(t);
  simulator.device('front-door').onDelete({ reply: replies.serverError() });
  await (await relay(ask())).body?.cancel();
  await simulator.ledger.whenIdle(4000);

  const { service, site } = await startHostile(t, {
    post: opens(session, ''),
    delete: (_, res) => res.writeHead(500).end(),
  });
  assert.equal((await site.post()).status, 502);
  await until(() => site.codes.includes('session-left-open'), 'the report');
  assert.equal(service.deleted.length, 3);
  assert.deepEqual(site.problems.at(-1), {
    code: 'session-left-open',
    status: 502,
    deviceId: 'front-door',
    subject: 'ann',
  });
});
