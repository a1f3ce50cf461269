// A hostile or broken service: what it says reaches nobody unseen, and what it has opened is closed.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { replies } from '../simulator/index.js';
import {
  bearer,
  opens,
  Service,
  session,
  sessions,
  startHostile,
  type Handler,
} from './service.js';
import { answer, offer, optionsFor, startBoth, startRelay, until, type Sent } from './support.js';

const codeOf = ({ body }: Sent): unknown => (JSON.parse(body) as { code: unknown }).code;

/** Somebody else's server, which must never be called. */
const startElsewhere = (t: TestContext): Promise<Service> =>
  new Service().start(t, (_, res) => res.end());

test('the service gets the offer, byte for byte, and nothing else of the caller', async (t) => {
  const { service, site } = await startHostile(t);
  const { headers } = await site.post({
    headers: { Cookie: 'session=secret', Authorization: 'Basic eA==', 'X-Forwarded-For': '::1' },
  });
  await site.delete(headers.location);
  assert.deepEqual(service.received, [
    {
      method: 'POST',
      url: sessions,
      authorization: `Bearer ${bearer}`,
      contentType: 'application/sdp',
      body: offer,
    },
    {
      method: 'DELETE',
      url: session,
      authorization: `Bearer ${bearer}`,
      contentType: undefined,
      body: '',
    },
  ]);
});

test('a redirect is not followed, neither for a POST nor for a DELETE', async (t) => {
  const elsewhere = await startElsewhere(t);
  for (const status of [300, 301, 302, 303, 307, 308]) {
    const redirect: Handler = (_, res) =>
      res.writeHead(status, { Location: `${elsewhere.origin}/steal` }).end();
    const opening = await startHostile(t, { post: redirect });
    const sent = await opening.site.post();
    assert.deepEqual([sent.status, codeOf(sent)], [502, 'upstream-redirect']);

    const closing = await startHostile(t, { delete: redirect });
    const { headers } = await closing.site.post();
    assert.equal((await closing.site.delete(headers.location)).status, 502);
  }
  assert.deepEqual(elsewhere.received, []);
});

test('a Location that leads anywhere else is not believed, and nothing is sent there', async (t) => {
  const elsewhere = await startElsewhere(t);
  let location: string | undefined;
  const { service, site } = await startHostile(t, {
    post: (_, res) =>
      res
        .writeHead(201, {
          'Content-Type': 'application/sdp',
          ...(location !== undefined && { Location: location }),
        })
        .end(answer),
  });
  const { host, port } = new URL(service.origin);
  const other = new URL(elsewhere.origin).host;
  const bad = [
    ...[
      undefined,
      '',
      '/',
      '?',
      '#',
      '.',
      '..',
      '*',
      'x',
      sessions,
      `${sessions}/`,
      `${sessions}/?q`,
    ],
    ...[`${elsewhere.origin}${session}`, `//${other}${session}`, `https://${host}${session}`],
    ...[
      `http://user:pass@${host}${session}`,
      `http://user@${host}${session}`,
      `http://@${other}${session}`,
    ],
    ...[
      `http://${host}@${other}${session}`,
      `http://localhost:${port}${session}`,
      `http://${host}.${session}`,
    ],
    ...[
      `ftp://${host}${session}`,
      'javascript:alert(1)',
      'data:text/plain,x',
      'http://[::bad/',
      'http:',
    ],
    ...[`\\\\${other}${session}`, `/\\${other}${session}`, `http:\\\\${other}${session}`],
    ...[
      session.replace('front-door', 'cellar'),
      `/elsewhere${session}`,
      session.replace('/v1', '/v2'),
    ],
    ...[session.replace('whep/sessions', 'whep'), session.replace('/media', '/history')],
    ...[
      `${session}/more`,
      `${session}/`,
      `${session}/../5f3c`,
      `${session}/../../../x`,
      `${session}/..`,
    ],
    ...[`${sessions}/..`, `${sessions}/%2e%2e`, `${sessions}/.%2e`, `${sessions}/../sessions/5f3c`],
    ...[
      `${sessions}/a%2fb`,
      `${sessions}/a%2Fb`,
      `${sessions}/a%5cb`,
      `${sessions}/a\\b`,
      `${sessions}/%00`,
    ],
    ...[
      `${sessions}/a%252fb`,
      `${sessions}/a b`,
      `${sessions}/a\tb`,
      `${session}#part`,
      `${session}?q#part`,
    ],
    ...[
      `/v1/devices/cellar/../front-door/media/streaming/whep/sessions/5f3c`,
      `${sessions}/\u00e9`,
    ],
    ...[
      `/v1/devices/front-door%2f/media/streaming/whep/sessions/5f3c`,
      `//${session}`,
      `/${session}`,
    ],
    ...[`${session}?${'q'.repeat(2048)}`, `${sessions}/${'s'.repeat(257)}`],
  ];
  for (location of bad) {
    const sent = await site.post();
    assert.deepEqual([sent.status, codeOf(sent)], [502, 'upstream-location'], location);
  }
  assert.deepEqual(elsewhere.received, []);
  assert.deepEqual(service.deleted, []);
  assert.equal(service.posted.length, bad.length);
});

