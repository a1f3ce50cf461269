// The app's own functions, at their worst: they throw, reject, hang, or do so when nobody listens any more. The test
// runner fails a test that leaves a rejection unhandled, which would end a Node process.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { createRelay, type Relay } from '../../web/src/relay/index.js';
import { bearer, opens, Service, startHostile } from './service.js';
import { offer, optionsFor, until, type Changes, type Sent } from './support.js';

const codeOf = ({ body }: Sent): unknown => (JSON.parse(body) as { code: unknown }).code;
const fail = (): never => {
  throw new Error('hunter2');
};
const hang = (): Promise<never> => new Promise(() => undefined);
/** Longer than all that is waited for here, and short enough to happen within the test. */
const failLate = (): Promise<never> =>
  new Promise((_, reject) => setTimeout(reject, 1300, new Error('hunter2')));
const never: object = { then: fail };
const ways: Record<string, () => unknown> = {
  throws: fail,
  rejects: () => Promise.reject(new Error('hunter2')),
  hangs: hang,
  'rejects late': failLate,
  'gives a promise that is none': () => never,
  'gives what throws when it is looked at': () =>
    new Proxy({}, { get: fail, getPrototypeOf: fail, ownKeys: fail }),
};
const pause = (seconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/** Without the witness's own `onProblem`. */
async function startBare(t: TestContext, changes: Changes): Promise<Relay> {
  const service = await new Service().start(t, opens());
  return createRelay(optionsFor(service.origin, bearer, changes));
}

const ask = (): Request =>
  new Request('http://app.example/devices/front-door/whep', {
    method: 'POST',
    body: offer,
    headers: { 'Content-Type': 'application/sdp', 'X-Subject': 'ann' },
  });

for (const [what, way] of Object.entries(ways)) {
  test(`an onProblem that ${what} changes nothing`, async (t) => {
    let told = 0;
    const relay = await startBare(t, {
      onProblem: (() => {
        told += 1;
        return way();
      }) as () => void,
    });
    assert.equal((await relay(new Request('http://app.example/elsewhere'))).status, 400);
    assert.equal(told, 1);
    await pause(0.5); // For a rejection that must not come.
    const opened = await relay(ask());
    assert.equal(opened.status, 201);
    await opened.text();
  });

  test(`an authorize that ${what} is answered for, in time and once`, async (t) => {
    const { service, site } = await startHostile(t, {
      authorize: way as () => string,
      timeouts: { reply: 1 },
    });
    const sent = await site.post();
    assert.deepEqual([sent.status, codeOf(sent)], [500, 'authorize-failed']);
    await pause(0.5);
    assert.deepEqual(site.codes, ['authorize-failed']);
    assert.deepEqual(service.received, []);
    assert.doesNotMatch(JSON.stringify([sent, site.problems]), /hunter2/);
  });

  test(`a token provider that ${what} is answered for, in time and once`, async (t) => {
    let isWell = true;
    const { service, site } = await startHostile(t, {
      token: () => (isWell ? bearer : (way() as string)),
      timeouts: { reply: 1 },
    });
    const { headers } = await site.post();
    isWell = false;
    for (const sent of [await site.post(), await site.delete(headers.location)])
      assert.deepEqual([sent.status, codeOf(sent)], [500, 'token-failed']);
    await pause(0.5);
    assert.deepEqual(site.codes, ['token-failed', 'token-failed']);
    assert.equal(service.received.length, 1);
    assert.doesNotMatch(JSON.stringify(site.problems), /hunter2/);
  });
}

test('a DELETE does not wait for an authorize that never returns', async (t) => {
  let isWell = true;
  const { service, site } = await startHostile(t, {
    authorize: () => (isWell ? 'ann' : hang()),
    timeouts: { reply: 1 },
  });
  const { headers } = await site.post();
  isWell = false;
  assert.equal((await site.delete(headers.location)).status, 200);
  assert.equal(service.deleted.length, 1);
});

test('a refresh that never comes is told once, as the token that failed', async (t) => {
  const { site } = await startHostile(t, {
    post: (_, res) => res.writeHead(401).end(),
    token: ({ reason }) => (reason === 'initial' ? 'old' : hang()),
    timeouts: { reply: 1 },
  });
  const sent = await site.post();
  assert.deepEqual([sent.status, codeOf(sent)], [500, 'token-failed']);
  await pause(0.5);
  assert.deepEqual(site.codes, ['token-failed']);
});

test('a caller waits once, not once for each function', async (t) => {
  const slowly = <T>(value: T): Promise<T> =>
    new Promise((resolve) => setTimeout(resolve, 700, value));
  const { service, site } = await startHostile(t, {
    timeouts: { reply: 1 },
    authorize: () => slowly('ann'),
    token: () => slowly(bearer),
  });
  const sent = await site.post();
  assert.deepEqual([sent.status, codeOf(sent)], [500, 'token-failed']);
  await pause(0.5);
  assert.deepEqual(service.received, [], 'asked for somebody who was told no');
});

test('an authorize that reads the offer is told that it is missing', async (t) => {
  for (const read of [
    (request: Request) => request.text(),
    (request: Request) => Promise.resolve(request.body?.getReader()),
  ]) {
    const { service, site } = await startHostile(t, {
      authorize: async (request) => {
        await read(request);
        return 'ann';
      },
    });
    const sent = await site.post();
    assert.deepEqual([sent.status, codeOf(sent)], [400, 'offer-empty']);
    assert.deepEqual(service.received, []);
  }
});

test('a waitUntil that throws takes nobody’s answer, and the operator hears of it', async (t) => {
  const told: string[] = [];
  const relay = await startBare(t, { onProblem: ({ code }) => void told.push(code) });
  // As one that was taken off its object does.
  const opened = await relay(ask(), { waitUntil: fail });
  assert.equal(opened.status, 201);
  await opened.text();
  await until(() => told.includes('internal'), 'the report');
});
