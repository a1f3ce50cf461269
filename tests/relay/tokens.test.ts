// The owner's bearer: asked for, refreshed once, shared, and never shown.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { RelayOptions, TokenRequest } from '../../web/src/relay/index.js';
import { replies } from '../simulator/index.js';
import { opens, startHostile, type Handler, type Service } from './service.js';
import { startBoth, until, type Sent } from './support.js';

const codeOf = ({ body }: Sent): unknown => (JSON.parse(body) as { code: unknown }).code;

/** Puts the clock that only goes forward on by so many seconds. */
function advance(t: TestContext, seconds: number): void {
  const now = performance.now.bind(performance);
  t.mock.method(performance, 'now', () => now() + seconds * 1000);
}

const unauthorized: Handler = (_, res) => {
  const { status, headers, body } = replies.unauthorized();
  res.writeHead(status, headers).end(body);
};

/** A service that accepts this bearer only. */
const accepts =
  (token: () => string, then: Handler = opens()): Handler =>
  (req, res, sent) => {
    (sent.authorization === `Bearer ${token()}` ? then : unauthorized)(req, res, sent);
  };

test('a refused token is refreshed once, for a POST and for a DELETE', async (t) => {
  const asked: TokenRequest[] = [];
  let current = '';
  const { simulator, site, token } = await startBoth(t, {
    token: (request) => {
      asked.push(request);
      return request.reason === 'initial' ? 'old' : current;
    },
  });
  current = token;
  const { status, headers } = await site.post();
  assert.equal(status, 201);
  assert.equal((await site.delete(headers.location)).status, 200);
  const holder = { deviceId: 'front-door', subject: 'ann' };
  assert.deepEqual(asked, [
    { ...holder, reason: 'initial' },
    { ...holder, reason: 'refresh', refused: 'old' },
    { ...holder, reason: 'initial' }, // The refresh of "old" is remembered.
  ]);
  assert.deepEqual(
    simulator.ledger.requests().map((request) => request.status),
    [401, 201, 401, 200],
  );
});

test('a token that is refused again is not asked for again, and the viewer is not asked to sign in', async (t) => {
  const asked: string[] = [];
  const { service, site } = await startHostile(t, {
    post: unauthorized,
    token: ({ reason }) => {
      asked.push(reason);
      return reason;
    },
  });
  const sent = await site.post();
  assert.deepEqual([sent.status, codeOf(sent)], [502, 'token-refused']);
  assert.deepEqual(site.codes, ['token-refused']);
  assert.deepEqual(asked, ['initial', 'refresh']);
  assert.deepEqual(
    service.received.map(({ authorization }) => authorization),
    ['Bearer initial', 'Bearer refresh'],
  );
});

test('the same token again is not sent again', async (t) => {
  const { service, site } = await startHostile(t, { post: unauthorized });
  assert.equal(codeOf(await site.post()), 'token-refused');
  assert.equal(codeOf(await site.post()), 'token-refused');
  assert.equal(service.posted.length, 2);
});

test('only a 401 is tried again', async (t) => {
  for (const status of [400, 403, 408, 429, 500, 503]) {
    const { service, site } = await startHostile(t, {
      post: (_, res) => res.writeHead(status).end(),
    });
    assert.equal((await site.post()).status, status);
    assert.equal(service.posted.length, 1);
  }
});

test('refreshes of one named owner that come together are one, over all cameras and visitors', async (t) => {
  const refreshes: ((token: string) => void)[] = [];
  const tokens: Record<string, string> = { 'front-door': 'ann-1', garden: 'ann-1', shop: 'bob-1' };
  const { service, site } = await startHostile(t, {
    timeouts: { reply: 3600 },
    token: ({ deviceId, reason }) =>
      reason === 'initial'
        ? { token: tokens[deviceId] ?? '', owner: tokens[deviceId]?.split('-')[0] ?? '' }
        : new Promise((resolve) => {
            refreshes.push(resolve);
          }),
    post: (req, res, sent) => {
      const location = `${sent.url}/1`;
      (/Bearer .*-2$/.test(sent.authorization) ? opens(location) : unauthorized)(req, res, sent);
    },
  });
  const cameras = Object.keys(tokens).flatMap((device) => Array<string>(10).fill(device));
  const all = cameras.map((device, index) =>
    site.post({ device, subject: `v${String(index % 4)}` }),
  );
  await until(() => service.posted.length === 30 && refreshes.length === 2, 'all to be refused');
  refreshes[0]?.('ann-2');
  refreshes[1]?.('bob-2');
  for (const { status } of await Promise.all(all)) assert.equal(status, 201);
  assert.equal(refreshes.length, 2);
  const used = new Set(service.received.map(({ url, authorization }) => `${url} ${authorization}`));
  assert.equal(used.size, 6, 'a camera was asked with the token of another owner');
});

