import assert from 'node:assert/strict';
import { test } from 'node:test';
import { replies, type PostFault } from './index.js';
import { offerText, start, until } from './test-support.js';

test('scripted replies come in the order given, as often as asked, and then all is well again', async (t) => {
  const { simulator, client } = await start(t);
  const device = simulator.device('front-door');
  device.onPost({
    reply: { status: 502, headers: { 'Content-Type': 'text/html' }, body: '<h1>Bad Gateway</h1>' },
  });
  device.onPost({ reply: replies.conflict() }, { times: 2 });
  const statuses = [];
  for (let post = 0; post < 4; post += 1) statuses.push((await client.post()).status);
  assert.deepEqual(statuses, [502, 409, 409, 201]);
});

test('a scripted failure of a DELETE leaves the session open, and the next DELETE is no violation', async (t) => {
  const { simulator, client } = await start(t);
  const location = await client.open();
  simulator.device('front-door').onDelete({ reply: replies.serverError() });
  assert.equal((await client.delete(location)).status, 500);
  assert.equal(simulator.ledger.open().length, 1);
  assert.equal((await client.delete(location)).status, 200);
  assert.deepEqual(simulator.ledger.violations(), []);
  assert.equal(simulator.ledger.sessions()[0]?.deletes, 2);
});

test('a DELETE told that the session is gone ends it, and a second one is a violation', async (t) => {
  const { simulator, client } = await start(t);
  const location = await client.open();
  simulator.device('front-door').onDelete({ reply: { status: 410 } });
  assert.equal((await client.delete(location)).status, 410);
  assert.equal(simulator.ledger.open().length, 0);
  assert.deepEqual(simulator.ledger.violations(), []);
  await client.delete(location);
  assert.match(simulator.ledger.violations().join(), /got 2 DELETEs/);
});

test('a fault for ever ends when it is cleared', async (t) => {
  const { simulator, client } = await start(t);
  const device = simulator.device('front-door');
  device.onPost({ reply: replies.serverError() }, { times: Infinity });
  for (let post = 0; post < 3; post += 1) assert.equal((await client.post()).status, 500);
  device.clearFaults();
  assert.equal((await client.post()).status, 201);
});

test('a slow POST is answered late', async (t) => {
  const { simulator, client } = await start(t);
  simulator.device('front-door').onPost({ delaySeconds: 0.3 });
  const postedAt = performance.now();
  assert.equal((await client.post()).status, 201);
  assert.ok(performance.now() - postedAt >= 290);
});

test('an answer after the client left opens a session that nobody knows, and blames nobody', async (t) => {
  const { simulator, client } = await start(t, { limitSeconds: 0.6 });
  simulator.device('front-door').onPost({ delaySeconds: 0.3 });
  await assert.rejects(client.post(offerText(), { signal: AbortSignal.timeout(100) }));
  await until(() => simulator.ledger.sessions().length === 1, 'the session');
  await simulator.ledger.whenIdle(2000);
  const [session] = simulator.ledger.sessions();
  assert.deepEqual([session?.delivered, session?.endedBy, session?.deletes], [false, 'limit', 0]);
  assert.equal(simulator.ledger.requests()[0]?.clientGone, true);
  assert.deepEqual(simulator.ledger.violations(), []);
});

test('where the service notices, a client that left in mid-POST has its session dropped', async (t) => {
  const { simulator, client } = await start(t);
  simulator.device('front-door').onPost({ delaySeconds: 0.3, clientGone: 'drop' });
  await assert.rejects(client.post(offerText(), { signal: AbortSignal.timeout(100) }));
  await until(() => simulator.ledger.sessions()[0]?.endedBy === 'dropped', 'the drop');
});

test('a POST that is never answered opens a session or not, as asked', async (t) => {
  const { simulator, client } = await start(t);
  const device = simulator.device('front-door');
  device.onPost({ never: 'without-session' });
  await assert.rejects(client.post(offerText(), { signal: AbortSignal.timeout(150) }));
  assert.equal(simulator.ledger.sessions().length, 0);
  device.onPost({ never: 'with-session' });
  await assert.rejects(client.post(offerText(), { signal: AbortSignal.timeout(150) }));
  assert.equal(simulator.ledger.open()[0]?.delivered, false);
});