test('a Location of this device is kept byte for byte, in each form that it may have', async (t) => {
  let location = '';
  const { service, site } = await startHostile(t, {
    post: (req, res, sent) => {
      opens(location)(req, res, sent);
    },
  });
  const query = `?X-Signature=${'aB%2b%2F=&~'.repeat(32)}`;
  const forms: [string, string][] = [
    [session, session],
    [`${service.origin}${session}`, session],
    [`${service.origin.toUpperCase()}${session}`, session],
    [`${service.origin}${session}${query}`, session + query],
    [`${session}${query}`, session + query],
    ['sessions/5f3c', session],
    [`sessions/5f3c${query}`, session + query],
    [`//${new URL(service.origin).host}${session}`, session],
    [session.replace('-door', '%2Ddoor'), session.replace('-door', '%2Ddoor')],
    [`${sessions}/a.b_c~d-e:f@g=h;i`, `${sessions}/a.b_c~d-e:f@g=h;i`],
  ];
  for (const [given, expected] of forms) {
    location = given;
    const { status, headers } = await site.post();
    assert.equal(status, 201, given);
    assert.equal((await site.delete(headers.location)).status, 200);
    assert.equal(service.deleted.at(-1), expected);
  }
});

test('a service below a path is found there, and only there', async (t) => {
  let location = '';
  const service = await new Service().start(t, (req, res, sent) => {
    if (req.method === 'POST') opens(location)(req, res, sent);
    else res.end();
  });
  const site = await startRelay(t, optionsFor(`${service.origin}/base/`, bearer), bearer);
  location = session;
  assert.equal(codeOf(await site.post()), 'upstream-location');
  location = `/base${session}`;
  const { headers } = await site.post();
  await site.delete(headers.location);
  assert.equal(service.posted[0]?.url, `/base${sessions}`);
  assert.deepEqual(service.deleted, [`/base${session}`]);
});

test('a 201 whose answer is of no use is closed at once', async (t) => {
  const useless: Record<string, Handler> = {
    empty: opens(session, ''),
    'a page': opens(session, '<h1>Sign in</h1>', 'text/html'),
    'of no type': (_, res) => res.writeHead(201, { Location: session }).end(answer),
    'too long': opens(session, 'v'.repeat(64 * 1024 + 1)),
    'with the bearer in it': opens(session, `${answer}a=x:${bearer}\r\n`),
    'with the address in it': opens(session, `${answer}a=x:${session}\r\n`),
    slow: (_, res) =>
      res.writeHead(201, { Location: session, 'Content-Type': 'application/sdp' }).write('v=0'),
    cut: (_, res) => {
      res.writeHead(201, {
        Location: session,
        'Content-Type': 'application/sdp',
        'Content-Length': 900,
      });
      res.write('v=0', () => res.destroy());
    },
    endless: (_, res) => {
      res.writeHead(201, { Location: session, 'Content-Type': 'application/sdp' });
      const pour = (): void => {
        while (!res.destroyed && res.write('v'.repeat(16_384)));
      };
      res.on('drain', pour);
      pour();
    },
  };
  for (const [what, post] of Object.entries(useless)) {
    const { service, site } = await startHostile(t, { post, timeouts: { body: 0.3 } });
    const sent = await site.post();
    assert.deepEqual([sent.status, codeOf(sent)], [502, 'upstream-answer'], what);
    await until(() => service.deleted.length > 0, `the DELETE after an answer ${what}`);
    assert.deepEqual(service.deleted, [session], what);
  }
});

test('the simulated service’s useless answers are closed too', async (t) => {
  const { simulator, site } = await startBoth(t);
  for (const kind of ['empty', 'html'] as const) {
    simulator.device('front-door').onPost({ answer: kind });
    assert.equal((await site.post()).status, 502);
  }
  await simulator.ledger.whenIdle(2000);
  assert.deepEqual(
    simulator.ledger.sessions().map(({ endedBy }) => endedBy),
    ['delete', 'delete'],
  );
});