test('a 401 that comes after the refresh uses what the refresh gave', async (t) => {
  let refuseSlowOne = (): void => undefined;
  let refreshes = 0;
  const { service, site } = await startHostile(t, {
    token: ({ reason }) => (reason === 'initial' ? 'old' : `new${String(++refreshes)}`),
    post: (req, res, sent) => {
      if (sent.authorization !== 'Bearer old') opens()(req, res, sent);
      else if (service.posted.length > 1) unauthorized(req, res, sent);
      else
        refuseSlowOne = () => {
          unauthorized(req, res, sent);
        };
    },
  });
  const slow = site.post();
  await until(() => service.posted.length === 1, 'the first POST');
  assert.equal((await site.post()).status, 201);
  refuseSlowOne();
  assert.equal((await slow).status, 201);
  assert.equal(refreshes, 1);
});

test('a refresh that fails fails for all who waited, and the next one is a new one', async (t) => {
  let refreshes = 0;
  const { site } = await startHostile(t, {
    post: accepts(() => 'good'),
    token: async ({ reason }) => {
      if (reason === 'initial') return 'old';
      refreshes += 1;
      await new Promise((resolve) => setTimeout(resolve, 100));
      if (refreshes === 1) throw new Error('the bearer was hunter2');
      return 'good';
    },
  });
  const first = await Promise.all([site.post(), site.post(), site.post()]);
  for (const { status, body } of first) {
    assert.equal(status, 500);
    assert.match(body, /token-failed/);
  }
  assert.equal((await site.post()).status, 201);
  assert.equal(refreshes, 2);
  assert.doesNotMatch(JSON.stringify([first, site.problems]), /hunter2/);
});

test('a refresh that never ends does not hold up those who come later', async (t) => {
  let refreshes = 0;
  const { site } = await startHostile(t, {
    timeouts: { reply: 0.2 },
    post: accepts(() => 'good'),
    token: ({ reason }) => {
      if (reason === 'initial') return 'old';
      refreshes += 1;
      return refreshes === 1 ? new Promise(() => undefined) : 'good';
    },
  });
  const statuses: number[] = [];
  while (statuses.at(-1) !== 201 && statuses.length < 10) statuses.push((await site.post()).status);
  assert.equal(statuses.at(-1), 201, statuses.join(' '));
  assert.equal(refreshes, 2);
});

test('a provider without a usable token: nothing is sent, and its words stay inside', async (t) => {
  const providers: Record<string, RelayOptions['token']> = {
    throws: () => {
      throw new Error('hunter2');
    },
    rejects: () => Promise.reject(new Error('hunter2')),
    hangs: () => new Promise(() => undefined),
    'gives a header of its own': () => 'hunter2\r\nX-Evil: 1',
    'gives two words': () => 'Bearer hunter2',
    'gives another alphabet': () => 'hunter2\u00e9',
    'gives nothing': () => '',
    'gives no text': (() => ({ hunter2: true })) as unknown as () => string,
    'gives null': (() => null) as unknown as () => string,
  };
  for (const [what, token] of Object.entries(providers)) {
    const { service, site } = await startHostile(t, { token, timeouts: { reply: 0.3 } });
    const sent = await site.post();
    assert.ok(sent.status === 500 || (what === 'hangs' && sent.status === 504), what);
    assert.doesNotMatch(JSON.stringify([sent, site.problems]), /hunter2/, what);
    assert.deepEqual(service.received, [], what);
  }
});

/** Whose camera is asked for with which token. */
const pairs = ({ received }: Service): string[] =>
  received.map(({ url, authorization }) => `${url.split('/')[3] ?? ''} ${authorization}`);

test('two owners whose stale tokens are the same text get a token each', async (t) => {
  for (const stale of ['expired', 'none', 'x-1']) {
    const { service, site } = await startHostile(t, {
      token: async ({ deviceId, reason }) => {
        if (reason === 'initial') return stale;
        await new Promise((resolve) => setTimeout(resolve, 50));
        return `fresh.${deviceId}`;
      },
      post: (req, res, sent) => {
        const isFresh = sent.authorization.startsWith('Bearer fresh.');
        (isFresh ? opens(`${sent.url}/1`) : unauthorized)(req, res, sent);
      },
    });
    const together = await Promise.all([site.post(), site.post({ device: 'garden' })]);
    const later = await site.post({ device: 'garden', subject: 'bob' });
    for (const { status } of [...together, later]) assert.equal(status, 201);
    for (const pair of pairs(service).filter((each) => each.includes('fresh')))
      assert.match(pair, /^(front-door|garden) Bearer fresh\.\1$/);
  }
});

