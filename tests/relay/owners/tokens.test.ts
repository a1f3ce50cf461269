// The owners' tokens, as the service and the relay see them: linked, refreshed once by whoever comes first, kept for bad
// days, and never shown.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryStore } from '../../../web/src/relay/owner-tokens/memory.js';
import {
  createTokens,
  TokensError,
  type Tokens,
  type TokensOptions,
} from '../../../web/src/relay/owner-tokens/index.js';
import { freePorts } from '../../free-ports.js';
import { replies } from '../../simulator/index.js';
import { newKey, optionsFor, startRelay, until, type Site } from '../support.js';
import { App, asked, clientSecret, FailingStore, startApp } from './support.js';

const codeOf = async (work: Promise<unknown>): Promise<unknown> => {
  const reason: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return reason instanceof TokensError ? reason.code : reason;
};

const hours = (count: number): number => count * 3600 * 1000;

/** Asks as a visitor would, again and again, until this is what is said. */
async function untilSaid(tokens: Tokens, code: string, device?: string): Promise<void> {
  let said: unknown;
  let isAsked = false;
  await until(() => {
    if (!isAsked) {
      isAsked = true;
      void codeOf(tokens.token(asked(device))).then((answer) => {
        said = answer;
        isAsked = false;
      });
    }
    return said === code;
  }, code);
}

/** A refresh that the service has and answers after so many seconds. @param refused The token at hand, when it is not dead. */
async function sentRefresh(
  app: App,
  tokens: Tokens,
  refused?: string,
  delaySeconds = 0.2,
): Promise<{ asking: ReturnType<Tokens['token']> }> {
  const before = app.simulator.ledger.requests().length;
  app.simulator.oauth.onRequest({ delaySeconds });
  const asking = tokens.token(asked('front-door', refused));
  await until(() => app.simulator.ledger.requests().length > before, 'the refresh to be sent');
  return { asking };
}

/** Asks until there is a token. */
async function untilGiven(tokens: Tokens, device?: string): Promise<string> {
  let given = '';
  await until(() => {
    tokens.token(asked(device)).then(
      ({ token }) => (given = token),
      () => undefined,
    );
    return given !== '';
  }, 'a token');
  return given;
}

test('a code links an owner, once; unlinked there is no token', async (t) => {
  const app = await startApp(t);
  const [one, other] = [app.instance(), app.instance()];
  assert.equal(await one.state('front-door'), 'unlinked');
  assert.equal(await codeOf(one.token(asked())), 'not-linked');

  const code = app.simulator.issueCode({ devices: ['front-door'] });
  await one.link(code, 'front-door');
  assert.equal(await other.state('front-door'), 'linked');
  const { token, owner } = await other.token(asked());
  assert.equal(owner, 'front-door');
  assert.ok(await app.takes(token));
  assert.equal(await codeOf(one.link(code, 'front-door')), 'code-refused');
  assert.deepEqual(await one.token(asked()), { token, owner });

  await one.unlink('front-door');
  assert.equal(await other.state('front-door'), 'unlinked');
  assert.equal(await codeOf(other.token(asked())), 'not-linked');
  assert.equal(await codeOf(one.token(asked())), 'not-linked');
  assert.deepEqual(
    app.events.map(({ type }) => type),
    ['linked', 'unlinked'],
  );
});

test('behind a relay: two instances, forty viewers who are refused at once, and one refresh', async (t) => {
  const app = await startApp(t);
  const instances = [app.instance(), app.instance()];
  const leaseKey = newKey();
  const sites = await Promise.all(
    instances.map(({ token }) =>
      startRelay(t, optionsFor(app.simulator.origin, '', { token, leaseKey, maxOpening: 40 })),
    ),
  );
  await app.linked(instances[0] as Tokens);
  // Withdrawn long before its time: nobody but the service knows.
  const { token } = await (instances[0] as Tokens).token(asked());
  app.simulator.tokens.expire(token);
  const viewers = Array.from({ length: 20 }, () => sites.map((site) => site.post()));
  const opened = await Promise.all(viewers.flat());
  for (const sent of opened) assert.equal(sent.status, 201);
  assert.equal(app.refreshes(), 1);
  const [site] = sites as [Site];
  await Promise.all(opened.map(({ headers }) => site.delete(headers.location)));
  await app.simulator.ledger.whenIdle(5000);
  assert.deepEqual(app.simulator.ledger.violations(), []);
});