test('the service’s errors pass through: status, body, Retry-After and request id', async (t) => {
  const { simulator, site } = await startBoth(t);
  const porch = simulator.device('front-door');
  const errors = [
    ...[replies.badRequest('Invalid SDP offer'), replies.forbidden(), replies.notFound()],
    ...[replies.conflict(), replies.rateLimited(7), replies.serverError(), replies.deviceOffline()],
  ];
  for (const error of errors) {
    porch.onPost({ reply: error });
    const sent = await site.post();
    assert.equal(sent.status, error.status);
    assert.equal(sent.body, error.body ?? '');
    assert.equal(sent.headers['content-type'], error.headers?.['Content-Type']);
    assert.equal(sent.headers['retry-after'], error.headers?.['Retry-After']);
    assert.equal(sent.headers['x-ratelimit-limit'], error.headers?.['X-RateLimit-Limit']);
    assert.match(sent.headers['x-request-id']?.toString() ?? '', /^[0-9a-f-]{36}$/);
    assert.equal(sent.headers['cache-control'], 'no-store');
  }
  assert.deepEqual(site.problems, []);

  const { headers } = await site.post();
  for (const error of [replies.serverError(), replies.rateLimited(1)]) {
    simulator.device('front-door').onDelete({ reply: error });
    const sent = await site.delete(headers.location);
    assert.deepEqual([sent.status, sent.body], [error.status, error.body ?? '']);
  }
  assert.equal((await site.delete(headers.location)).status, 200);
});

test('a session that is gone already is gone for the relay’s caller too', async (t) => {
  for (const status of [204, 404, 410]) {
    const { site } = await startHostile(t, { delete: (_, res) => res.writeHead(status).end() });
    const { headers } = await site.post();
    assert.equal((await site.delete(headers.location)).status, status);
  }
});

test('an error is never a page, and brings nothing along', async (t) => {
  const { site } = await startHostile(t, {
    post: (_, res) =>
      res
        .writeHead(503, {
          'Content-Type': 'text/html',
          'Set-Cookie': 'a=b',
          Location: '/elsewhere',
          'WWW-Authenticate': 'Basic',
          'Access-Control-Allow-Origin': '*',
          Server: 'envoy',
          'Retry-After': 'x'.repeat(129),
          'X-Amzn-RequestId': 'id-1',
        })
        .end('<script>alert(1)</script>'),
  });
  const { status, headers, body } = await site.post();
  assert.equal(status, 503);
  assert.equal(body, '<script>alert(1)</script>');
  const {
    date: _,
    connection: __,
    'transfer-encoding': ___,
    'content-length': ____,
    ...rest
  } = headers;
  assert.deepEqual(rest, {
    'content-type': 'text/plain',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-amzn-requestid': 'id-1',
  });
});

test('an error that repeats the bearer or the address comes without its body', async (t) => {
  const { simulator, site } = await startBoth(t);
  simulator.device('front-door').onPost({ echoAuthorization: true }, { times: 2 });
  assert.equal(codeOf(await site.post()), 'token-refused');

  let text = '';
  const strange = 'ab/cd+ef.gh';
  const service = await new Service().start(t, (_, res) =>
    res
      .writeHead(400, { 'Content-Type': 'application/json', 'X-Request-Id': text.slice(0, 128) })
      .end(text),
  );
  const host = `localhost:${new URL(service.origin).port}`;
  const told = {
    site: await startRelay(t, optionsFor(`http://${host}`, strange), strange),
  };
  const spellings = [
    strange,
    'ab\\/cd+ef.gh',
    'ab%2fcd%2bef.gh',
    'ab\\u002fcd\\u002Bef.gh',
    'AB/CD+ef.GH',
    // Escapes of every kind, mixed in one text, and escaped again.
    'ab\\/cd\\u002bef%2Egh',
    '\\u0061b\\/c\\u0064+ef.gh',
    'ab%252fcd%25252Bef.gh',
    'ab\\\\/cd\\\\u002bef.gh',
    'ab%5Cu002fcd+ef.gh',
    'ab&#x2F;cd&#43;ef.gh',
    'ab&amp;#x2F;cd+ef.gh',
    '\\a\\b/\\cd+ef.gh',
    session,
    session.toUpperCase(),
    host,
    host.toUpperCase(),
    host.replace(':', '%3A'),
    host.replace(':', '\\u003a'),
    'https://LocalHost/health',
    // Escaped so deeply that nobody means well with it.
    `%${'25'.repeat(20)}41`,
  ];
  for (text of spellings) {
    const sent = await told.site.post();
    assert.deepEqual([sent.status, sent.body, sent.headers['x-request-id']], [400, '', undefined]);
    assert.ok(!JSON.stringify(sent).includes(text));
  }
  for (text of ['harmless', '100 %, \\u00e9 \\n &amp; %zz \\'])
    assert.equal((await told.site.post()).body, text);
});

