// `node:http` in front of the relay: what is put before it, what its parser lets through, and what a socket does.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { test, type TestContext } from 'node:test';
import { createRelay, type RelayProblem } from '../../web/src/relay/index.js';
import { toNodeHandler } from '../../web/src/relay/node.js';
import { bearer, opens, Service, session, startHostile } from './service.js';
import { answer, listen, offer, optionsFor, until, type Changes } from './support.js';

const path = '/devices/front-door/whep';
const headers = { 'Content-Type': 'application/sdp', 'X-Subject': 'ann' };

/** The handler behind something of the app's. */
async function startBehind(
  t: TestContext,
  before: (req: IncomingMessage, res: ServerResponse) => void,
  changes: Changes = {},
): Promise<{ service: Service; origin: string; problems: RelayProblem[] }> {
  const service = await new Service().start(t, (req, res, sent) => {
    if (req.method === 'POST') opens()(req, res, sent);
    else res.end();
  });
  const problems: RelayProblem[] = [];
  const onProblem = (problem: RelayProblem): void => void problems.push(problem);
  const handle = toNodeHandler(
    createRelay({ ...optionsFor(service.origin, bearer, changes), onProblem }),
  );
  const { origin } = await listen(t, (req, res) => {
    before(req, res);
    handle(req, res);
  });
  return { service, origin, problems };
}

/** All that comes back for these bytes, until the other side hangs up. */
async function exchange(origin: string, ...lines: string[]): Promise<string> {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  let reply = '';
  socket.on('data', (data: Buffer) => (reply += data.toString()));
  socket.on('error', () => undefined);
  socket.write(lines.join('\r\n'));
  await once(socket, 'close');
  return reply;
}

test('an app that reads the body as text loses neither the limit nor an offer', async (t) => {
  const { service, origin, problems } = await startBehind(t, (req) => req.setEncoding('utf8'));
  const post = (body: string): Promise<Response> =>
    fetch(origin + path, { method: 'POST', headers, body });
  assert.equal((await post('v'.repeat(3 * 1024 * 1024))).status, 413);
  // In bytes, not in letters.
  assert.equal((await post('\u20ac'.repeat(22_000))).status, 413);
  assert.deepEqual(
    problems.map(({ code }) => code),
    ['offer-too-long', 'offer-too-long'],
  );
  const opened = await post(offer);
  assert.equal(opened.status, 201);
  await opened.text();
  assert.equal(service.posted[0]?.body, offer);
});

test('a reply of one piece or none names its length, as browsers want', async (t) => {
  const { origin } = await startBehind(t, () => undefined);
  const opened = await fetch(origin + path, { method: 'POST', headers, body: offer });
  assert.equal(Number(opened.headers.get('Content-Length')), (await opened.text()).length);
  const lease = new URL(opened.headers.get('Location') ?? '', origin + path);
  const closed = await fetch(lease, { method: 'DELETE', headers });
  assert.deepEqual([closed.status, closed.headers.get('Content-Length')], [200, '0']);
});

test('authorize sees what the app put on Node’s request, as Express does', async (t) => {
  const { origin } = await startBehind(
    t,
    (req) => Object.assign(req, { session: { user: 'ann' } }),
    {
      authorize: (_, __, { nodeRequest }) =>
        (nodeRequest as { session?: { user: string } }).session?.user ?? null,
    },
  );
  const opened = await fetch(origin + path, { method: 'POST', headers, body: offer });
  assert.equal(opened.status, 201);
  await opened.text();
});

test('what can be no request is refused as a problem, and told', async (t) => {
  const urls: string[] = [];
  const { service, origin, problems } = await startBehind(t, () => undefined, {
    authorize: ({ url }) => {
      urls.push(url);
      return 'ann';
    },
  });
  const { host } = new URL(origin);
  const heads = [
    // Another host's address: with a Host that has no port it would be a whole one.
    `POST http://evil.example${path} HTTP/1.1\r\nHost: ${host}`,
    `POST http://evil.example${path} HTTP/1.1\r\nHost: localhost`,
    `POST //evil.example${path} HTTP/1.1\r\nHost: a/b`,
    `POST @evil.example${path} HTTP/1.1\r\nHost: localhost`,
    `POST ${path} HTTP/1.1\r\nHost: evil.example/devices/cellar/whep?`,
    `POST ${path} HTTP/1.1\r\nHost: user@localhost`,
    `POST ${path} HTTP/1.1\r\nHost: localhost:99999`,
    `POST ${path} HTTP/1.1\r\nHost: `,
    `TRACE ${path} HTTP/1.1\r\nHost: localhost`,
  ];
  for (const head of heads) {
    const lines = ['Content-Type: application/sdp', 'Connection: close', '', ''];
    const reply = await exchange(origin, head, ...lines);
    assert.match(reply, /^HTTP\/1.1 400 /, head);
    // Node's own parser takes some of them first.
    if (!reply.includes('problem+json')) continue;
    assert.match(reply, /"code":"wrong-request"/);
    assert.equal(problems.pop()?.code, 'wrong-request', head);
  }
  assert.deepEqual(urls, []);
  assert.deepEqual(service.received, []);
  const refused = await exchange(
    origin,
    `POST http://evil.example${path} HTTP/1.1`,
    'Host: localhost',
    'Connection: close\r\n\r\n',
  );
  assert.match(refused, /Content-Type: application\/problem\+json/i);
  assert.match(refused, /Cache-Control: no-store/i);
  assert.equal(problems.at(-1)?.code, 'wrong-request');
});