test('a DELETE that is never answered may have closed the session or not', async (t) => {
  const { simulator, client } = await start(t);
  const device = simulator.device('front-door');
  const location = await client.open();
  device.onDelete({ never: 'leaving-open' });
  await assert.rejects(client.delete(location, { signal: AbortSignal.timeout(100) }));
  assert.equal(simulator.ledger.open().length, 1);
  device.onDelete({ never: 'closing' });
  await assert.rejects(client.delete(location, { signal: AbortSignal.timeout(100) }));
  assert.equal(simulator.ledger.sessions()[0]?.endedBy, 'delete');
  assert.equal((await client.delete(location)).status, 404);
  assert.deepEqual(simulator.ledger.violations(), []);
});

test('unusable answers still open a session that must be closed', async (t) => {
  const { simulator, client } = await start(t);
  const answerWith = async (fault: PostFault): Promise<string> => {
    simulator.device('front-door').onPost(fault);
    const response = await client.post();
    assert.equal(response.status, 201);
    await client.delete(response.headers.get('Location'));
    return `${response.headers.get('Content-Type') ?? ''}\n${await response.text()}`;
  };
  assert.match(await answerWith({ answer: 'garbage' }), /this is not a session description/);
  assert.equal(await answerWith({ answer: 'empty' }), 'application/sdp\n');
  assert.match(await answerWith({ answer: 'html' }), /^text\/html\n<!doctype html>/);
  assert.match(await answerWith({ answer: 'audio-section' }), /^m=video .*^m=audio /ms);
  assert.match(
    await answerWith({ answer: 'wrong-mid' }),
    /^a=group:BUNDLE other\r$.*^a=mid:other\r$/ms,
  );
  for (const direction of ['recvonly', 'sendrecv', 'inactive'] as const) {
    const answer = await answerWith({ direction });
    assert.match(answer, new RegExp(`^a=${direction}\r$`, 'm'));
    assert.doesNotMatch(answer, /^a=sendonly/m);
  }
  assert.deepEqual(simulator.ledger.violations(), []);
});

test("a Location that the client cannot use is nobody else's violation", async (t) => {
  const { simulator, client } = await start(t, { limitSeconds: 0.5 });
  const locationOf = async (location: PostFault['location']): Promise<string | null> => {
    simulator.device('front-door').onPost({ location });
    return (await client.post()).headers.get('Location');
  };
  assert.equal(await locationOf('missing'), null);
  assert.match((await locationOf('foreign')) ?? '', /^https:\/\/sessions\.example\/v1\/devices/);
  assert.match((await locationOf('hostile')) ?? '', /script/);
  assert.match(
    (await locationOf({ value: 'http://127.0.0.1:9{path}\r\nX-Evil: 1' })) ?? '',
    /^http:\/\/127\.0\.0\.1:9\/v1/,
  );
  await simulator.ledger.whenIdle(2000);
  assert.deepEqual(simulator.ledger.violations(), []);
});

test('a redirect points where it is told', async (t) => {
  const { simulator, client } = await start(t);
  simulator.device('front-door').onPost({ redirectTo: 'https://elsewhere.example/steal' });
  const response = await client.post();
  assert.deepEqual(
    [response.status, response.headers.get('Location')],
    [307, 'https://elsewhere.example/steal'],
  );
});

test('a careless gateway echoes the credential, and the ledger still does not hold it', async (t) => {
  const { simulator, client } = await start(t);
  simulator.device('front-door').onPost({ echoAuthorization: true });
  const response = await client.post();
  assert.equal(response.status, 401);
  assert.ok((await response.text()).includes(`Bearer ${client.token}`));
  const written = JSON.stringify(simulator.ledger.view());
  assert.ok(!written.includes(client.token));
  assert.equal(simulator.ledger.requests()[0]?.authorization, true);
});

test('a cut destroys the session, and the client still owes its DELETE', async (t) => {
  const { simulator, client } = await start(t);
  simulator.device('front-door').onPost({ cutAfterSeconds: 0.1 });
  const location = await client.open();
  await simulator.ledger.whenIdle(2000);
  assert.equal(simulator.ledger.sessions()[0]?.endedBy, 'cut');
  assert.match(simulator.ledger.violations().join(), /ended by cut and never got a DELETE/);
  assert.equal((await client.delete(location)).status, 404);
  assert.deepEqual(simulator.ledger.violations(), []);
});