test('a text in which a reader must look for the secret passes: the service could always give it to who wants it', async (t) => {
  const other = [
    Buffer.from(bearer).toString('base64'),
    Buffer.from(bearer).toString('hex'),
    [...bearer].reverse().join(''),
    [...bearer].join(' '),
  ];
  for (const text of other) {
    const { site } = await startHostile(t, {
      post: (_, res) => res.writeHead(400, { 'Content-Type': 'text/plain' }).end(text),
    });
    assert.equal((await site.post()).body, text);
  }
});

test('the query of a session’s address is a secret too: in its answer and in errors', async (t) => {
  const signature = 'aB%2b%2F'.repeat(12);
  const query = `X-Date=20261124T000000Z&X-Signature=${signature}`;
  const spellings = [
    query,
    query.replaceAll('&', '&amp;'),
    query.replaceAll('&', '\\u0026'),
    decodeURIComponent(query),
    signature,
    decodeURIComponent(signature).replaceAll('/', '\\/'),
  ];
  for (const spelling of spellings) {
    const { service, site } = await startHostile(t, {
      post: opens(`${session}?${query}`, `${answer}a=x:${spelling}\r\n`),
    });
    assert.equal(codeOf(await site.post()), 'upstream-answer', spelling);
    await until(() => service.deleted.length > 0, 'the DELETE');
    assert.deepEqual(service.deleted, [`${session}?${query}`]);

    const closing = await startHostile(t, {
      post: opens(`${session}?${query}`),
      delete: (_, res) => res.writeHead(500, { 'Content-Type': 'text/plain' }).end(spelling),
    });
    const { headers } = await closing.site.post();
    const sent = await closing.site.delete(headers.location);
    assert.deepEqual([sent.status, sent.body], [500, ''], spelling);

    const refusing = await startHostile(t, {
      post: (_, res) => res.writeHead(500, { Location: `${session}?${query}` }).end(spelling),
    });
    const refused = await refusing.site.post();
    assert.deepEqual([refused.status, refused.body], [500, ''], spelling);
    await until(() => refusing.service.deleted.length > 0, 'the DELETE');
  }
});

test('a short query, and the service’s own number as an address, are in every answer and hide none', async (t) => {
  const { site } = await startHostile(t, {
    post: opens(`${session}?a=b`, `${answer}a=b\r\nc=IN IP4 127.0.0.1\r\n`),
  });
  assert.equal((await site.post()).status, 201);
});

test('a session that comes with a refusal is closed', async (t) => {
  for (const status of [300, 302, 304, 307, 400, 401, 403, 429, 500, 503]) {
    let posts = 0;
    const { service, site } = await startHostile(t, {
      token: ({ reason }) => reason,
      post: (_, res) => {
        posts += 1;
        res.writeHead(status, { Location: `${session}-${String(posts)}` }).end();
      },
    });
    assert.ok((await site.post()).status >= 400);
    await until(() => service.deleted.length === posts, `the DELETE after ${String(status)}`);
    const expected = Array.from({ length: posts }, (_, at) => `${session}-${String(at + 1)}`);
    assert.deepEqual(service.deleted.sort(), expected);
    assert.equal(posts, status === 401 ? 2 : 1);
  }
});

test('the session that a conflict names is somebody else’s, and stays', async (t) => {
  const { service, site } = await startHostile(t, {
    post: (_, res) => res.writeHead(409, { Location: session }).end(),
  });
  assert.equal((await site.post()).status, 409);
  await site.post(); // For something that must not happen.
  assert.deepEqual(service.deleted, []);
});

test('a refusal with a Location that leads anywhere else calls nobody', async (t) => {
  const elsewhere = await startElsewhere(t);
  for (const location of [
    `${elsewhere.origin}${session}`,
    session.replace('front-door', 'garden'),
    sessions,
  ]) {
    const { service, site } = await startHostile(t, {
      post: (_, res) => res.writeHead(500, { Location: location }).end(),
    });
    assert.equal((await site.post()).status, 500);
    await site.post();
    assert.deepEqual(service.deleted, []);
  }
  assert.deepEqual(elsewhere.received, []);
});

