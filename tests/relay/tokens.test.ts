// The owner's bearer: asked for, refreshed once, shared, and never shown.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RelayOptions, TokenRequest } from '../../web/src/relay/index.js';
import { replies } from '../simulator/index.js';
import { opens, startHostile, type Handler } from './service.js';
import { startBoth, until } from './support.js';

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
    { ...holder, reason: 'refresh' },
    { ...holder, reason: 'initial' }, // The refresh of "old" is remembered.
  ]);
  assert.deepEqual(
    simulator.ledger.requests().map((request) => request.status),
    [401, 201, 401, 200],
  );
});

test('a token that is refused again is not asked for again: the 401 passes through', async (t) => {
  const asked: string[] = [];
  const { service, site } = await startHostile(t, {
    post: unauthorized,
    token: ({ reason }) => {
      asked.push(reason);
      return reason;
    },
  });
  const { status, body } = await site.post();
  assert.deepEqual([status, body], [401, replies.unauthorized().body]);
  assert.deepEqual(asked, ['initial', 'refresh']);
  assert.deepEqual(
    service.received.map(({ authorization }) => authorization),
    ['Bearer initial', 'Bearer refresh'],
  );
});

test('the same token again is not sent again', async (t) => {
  const { service, site } = await startHostile(t, { post: unauthorized });
  assert.equal((await site.post()).status, 401);
  assert.equal((await site.post()).status, 401);
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

test('refreshes of one owner that come together are one, over all cameras and visitors', async (t) => {
  const refreshes: ((token: string) => void)[] = [];
  const owners: Record<string, string> = { 'front-door': 'ann-1', garden: 'ann-1', shop: 'bob-1' };
  const { service, site } = await startHostile(t, {
    token: ({ deviceId, reason }) =>
      reason === 'initial'
        ? (owners[deviceId] ?? '')
        : new Promise((resolve) => {
            refreshes.push(resolve);
          }),
    post: (req, res, sent) => {
      const location = `${sent.url}/1`;
      (/Bearer .*-2$/.test(sent.authorization) ? opens(location) : unauthorized)(req, res, sent);
    },
  });
  const cameras = Object.keys(owners).flatMap((device) => Array<string>(10).fill(device));
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
