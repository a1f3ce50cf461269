import assert from 'node:assert/strict';
import { test } from 'node:test';
import { replies } from './index.js';
import { offerText, start } from './test-support.js';

const page = { Origin: 'https://page.example' };

function preflight(url: string): Promise<Response> {
  return fetch(url, {
    method: 'OPTIONS',
    headers: {
      ...page,
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'authorization',
    },
  });
}

test('like the real service, the simulator refuses browsers until told otherwise', async (t) => {
  const { simulator, client } = await start(t);
  const answer = await preflight(simulator.origin + simulator.endpointPath('front-door'));
  assert.equal(answer.status, 403);
  const response = await client.post(offerText(), { headers: page });
  for (const { headers } of [answer, response]) {
    assert.ok(![...headers.keys()].some((name) => name.startsWith('access-control-')));
  }
});

test('with CORS on, a page on another origin may send all it needs and read Location', async (t) => {
  const { simulator, client } = await start(t, { cors: 'on' });
  const answer = await preflight(simulator.origin + simulator.endpointPath('front-door'));
  assert.equal(answer.status, 204);
  assert.match(answer.headers.get('Access-Control-Allow-Methods') ?? '', /POST, DELETE/);
  assert.match(
    answer.headers.get('Access-Control-Allow-Headers') ?? '',
    /Authorization, Content-Type/,
  );
  assert.equal(answer.headers.get('Access-Control-Allow-Origin'), '*');

  const response = await client.post(offerText(), { headers: page });
  assert.equal(
    response.headers.get('Access-Control-Expose-Headers'),
    'Location, Retry-After, X-Request-Id',
  );
  assert.equal(simulator.ledger.sessions()[0]?.origin, 'https://page.example');
  assert.equal((await preflight(response.headers.get('Location') ?? '')).status, 204);
});

test('errors carry the CORS headers too, or a page could not tell 401 from a broken network', async (t) => {
  const { simulator, client } = await start(t, { cors: 'on' });
  simulator.device('front-door').onPost({ reply: replies.rateLimited() });
  const response = await client.post(offerText(), { headers: page });
  assert.equal(response.headers.get('Access-Control-Allow-Origin'), '*');
});

test('a hidden Location cannot be closed by a page on another origin, which is not blamed for it', async (t) => {
  const { simulator, client } = await start(t, { cors: 'hide-location' });
  const response = await client.post(offerText(), { headers: page });
  assert.equal(response.headers.get('Access-Control-Expose-Headers'), 'Retry-After, X-Request-Id');
  await client.post(offerText(), { headers: { Origin: simulator.origin } });
  assert.deepEqual(
    simulator.ledger.sessions().map(({ closable }) => closable),
    [false, true],
  );
  assert.equal(simulator.ledger.violations().length, 1);
});

test('Location can be hidden from a single reply', async (t) => {
  const { simulator, client } = await start(t, { cors: 'on' });
  simulator.device('front-door').onPost({ location: 'hidden' });
  const first = await client.post(offerText(), { headers: page });
  const second = await client.post(offerText(), { headers: page });
  assert.doesNotMatch(first.headers.get('Access-Control-Expose-Headers') ?? '', /Location/);
  assert.match(second.headers.get('Access-Control-Expose-Headers') ?? '', /Location/);
});