test('what another instance has refreshed meanwhile is not refreshed again', async (t) => {
  const app = await startApp(t);
  const [one, other] = [app.instance(), app.instance()];
  await app.linked(one);
  const { token: stale } = await other.token(asked());
  const { token: fresh } = await one.token(asked('front-door', stale));
  assert.notEqual(fresh, stale);
  assert.equal((await other.token(asked('front-door', stale))).token, fresh);
  assert.equal((await other.token(asked())).token, fresh);
  assert.equal(app.refreshes(), 1);
  // Of a relay that does not tell which: the one it was given last.
  const { token: third } = await one.token({ ...asked(), reason: 'refresh' });
  assert.notEqual(third, fresh);
  assert.equal(app.refreshes(), 2);
});

test('refreshed five minutes ahead, with the old token in use until then; never given when it is dead', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
  const app = await startApp(t);
  const tokens = app.instance();
  await app.linked(tokens);
  const { token: first } = await tokens.token(asked());
  t.mock.timers.tick(hours(4) - 361_000); // Up to a fifth earlier than five minutes.
  assert.equal((await tokens.token(asked())).token, first);
  assert.equal(app.refreshes(), 0);
  t.mock.timers.tick(62_000);
  assert.equal((await tokens.token(asked())).token, first, 'good for minutes');
  await until(() => app.told('refreshed').length === 1, 'the refresh ahead');
  const { token: second } = await tokens.token(asked());
  assert.notEqual(second, first);
  assert.equal(app.refreshes(), 1);

  t.mock.timers.tick(hours(4) - 4000);
  const { token: third } = await tokens.token(asked());
  assert.notEqual(third, second, 'seconds before its end it would not get there');
  assert.ok(await app.takes(third));
  assert.equal(app.refreshes(), 2);
});

test('one refresh over four instances, however many ask at once', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
  const app = await startApp(t);
  const instances = Array.from({ length: 4 }, () => app.instance());
  await app.linked(instances[0] as Tokens);
  for (let round = 1; round <= 5; round += 1) {
    t.mock.timers.tick(hours(4));
    app.simulator.oauth.onRequest({ delaySeconds: 0.1 });
    const asking = instances.flatMap((each) =>
      Array.from({ length: 10 }, () => each.token(asked())),
    );
    const given = new Set((await Promise.all(asking)).map(({ token }) => token));
    assert.equal(given.size, 1);
    assert.ok(await app.takes([...given][0] ?? ''));
    assert.equal(app.refreshes(), round);
  }
  assert.equal(app.link().replays, 0);
});

test('an answer that is lost after the token was used: recognised, and said to be for the owner to mend', async (t) => {
  const app = await startApp(t);
  const tokens = app.instance({ timeouts: { request: 0.4 } });
  await app.linked(tokens);
  const { token } = await tokens.token(asked());
  app.simulator.oauth.onRequest({ cut: 'after' });
  assert.equal(await codeOf(tokens.token(asked('front-door', token))), 'service-failed');
  assert.equal(await tokens.state('front-door'), 'linked', 'nobody knows yet');
  await untilSaid(tokens, 'relink-needed');
  assert.equal(await tokens.state('front-door'), 'relink-needed');
  assert.deepEqual(app.told('relink-needed'), [
    { type: 'relink-needed', owner: 'front-door', cause: 'answer-lost' },
  ]);
  assert.deepEqual([app.refreshes(), app.link().replays], [1, 1]);
  // Nothing is asked any more.
  assert.equal(await codeOf(tokens.token(asked())), 'relink-needed');
  assert.equal(app.link().replays, 1);

  await app.linked(tokens);
  assert.equal(await tokens.state('front-door'), 'linked');
  assert.ok(await app.takes((await tokens.token(asked())).token));
});

test('a request that is lost before the token was used costs a moment', async (t) => {
  const app = await startApp(t);
  const tokens = app.instance({ timeouts: { request: 0.4 } });
  await app.linked(tokens);
  for (const fault of [
    { cut: 'before' },
    { reply: { status: 503 } },
    { reply: { status: 200, body: '{' } },
  ] as const) {
    const before = app.refreshes();
    const { token } = await tokens.token(asked());
    app.simulator.oauth.onRequest(fault);
    assert.equal(await codeOf(tokens.token(asked('front-door', token))), 'service-failed');
    assert.ok(await app.takes(await untilGiven(tokens)));
    assert.deepEqual([app.refreshes(), app.link().replays], [before + 1, 0]);
  }
  assert.deepEqual(app.told('relink-needed'), []);
});