test('a target that begins like another host is a path of this one', async (t) => {
  const urls: string[] = [];
  const { origin } = await startBehind(t, () => undefined, {
    authorize: ({ url }) => {
      urls.push(url);
      return null;
    },
  });
  await exchange(
    origin,
    `POST //evil.example${path} HTTP/1.1`,
    'Host: localhost',
    'Content-Type: application/sdp',
    'Connection: close\r\n\r\n',
  );
  assert.deepEqual(urls, [`http://localhost//evil.example${path}`]);
});

test('a request that is framed in two ways is no request', async (t) => {
  const { service, origin } = await startBehind(t, () => undefined);
  const head = [`POST ${path} HTTP/1.1`, 'Host: localhost', 'Content-Type: application/sdp'];
  const subject = 'X-Subject: ann';
  const smuggled = `POST /devices/cellar/whep HTTP/1.1\r\nHost: localhost\r\n\r\n`;
  const framings = [
    ['Content-Length: 5', 'Transfer-Encoding: chunked', '', `0\r\n\r\n${smuggled}`],
    ['Content-Length: 5', 'Content-Length: 6', '', 'v=0\r\n'],
    ['Content-Length: 5, 6', '', 'v=0\r\n'],
    ['Content-Length: -5', '', 'v=0\r\n'],
    ['Content-Length: 0x5', '', 'v=0\r\n'],
    ['Content-Length : 5', '', 'v=0\r\n'],
    ['Transfer-Encoding: chunked', '', `zz\r\nv=0\r\n0\r\n\r\n`],
    ['Transfer-Encoding: chunked', '', `-1\r\nv=0\r\n0\r\n\r\n`],
    ['Transfer-Encoding: xchunked', '', '0\r\n\r\n'],
    ['Transfer-Encoding: chunked, gzip', '', '0\r\n\r\n'],
    ['X-Evil: a\rContent-Length: 5', '', 'v=0\r\n'],
    [`X-Long: ${'x'.repeat(100_000)}`, '', ''],
  ];
  for (const [at, lines] of framings.entries()) {
    const reply = await exchange(origin, ...head, subject, ...lines);
    assert.match(reply, /^HTTP\/1.1 4\d\d /, String(at));
    assert.equal(reply.match(/HTTP\/1.1/g)?.length, 1, `answered twice: ${String(at)}`);
  }
  assert.deepEqual(service.received, []);
});

test('a pipelined second POST of a client that has gone is closed at once', async (t) => {
  const held: (() => void)[] = [];
  const { service, site } = await startHostile(t, {
    timeouts: { body: 3600 },
    post: (req, res, sent) => {
      const location = `${session}-${String(held.length)}`;
      held.push(() => {
        opens(location)(req, res, sent);
      });
    },
  });
  const socket = site.rawPost();
  await until(() => held.length === 1, 'the first POST');
  for (let more = 2; more <= 13; more += 1) {
    socket.write(
      `POST /ring/devices/front-door/whep HTTP/1.1\r\nHost: localhost\r\n${Object.entries(headers)
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join('')}Content-Length: ${String(offer.length)}\r\n\r\n${offer}`,
    );
    await until(() => held.length === more, 'the next POST');
  }
  socket.destroy();
  for (const answerNow of held.reverse()) answerNow();
  await until(() => service.deleted.length === 13, 'the DELETEs');
});

test('a connection that serves a thousand requests keeps nothing of them', async (t) => {
  const warnings: Error[] = [];
  const warn = (warning: Error): void => void warnings.push(warning);
  process.on('warning', warn);
  t.after(() => process.off('warning', warn));
  const listeners: number[] = [];
  const { origin } = await startBehind(t, (req) => {
    listeners.push(req.socket.listenerCount('close'));
  });
  const one = `DELETE ${path}/x HTTP/1.1\r\nHost: localhost\r\n\r\n`;
  const last = `DELETE ${path}/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
  const reply = await exchange(origin, one.repeat(999) + last);
  assert.equal(reply.match(/HTTP\/1.1 404/g)?.length, 1000);
  assert.ok((listeners.at(-1) ?? 0) < 10, String(listeners.at(-1)));
  assert.deepEqual(warnings, []);
});

test('the answer is the service’s, byte for byte, also through a slow reader', async (t) => {
  const { origin } = await startBehind(t, () => undefined);
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  const lines = Object.entries({ ...headers, 'Content-Length': offer.length, Connection: 'close' });
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: localhost\r\n${lines.map(([name, value]) => `${name}: ${String(value)}\r\n`).join('')}\r\n${offer}`,
  );
  let reply = '';
  socket.on('data', (data: Buffer) => {
    reply += data.toString();
    socket.pause();
    setImmediate(() => socket.resume());
  });
  await once(socket, 'end');
  assert.ok(reply.includes(answer.split('\r\n').slice(0, 3).join('\r\n')));
});