test('a body that unpacks to a hundred times its size is not kept', async (t) => {
  const bomb = gzipSync(Buffer.alloc(50_000_000, 'v'));
  for (const status of [201, 500]) {
    const { service, site } = await startHostile(t, {
      post: (_, res) =>
        res
          .writeHead(status, {
            Location: session,
            'Content-Type': 'application/sdp',
            'Content-Encoding': 'gzip',
          })
          .end(bomb),
    });
    const sent = await site.post();
    if (status === 500) assert.deepEqual([sent.status, sent.body], [500, '']);
    else assert.equal(codeOf(sent), 'upstream-answer');
    await until(() => service.deleted.length > 0, 'the DELETE');
  }
  // An offer is never unpacked: its bytes are what they are.
  const { service, site } = await startHostile(t);
  const packed = gzipSync(offer).toString('latin1');
  await site.post({ body: packed, headers: { 'Content-Encoding': 'gzip' } });
  assert.equal(service.posted[0]?.body, packed);
});

test('an error without an end, too long or slow still says its status', async (t) => {
  const bodies: Record<string, Handler> = {
    long: (_, res) => res.writeHead(500).end('x'.repeat(16 * 1024 + 1)),
    slow: (_, res) => res.writeHead(500).write('x'),
    endless: (_, res) => {
      res.writeHead(500);
      const pour = (): void => {
        while (!res.destroyed && res.write('x'.repeat(16_384)));
      };
      res.on('drain', pour);
      pour();
    },
  };
  for (const [what, post] of Object.entries(bodies)) {
    const { site } = await startHostile(t, { post, timeouts: { body: 0.2 } });
    const sent = await site.post();
    assert.deepEqual([sent.status, sent.body], [500, ''], what);
  }
});

test('a service that cannot be reached, hangs up or speaks no HTTP is said to be so', async (t) => {
  const broken: Handler[] = [
    (_, res) => res.destroy(),
    (req) => req.socket.end('SSH-2.0-OpenSSH_9.2\r\n'),
    (req) => req.socket.end('HTTP/1.1 201 Created\r\nLocation: /\r\nLocation\r\n\r\n'),
    (req) => req.socket.end(`HTTP/1.1 201 Created\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`),
  ];
  for (const post of broken) {
    const { service, site } = await startHostile(t, { post });
    const sent = await site.post();
    assert.deepEqual([sent.status, codeOf(sent)], [502, 'upstream-unreachable']);
    assert.deepEqual(site.codes, ['upstream-unreachable']);
    assert.equal(service.posted.length, 1); // It may have opened a session: no second one.
  }
  const { service, site } = await startHostile(t);
  await service.stop();
  assert.equal(codeOf(await site.post()), 'upstream-unreachable');
  assert.equal(site.problems[0]?.cause, 'ECONNREFUSED');
});

test('a service that does not answer in time is not waited for; what it opens late is closed', async (t) => {
  const held: ((location: string) => void)[] = [];
  const { service, site } = await startHostile(t, {
    timeouts: { reply: 0.2 },
    post: (req, res, sent) => {
      held.push((location) => {
        opens(location)(req, res, sent);
      });
    },
  });
  const sent = await site.post();
  assert.deepEqual([sent.status, codeOf(sent)], [504, 'upstream-late']);
  assert.deepEqual(service.deleted, []);
  held[0]?.(session);
  await until(() => service.deleted.length > 0, 'the DELETE');
  assert.deepEqual(service.deleted, [session]);

  await site.post();
  held[1]?.('/elsewhere');
  await until(() => site.problems.length > 2, 'the second report');
  assert.deepEqual(site.codes, ['upstream-late', 'upstream-late', 'upstream-location']);
  assert.deepEqual(service.deleted, [session]);
});

test('a DELETE that is not answered is not waited for either', async (t) => {
  const { service, site } = await startHostile(t, {
    timeouts: { reply: 0.2 },
    delete: () => undefined,
  });
  const { headers } = await site.post();
  assert.equal((await site.delete(headers.location)).status, 504);
  assert.deepEqual(service.deleted, [session]);
});

test('an opening that is never answered is given up', async (t) => {
  const { site } = await startHostile(t, {
    maxOpening: 1,
    timeouts: { reply: 0.1, late: 0.3 },
    post: () => undefined,
  });
  assert.equal((await site.post()).status, 504);
  assert.equal((await site.post()).status, 429);
  let last = 429;
  while (last === 429) last = (await site.post()).status;
  assert.equal(last, 504);
});