test('while it is not known, nobody asks: the request may still be on its way', async (t) => {
  const app = await startApp(t);
  const timeouts = { request: 1 };
  const [one, other] = [app.instance({ timeouts }), app.instance({ timeouts })];
  await app.linked(one);
  const { token } = await one.token(asked());
  app.simulator.oauth.onRequest({ delaySeconds: 1.2 });
  assert.equal(await codeOf(one.token(asked('front-door', token))), 'service-failed');
  // Its answer comes to nobody, a moment from now.
  assert.equal(await codeOf(other.token(asked('front-door', token))), 'relink-needed');
  assert.deepEqual([app.refreshes(), app.link().replays], [1, 1]);
  assert.equal(app.told('refresh-failed')[0]?.cause, 'timeout');
});

test('a refusal that has used nothing is told as what it is, and what comes later is judged without it', async (t) => {
  const app = await startApp(t);
  const tokens = app.instance();
  await app.linked(tokens);
  const { token } = await tokens.token(asked());
  const [port] = await freePorts(1);
  const nowhere = app.instance({ tokenUrl: `http://127.0.0.1:${String(port)}/oauth/token` });
  const stranger = app.instance({ clientSecret: 'guess' });
  app.simulator.oauth.onRequest({ reply: replies.rateLimited(1) });
  for (const [instance, code] of [
    [tokens, 'service-failed'],
    [nowhere, 'service-failed'],
    [stranger, 'client-refused'],
  ] as const) {
    assert.equal(await codeOf(instance.token(asked('front-door', token))), code);
    // Not again at once: the same is said without asking.
    assert.equal(await codeOf(instance.token(asked('front-door', token))), code);
  }
  assert.deepEqual(
    app.told('refresh-failed').map(({ cause }) => cause),
    ['429', 'ECONNREFUSED', 'invalid_client'],
  );
  assert.equal(app.refreshes(), 0);
  // After the second that the service has named.
  await untilGiven(tokens);
  assert.equal(app.refreshes(), 1);

  // Withdrawn at the service: not a lost answer, though there was trouble before.
  const { token: last } = await tokens.token(asked());
  assert.equal(await codeOf(nowhere.token(asked('front-door', last))), 'service-failed');
  app.simulator.oauth.onRequest({ reply: { status: 400, headers: json, body: invalidGrant } });
  assert.equal(await codeOf(tokens.token(asked('front-door', last))), 'relink-needed');
  assert.equal(app.told('relink-needed')[0]?.cause, 'refused');
});

const json = { 'Content-Type': 'application/json' };
const invalidGrant = '{"error":"invalid_grant"}';

test('with the store away the token at hand goes on; what came meanwhile is written when it is back', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
  const store = new FailingStore(memoryStore());
  const app = await startApp(t, { store });
  const [one, other] = [app.instance(), app.instance()];
  await app.linked(one);
  const { token: first } = await one.token(asked());
  for (const [owner, unlinking] of Object.entries({ garden: one, shop: other })) {
    await app.linked(one, owner);
    await one.token(asked(owner));
    await unlinking.unlink(owner);
  }
  assert.equal(await codeOf(one.token(asked('shop'))), 'not-linked');
  store.isAway = true;
  for (const owner of ['garden', 'shop'])
    assert.equal(await codeOf(one.token(asked(owner))), 'store-failed', 'unlinked is unlinked');
  assert.equal((await one.token(asked())).token, first);
  assert.equal(await codeOf(other.token(asked())), 'store-failed', 'it has never seen one');
  assert.equal(await codeOf(one.link('code', 'garden')), 'store-failed');
  assert.equal(await codeOf(one.state('front-door')), 'store-failed');
  t.mock.timers.tick(hours(4));
  assert.equal(await codeOf(one.token(asked())), 'store-failed', 'its token is dead');
  assert.equal(app.refreshes(), 0, 'and without the store nothing is used');
  store.isAway = false;

  // Gone between the question and the answer.
  const { asking } = await sentRefresh(app, one);
  store.isAway = true;
  const { token: second } = await asking;
  assert.ok(await app.takes(second));
  assert.equal((await one.token(asked())).token, second);
  store.isAway = false;
  await until(() => app.told('refreshed').length === 1, 'the refresh');
  assert.equal(await untilGiven(other), second);
  assert.deepEqual([app.refreshes(), app.link().replays], [1, 0]);
});