test('an owner’s name is not a device’s, and two owners’ names are two', async (t) => {
  const { service, site } = await startHostile(t, {
    // The owner of the garden is called as the front door is.
    token: ({ deviceId, reason }) => {
      if (reason === 'refresh') return `fresh.${deviceId}`;
      if (deviceId === 'front-door') return 'expired';
      return { token: 'expired', owner: deviceId === 'garden' ? 'front-door' : 'bob' };
    },
    post: (req, res, sent) => {
      const isFresh = sent.authorization.startsWith('Bearer fresh.');
      (isFresh ? opens(`${sent.url}/1`) : unauthorized)(req, res, sent);
    },
  });
  for (const device of ['front-door', 'garden', 'shop'])
    assert.equal((await site.post({ device })).status, 201);
  for (const pair of pairs(service).filter((each) => each.includes('fresh')))
    assert.match(pair, /^(\S+) Bearer fresh\.\1$/);
});

test('a refresh that brings another owner’s token is of no use', async (t) => {
  const { service, site } = await startHostile(t, {
    post: accepts(() => 'fresh'),
    token: ({ reason }) =>
      reason === 'initial' ? { token: 'old', owner: 'ann' } : { token: 'fresh', owner: 'bob' },
  });
  assert.equal(codeOf(await site.post()), 'token-failed');
  assert.equal(service.posted.length, 1);
});

test('an owner without a name is a provider that failed', async (t) => {
  for (const owner of ['', undefined, null, 7, {}]) {
    const given = { token: 'good', owner } as unknown as string;
    const { service, site } = await startHostile(t, { token: () => given });
    assert.equal(codeOf(await site.post()), 'token-failed');
    assert.deepEqual(service.received, []);
  }
});

test('after a fresh token that was refused too there is a pause: no visitor burns the refresh chain', async (t) => {
  for (const owner of [undefined, 'ann']) {
    let current = 0;
    const { service, site } = await startHostile(t, {
      post: unauthorized,
      token: ({ reason }) => {
        if (reason === 'refresh') current += 1;
        const token = `t${String(current)}`;
        return owner === undefined ? token : { token, owner };
      },
    });
    const flood = await Promise.all(Array.from({ length: 10 }, () => site.post()));
    for (let more = 0; more < 10; more += 1) flood.push(await site.post());
    for (const sent of flood) assert.equal(codeOf(sent), 'token-refused');
    assert.equal(current, 1);
    // The tokens that the app has meanwhile are tried all the same.
    assert.equal(service.received.at(-1)?.authorization, 'Bearer t1');
    advance(t, 61);
    await site.post();
    await site.post();
    assert.equal(current, 2);
    t.mock.reset();
  }
});

test('the pause is one owner’s, and ends for a token that works', async (t) => {
  let good = 'none';
  let refreshes = 0;
  const { site } = await startHostile(t, {
    post: (req, res, sent) => {
      const isGood = sent.authorization === `Bearer ${good}`;
      (isGood ? opens(`${sent.url}/1`) : unauthorized)(req, res, sent);
    },
    token: ({ deviceId, reason }) => {
      if (reason === 'refresh') refreshes += 1;
      return deviceId === 'garden' && reason === 'refresh' ? good : 'stale';
    },
  });
  assert.equal((await site.post()).status, 502);
  good = 'fresh';
  assert.equal((await site.post({ device: 'garden' })).status, 201);
  good = 'stale'; // Whatever the app did: it works.
  assert.equal((await site.post()).status, 201);
  assert.equal(refreshes, 2);
});

test('an old refresh that fails late takes nothing from the newer one', async (t) => {
  const refreshes: ((reason: Error) => void)[] = [];
  const { site } = await startHostile(t, {
    post: accepts(() => 'good'),
    timeouts: { reply: 3600 },
    token: ({ reason }) => {
      if (reason === 'initial') return 'old';
      return new Promise((resolve, reject) => {
        if (refreshes.push(reject) > 1) resolve('good');
      });
    },
  });
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
  const first = site.post();
  await until(() => refreshes.length === 1, 'the first refresh');
  t.mock.timers.tick(61_000);
  advance(t, 61);
  assert.equal((await site.post()).status, 201);
  refreshes[0]?.(new Error('late'));
  assert.equal((await first).status, 500);
  assert.equal((await site.post()).status, 201);
  assert.equal(refreshes.length, 2);
});

test('a clock that is set back keeps no token past its time', async (t) => {
  let good = 'good.1';
  t.mock.timers.enable({ apis: ['Date'], now: 10_000_000 });
  const { site } = await startHostile(t, {
    post: accepts(() => good),
    token: ({ reason }) => (reason === 'initial' ? 'old' : good),
  });
  assert.equal((await site.post()).status, 201);
  t.mock.timers.setTime(1_000_000);
  advance(t, 61);
  good = 'good.2';
  assert.equal((await site.post()).status, 201);
});
