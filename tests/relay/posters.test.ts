// The picture before the picture: who gets it, where the relay goes for it, and what it says of its age.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { replies } from '../simulator/index.js';
import { bearer, Service, type Handler, type Received } from './service.js';
import { optionsFor, startBoth, startRelay, type Site } from './support.js';

const path = '/ring/devices/front-door/poster';
const ann = { 'X-Subject': 'ann' };
const ask = (site: Site, headers: Record<string, string> = ann) => site.ask({ path, headers });

test('the newest picture comes with its age, and again only when it has changed', async (t) => {
  const { simulator, site } = await startBoth(t);
  const { status, headers, body } = await ask(site);
  assert.equal(status, 200);
  assert.equal(headers['content-type'], 'image/jpeg');
  assert.equal(headers['cache-control'], 'private, no-cache');
  assert.equal(headers['cross-origin-resource-policy'], 'same-origin');
  assert.ok(body.length > 5000);
  const age = Number(/^age;dur=(\d+)$/.exec(String(headers['server-timing']))?.[1]);
  assert.ok(age >= 179_000 && age < 240_000, String(age));
  assert.ok(Date.parse(String(headers['last-modified'])) < Date.now() - 170_000);

  const again = await ask(site, { ...ann, 'If-None-Match': String(headers.etag) });
  assert.equal(again.status, 304);
  assert.equal(again.body, '');
  await Promise.all([ask(site), ask(site, { 'X-Subject': 'bob' })]);
  // Once for all: the request, and the picture without the bearer.
  const asked = simulator.ledger
    .requests()
    .map((request) => [request.method, request.authorization]);
  assert.deepEqual(asked, [
    ['POST', true],
    ['GET', false],
  ]);
});

test('only who may watch sees it, and a page of the relay’s own', async (t) => {
  const { simulator, site } = await startBoth(t);
  await ask(site);
  assert.equal((await ask(site, {})).status, 403);
  assert.equal((await ask(site, { ...ann, 'Sec-Fetch-Site': 'cross-site' })).status, 400);
  assert.equal((await site.ask({ path, method: 'POST', headers: ann })).status, 405);
  assert.equal((await site.ask({ path: `${path}/x`, headers: ann })).status, 400);
  assert.equal(simulator.ledger.requests().length, 2);
});

test('a refused token is refreshed for it too, and the service’s refusals pass through', async (t) => {
  const { simulator, site, token } = await startBoth(t, {
    simulator: { devices: [{ id: 'front-door' }, { id: 'garden' }] },
    token: ({ reason }) => (reason === 'initial' ? 'stale' : token),
  });
  assert.equal((await ask(site)).status, 200);
  const attic = await site.ask({ path: path.replace('front-door', 'attic'), headers: ann });
  assert.equal(attic.status, 404);
  simulator.device('garden').onGet({ reply: replies.rateLimited(7) });
  const garden = await site.ask({ path: path.replace('front-door', 'garden'), headers: ann });
  assert.equal(garden.status, 429);
  assert.equal(garden.headers['retry-after'], '7');
});

test('from a service that answers late, or not at all, nobody waits for long', async (t) => {
  const { simulator, site } = await startBoth(t, { timeouts: { reply: 0.3 } });
  simulator.device('front-door').onGet({ delaySeconds: 1 });
  const { status, body } = await ask(site);
  assert.equal(status, 504);
  assert.match(body, /upstream-late/);
  // The next one asks anew.
  for (let tries = 0; (await ask(site)).status !== 200; tries += 1) assert.ok(tries < 5);
});

/** A service that sends to a place of its own, and what is there. */
async function startPictures(
  t: TestContext,
  picture: Handler,
  locate?: string,
): Promise<{ site: Site; fetched: () => Received[] }> {
  const service = await new Service().start(t, (req, res, sent) => {
    if (req.method === 'GET') picture(req, res, sent);
    else res.writeHead(303, { Location: locate ?? `${service.origin}/p?X-Signature=s` }).end();
  });
  const site = await startRelay(t, optionsFor(service.origin, bearer), bearer);
  return { site, fetched: () => service.received.filter(({ method }) => method === 'GET') };
}

const jpeg: Handler = (_, res) => res.writeHead(200, { 'Content-Type': 'image/jpeg' }).end('jpeg');

test('the relay goes to no host that is not on its list', async (t) => {
  const elsewhere = await new Service().start(t, jpeg);
  for (const place of [
    `${elsewhere.origin}/p`,
    'https://pictures.example/p',
    'https://prod.phoenix.devices.amazon.dev.evil.example/p',
    'https://evilprod.phoenix.devices.amazon.dev/p',
    'https://user:secret@download-us.prod.phoenix.devices.amazon.dev/p',
    'http://download-us.prod.phoenix.devices.amazon.dev/p',
    'https://download-us.prod.phoenix.devices.amazon.dev:8443/p',
    'file:///etc/passwd',
    '/p',
  ]) {
    const { site, fetched } = await startPictures(t, jpeg, place);
    assert.equal((await ask(site)).status, 502, place);
    assert.deepEqual(site.codes, ['poster-elsewhere'], place);
    assert.deepEqual(fetched(), []);
  }
  assert.deepEqual(elsewhere.received, []);
});

test('the picture is fetched without the token, and what is none is not passed on', async (t) => {
  const good = await startPictures(t, jpeg);
  const { status, headers } = await ask(good.site);
  assert.equal(status, 200);
  // When it was taken is not said.
  assert.equal(headers['server-timing'], undefined);
  assert.deepEqual(
    good.fetched().map(({ url, authorization }) => [url, authorization]),
    [['/p?X-Signature=s', '']],
  );
  const bad: Record<string, Handler> = {
    page: (_, res) => res.writeHead(200, { 'Content-Type': 'text/html' }).end('<script>'),
    drawing: (_, res) => res.writeHead(200, { 'Content-Type': 'image/svg+xml' }).end('<svg>'),
    empty: (_, res) => res.writeHead(200, { 'Content-Type': 'image/jpeg' }).end(),
    huge: (_, res) => res.writeHead(200, { 'Content-Type': 'image/jpeg' }).end('j'.repeat(2e6)),
    onward: (_, res) => res.writeHead(302, { Location: '/q' }).end(),
    cut: (_, res) => res.destroy(),
  };
  for (const [what, picture] of Object.entries(bad)) {
    const { site, fetched } = await startPictures(t, picture);
    assert.equal((await ask(site)).status, 502, what);
    assert.deepEqual(site.codes, ['poster-unusable'], what);
    assert.equal(fetched().length, 1, what);
  }
});

test('a camera without a picture is asked for it once a minute', async (t) => {
  const { site, fetched } = await startPictures(t, (_, res) => res.writeHead(416).end());
  for (let times = 0; times < 3; times += 1) assert.equal((await ask(site)).status, 404);
  assert.deepEqual(site.codes, ['no-poster', 'no-poster', 'no-poster']);
  assert.equal(fetched().length, 1);
});