test('a store that says nothing is waited for once, not by each request', async (t) => {
  const store = new FailingStore(memoryStore());
  const app = await startApp(t, { store });
  const tokens = app.instance();
  await app.linked(tokens);
  const { token } = await tokens.token(asked());
  store.isSilent = true;
  const before = store.asked;
  for (let request = 0; request < 20; request += 1)
    assert.equal((await tokens.token(asked())).token, token);
  assert.equal(store.asked, before + 1);
});

test('an instance that was held up after the answer mends what another one has given up', async (t) => {
  const store = new FailingStore(memoryStore());
  const app = await startApp(t, { store });
  const held = new FailingStore(store);
  const slow = app.instance({ store: held, timeouts: { request: 0.4 } });
  const other = app.instance({ timeouts: { request: 0.4 } });
  await app.linked(slow);
  const { token } = await slow.token(asked());
  const { asking } = await sentRefresh(app, slow, token);
  held.isAway = true;
  const { token: fresh } = await asking;
  assert.equal(await codeOf(other.token(asked('front-door', token))), 'relink-needed');
  assert.equal(await other.state('front-door'), 'relink-needed');
  held.isAway = false;
  assert.equal(await untilGiven(other), fresh);
  assert.equal(await other.state('front-door'), 'linked');
  assert.ok(await app.takes((await other.token(asked('front-door', fresh))).token));
});

test('back after longer than the lock lasts, a store gets the answer before another instance sends again', async (t) => {
  const store = new FailingStore(memoryStore());
  const app = await startApp(t, { store });
  const timeouts = { request: 2 };
  const [one, other] = [app.instance({ timeouts }), app.instance({ timeouts })];
  await app.linked(one);
  const { token } = await one.token(asked());
  const { asking } = await sentRefresh(app, one, token);
  store.isAway = true;
  const { token: fresh } = await asking;
  await new Promise((resolve) => setTimeout(resolve, 3500));
  store.isAway = false;
  assert.equal((await other.token(asked('front-door', token))).token, fresh);
  assert.deepEqual([app.refreshes(), app.link().replays], [1, 0]);
});

test('what comes for an earlier link, or for one that has ended, is thrown away', async (t) => {
  const app = await startApp(t);
  const tokens = app.instance();
  await app.linked(tokens);
  for (const after of ['linked', 'unlinked'] as const) {
    const { token } = await tokens.token(asked());
    const { asking: late } = await sentRefresh(app, tokens, token, 0.3);
    if (after === 'linked') await app.linked(tokens);
    else await tokens.unlink('front-door');
    await late;
    await tokens.close();
    assert.equal(await tokens.state('front-door'), after);
    if (after === 'linked') assert.equal(app.refreshes(), 0, 'of the new link');
  }
});

test('who is not watched is refreshed once a day, and so stays linked for months', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
  const app = await startApp(t);
  const tokens = app.instance();
  await app.linked(tokens);
  await app.linked(tokens, 'garden');
  for (let day = 0; day < 40; day += 1) {
    t.mock.timers.tick(hours(12));
    await tokens.refreshIdle();
    assert.equal(app.refreshes(), day, 'not twice a day');
    t.mock.timers.tick(hours(12));
    await tokens.refreshIdle();
    assert.equal(app.refreshes('garden'), day + 1);
  }
  assert.ok(await app.takes((await tokens.token(asked())).token));
});

test('what is stored is sealed: for its owner, with a key that can be changed', async (t) => {
  const app = await startApp(t);
  const [old, fresh] = [newKey(), newKey()];
  const before = app.instance({ key: old });
  await app.linked(before);
  await app.linked(before, 'garden');
  const { token } = await before.token(asked());
  const sealed = await app.store.get('front-door');
  assert.match(sealed ?? '', /^[\w-]{300,}$/);
  assert.equal((await app.instance({ key: [fresh, old] }).token(asked())).token, token);
  const [, none] = [app.instance({ key: fresh }), app.instance({ key: newKey() })];
  assert.equal(await codeOf(none.token(asked())), 'wrong-key');
  // The next refresh seals it with the first key.
  const both = app.instance({ key: [fresh, old] });
  const { token: next } = await both.token(asked('front-door', token));
  assert.equal((await app.instance({ key: fresh }).token(asked())).token, next);
  assert.equal(await codeOf(before.token(asked())), 'wrong-key');

  // One owner's record in another one's place.
  await app.store.compareAndSet('garden', await app.store.get('garden'), sealed);
  assert.equal(await codeOf(before.token(asked('garden'))), 'wrong-key');
  await app.linked(before, 'garden');
  assert.ok(await app.takes((await before.token(asked('garden'))).token, 'garden'));
});

test('nothing secret is in an event, an error or the store', async (t) => {
  const store = memoryStore();
  const failing = new FailingStore(store);
  const app = await startApp(t, { store: failing });
  const tokens = app.instance({ timeouts: { request: 0.4 } });
  const seen: unknown[] = [app.events];
  const see = async (work: Promise<unknown>): Promise<void> => {
    await work.catch((error: unknown) => {
      const { message, stack, cause } = error as Error;
      seen.push([message, stack, cause, { ...(error as object) }]);
    });
  };
  const code = app.simulator.issueCode({ devices: ['front-door'] });
  const secrets = [code, clientSecret, 'hunter2'];
  await tokens.link(code, 'front-door');
  await see(tokens.link(code, 'front-door'));
  const { token } = await tokens.token(asked());
  secrets.push(token);
  seen.push(await store.get('front-door'));
  failing.isAway = true;
  await see(tokens.state('front-door'));
  failing.isAway = false;
  const echo = JSON.stringify({ error: `bad ${token}`, error_description: clientSecret });
  let last = tokens;
  for (const fault of [
    { reply: { status: 400, headers: json, body: echo } },
    { reply: { status: 500, body: echo } },
    { cut: 'after' },
  ] as const) {
    app.simulator.oauth.onRequest(fault);
    last = app.instance({ timeouts: { request: 0.4 } });
    await see(last.token(asked('front-door', token)));
  }
  await untilSaid(last, 'relink-needed');
  await see(last.token(asked('front-door', token)));
  seen.push(await store.get('front-door'));
  assert.ok(seen.length > 7);
  for (const secret of secrets) assert.ok(!JSON.stringify(seen).includes(secret), secret);
});

test('a device that is nobody’s has no token, and words of the app stay inside', async (t) => {
  const app = await startApp(t);
  for (const ownerOf of [() => null, () => undefined, () => '', async () => undefined])
    assert.equal(await codeOf(app.instance({ ownerOf }).token(asked())), 'not-linked');
  const site = await startRelay(t, {
    ...optionsFor(app.simulator.origin, ''),
    token: app.instance({ ownerOf: () => Promise.reject(new Error('hunter2')) }).token,
  });
  const sent = await site.post();
  assert.equal(sent.status, 500);
  assert.doesNotMatch(JSON.stringify([sent, site.problems]), /hunter2/);
});

test('a log that throws loses nothing', async (t) => {
  const app = await startApp(t);
  const tokens = app.instance({
    onEvent: () => {
      throw new Error('the log is full');
    },
  });
  await app.linked(tokens);
  const { token } = await tokens.token(asked());
  assert.notEqual((await tokens.token(asked('front-door', token))).token, token);
});

test('options that could not work or would not be safe are refused when the tokens are made', () => {
  const good: TokensOptions = {
    clientId: 'app',
    clientSecret,
    store: memoryStore(),
    key: newKey(),
    ownerOf: () => 'ann',
  };
  void createTokens(good).close();
  const unset = undefined as unknown as string;
  for (const [what, changes] of Object.entries({
    'no client': { clientId: unset },
    'an empty secret': { clientSecret: '' },
    'no store': { store: unset as unknown as TokensOptions['store'] },
    'no key': { key: unset },
    'a short key': { key: 'c2hvcnQ' },
    'one key twice': { key: [String(good.key), String(good.key)] },
    'no ownerOf': { ownerOf: unset as unknown as TokensOptions['ownerOf'] },
    'plain http': { tokenUrl: 'http://oauth.example/token' },
    'a password': { tokenUrl: 'https://me:secret@oauth.example/token' },
    'no time': { timeouts: { request: 0 } },
    'an endless time': { timeouts: { store: Infinity } },
  }))
    assert.throws(() => createTokens({ ...good, ...changes }), TypeError, what);
});

test('the timer keeps no process', async (t) => {
  const app: App = await startApp(t);
  const resources = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  app.instance();
  assert.equal(
    process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length,
    resources,
  );
});
