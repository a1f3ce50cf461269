// What strangers write into headers and bodies, read by the browser's own URL and Date: real ones
// here, as Node's are those of the standard.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  FakePeer,
  answerSdp,
  created,
  endpoint,
  failureOf,
  inWorld,
  sessionUrl,
  settle,
  token,
} from './harness.js';

const origin = 'https://api.amazonvision.com';
const relay = { src: 'https://page.example/whep', bearer: 'none' } as const;

const createdAt = (location: string): Response =>
  new Response(answerSdp, { status: 201, headers: { Location: location } });

/** As a browser's, which knows where it came from. */
function from(url: string, response: Response): Response {
  Object.defineProperty(response, 'url', { value: url });
  return response;
}

/** A header's value as fetch shows it: one character for each byte that was sent. */
const bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

// ---- Location ----

for (const [location, session] of [
  [`${endpoint}/s1?X-Sig=${'a'.repeat(360)}%2b/+~!`, undefined],
  ['/s1', `${origin}/s1`],
  ['s1?x=1', `${endpoint.replace(/sessions$/, '')}s1?x=1`],
  ['?s=1', `${endpoint}?s=1`],
  ['//api.amazonvision.com/s', `${origin}/s`],
  ['/a/../b/%2e%2E/s', `${origin}/s`],
  ['/s#part', `${origin}/s`],
  ['/s 1', `${origin}/s%201`],
  ['/s/é', `${origin}/s/%C3%A9`],
  [bytes('/s/é'), `${origin}/s/%C3%A9`],
  [bytes('/s/日?ü'), `${origin}/s/%E6%97%A5?%C3%BC`],
  ['/s/%E9%', `${origin}/s/%E9%`],
  ['\\s\\1', `${origin}/s/1`],
  ['https:/s1', `${origin}/s1`],
  ['https:s1', `${endpoint.replace(/sessions$/, '')}s1`],
  ['https://api.amazonvision.com:0443/s', `${origin}/s`],
  ['https://api.amazonvision.com:/s', `${origin}/s`],
  ['HTTPS://API.AmazonVision.com:443/S', `${origin}/S`],
] as const) {
  test(`the session at Location '${location.slice(0, 40)}' is used, and deleted`, () =>
    inWorld(async (world) => {
      await (await world.reachPost()).reply(from(endpoint, createdAt(location)));
      assert.equal(world.peer().calls.includes('setRemoteDescription true'), true);
      await world.close();
      const end = world.requests.at(-1);
      assert.equal(end?.init.method, 'DELETE');
      assert.equal(end.url, session ?? location);
      assert.equal(end.headers['Authorization'], `Bearer ${token}`);
    }));
}

for (const location of [
  'https://evil.example/s',
  '//evil.example/s',
  '\\\\evil.example\\s',
  '/\\evil.example/s',
  'https:\\\\evil.example/s',
  'https://api.amazonvision.com.evil.example/s',
  'https://api.amazonvision.com:444/s',
  'http://api.amazonvision.com/s',
  'https://api.amazonvision.com./s',
]) {
  test(`with a bearer, Location '${location}' is foreign and never sees it`, () =>
    inWorld(async (world) => {
      await (await world.reachPost()).reply(from(endpoint, createdAt(location)));
      assert.equal(failureOf(world).kind, 'foreign-location');
      assert.equal(world.requests.length, 1);
    }));
}

for (const location of [
  '',
  'javascript:alert(1)',
  'data:,x',
  'blob:https://api.amazonvision.com/1',
  'ftp://api.amazonvision.com/s',
  'https://',
  'https://a b/',
  'https://[::1',
  'https://api.amazonvision.com:99999/s',
  'https://user@api.amazonvision.com/s',
  'https://user:password@api.amazonvision.com/s',
]) {
  test(`Location '${location}' cannot be deleted`, () =>
    inWorld(async (world) => {
      await (await world.reachPost()).reply(from(endpoint, createdAt(location)));
      assert.equal(failureOf(world).kind, 'no-location');
      assert.match(failureOf(world).detail, /Access-Control-Expose-Headers: Location/);
      assert.equal(world.requests.length, 1);
    }));
}

test('a Location is relative to where the reply came from', () =>
  inWorld(async (world) => {
    const reply = from('https://edge.example/whep/here', createdAt('s7'));
    Object.defineProperty(reply, 'redirected', { value: true });
    await (await world.reachPost()).reply(reply);
    await world.close();
    assert.equal(world.requests.at(-1)?.url, 'https://edge.example/whep/s7');
  }, relay));

test('and to the endpoint where that is not said', () =>
  inWorld(async (world) => {
    await (await world.reachPost()).reply(from('data:,', createdAt('s7')));
    await world.close();
    assert.equal(world.requests.at(-1)?.url, 'https://page.example/s7');
  }, relay));

// ---- the endpoint ----

for (const [src, url] of [
  ['https://Page.Example:443/cameras/a b?x=é#y', 'https://page.example/cameras/a%20b?x=%C3%A9'],
  ['https:page.example/whep', 'https://page.example/whep'],
  ['http://127.1/whep', 'http://127.0.0.1/whep'],
] as const) {
  test(`the endpoint '${src}' is what the browser makes of it`, () =>
    inWorld(
      async (world) => {
        assert.equal((await world.reachPost()).url, url);
      },
      { ...relay, src },
    ));
}

for (const src of ['/whep', 'ftp://page.example/', 'https://', 'https://me@page.example/', 'x']) {
  test(`the endpoint '${src}' is refused before anything is sent`, () =>
    inWorld(
      async (world) => {
        world.module.open(world.id, true);
        await settle();
        assert.equal(failureOf(world).kind, 'bad-request');
        assert.equal(failureOf(world).detail, 'The endpoint is not an http(s) address.');
        assert.equal(FakePeer.all.length, 0);
      },
      { ...relay, src },
    ));
}

test('a token does not travel over http, however the address is spelt', () =>
  inWorld(
    async (world) => {
      world.module.open(world.id, true);
      await settle();
      assert.equal(
        failureOf(world).detail,
        'What signs in, a token or headers, may travel over https only.',
      );
    },
    { api_base: 'HTTP:\\\\api.amazonvision.com' },
  ));

test('an id stays in its place', () =>
  inWorld(
    async (world) => {
      const post = await world.reachPost();
      assert.equal(
        post.url,
        `${origin}/v1/devices/..%2Fa%3Fb/media/streaming/whep/sessions?component_id=1%262`,
      );
    },
    { device_id: '../a?b', component_id: '1&2' },
  ));

// ---- Retry-After ----

// The world's wall clock at the reply.
const wall = Date.UTC(2023, 10, 14, 22, 13, 21);
const before = (ms: number): Date => new Date(wall + ms);
const asctime = (date: Date): string => {
  const [day, number, month, year, time] = date.toUTCString().split(/,? /);
  return `${day} ${month} ${String(Number(number)).padStart(2)} ${time} ${year}`;
};
const rfc850 = (date: Date): string => {
  const [, number, month, year, time] = date.toUTCString().split(/,? /);
  const day = date.toLocaleDateString('en', { weekday: 'long', timeZone: 'UTC' });
  return `${day}, ${number}-${month}-${year?.slice(2)} ${time} GMT`;
};

for (const [value, wait] of [
  ['60', 60_000],
  ['0', 0],
  ['86400', 86_400_000],
  [before(30_000).toUTCString(), 30_000],
  [rfc850(before(30_000)), 30_000],
  [asctime(before(30_000)), 30_000],
  ['Sun, 06 Nov 1994 08:49:37 GMT', 0],
] as const) {
  test(`Retry-After: ${value} waits ${wait} ms`, () =>
    inWorld(async (world) => {
      const headers = { 'Retry-After': value };
      await (await world.reachPost()).reply(new Response('', { status: 429, headers }));
      const [told] = world.notices.filter((n) => n.type === 'recovering');
      assert.equal(told?.failure.retry_at, 1000 + wait);
    }, relay));
}

for (const value of [
  'soon',
  'soon 5',
  '-5',
  '1.5',
  '+5',
  '0x10',
  '1e3',
  '5 s',
  '',
  '86401',
  '99999999999999999999',
  '2023-11-14T22:14:00Z',
  'Nov 14 2023 22:14:00',
  'Tue, 14 Nov 2023 22:14:00 +0100',
  'Tue, 99 Nov 2023 22:14:00 GMT',
  before(90_000_000).toUTCString(),
]) {
  test(`Retry-After: ${value} is none`, () =>
    inWorld(async (world) => {
      const headers = { 'Retry-After': value };
      await (await world.reachPost()).reply(new Response('', { status: 429, headers }));
      const [told] = world.notices.filter((n) => n.type === 'recovering');
      assert.equal(told?.failure.retry_at, -1);
    }, relay));
}

// ---- Link ----

const turn = { urls: 'turn:t.example', username: 'u', credential: 'c' };
const asTurn = 'rel="ice-server"; username="u"; credential="c"';
const manyStuns = Array.from({ length: 10 }, (_, i) => `stun:s${i}.example`);

for (const [story, link, servers] of [
  ['none', '', []],
  ['one', '<stun:s.example>; rel="ice-server"', [{ urls: 'stun:s.example' }]],
  ['a word without quotes', '<stun:s.example>;rel=ice-server', [{ urls: 'stun:s.example' }]],
  [
    'one of several words',
    '<stun:s.example>; rel="preload ice-server"',
    [{ urls: 'stun:s.example' }],
  ],
  ['in any case', '<STUN:s.example>; REL="Ice-Server"', [{ urls: 'STUN:s.example' }]],
  ['other relations', '</style.css>; rel=preload, <stun:s.example>; rel=ice-servers', []],
  ['no relation', '<stun:s.example>', []],
  [
    'several',
    `<stun:s.example>; rel="ice-server", </x>; rel=next,, <turn:t.example>; ${asTurn}`,
    [{ urls: 'stun:s.example' }, turn],
  ],
  [
    'ports, transports and IPv6',
    `<turn:t.example:3478?transport=udp>; ${asTurn}, <turns:[2001:db8::1]:443?transport=tcp>; ${asTurn}`,
    [
      { ...turn, urls: 'turn:t.example:3478?transport=udp' },
      { ...turn, urls: 'turns:[2001:db8::1]:443?transport=tcp' },
    ],
  ],
  [
    'text that would end a list',
    String.raw`<turn:t.example>; rel="ice-server"; title="a, b; <stun:no.example>; rel=ice-server"; username="u\"v\\"; credential="c"`,
    [{ ...turn, username: 'u"v\\' }],
  ],
  [
    'spaces around signs',
    '<turn:t.example> ; rel = "ice-server" ; username = u ; credential = c ; flag',
    [turn],
  ],
  [
    'a kind of credential',
    `<turn:t.example>; ${asTurn}; credential-type="password", <turn:o.example>; ${asTurn}; credential-type="oauth"`,
    [turn],
  ],
  ['TURN without a user', '<turn:t.example>; rel="ice-server"; credential="c"', []],
  ['TURN without a password', '<turn:t.example>; rel="ice-server"; username="u"', []],
  [
    'what a browser refuses',
    [
      'https://s.example',
      'stun:',
      'stun:s.example:0',
      'stun:s.example:65536',
      'stun:s.example:',
      'stun:s.example?transport=udp',
      'stun://s.example',
      'stun:u@s.example',
      'stun:[::1',
      'javascript:alert(1)',
    ]
      .map((url) => `<${url}>; rel="ice-server"`)
      .join(', '),
    [],
  ],
  [
    'other transports',
    `<turn:t.example?transport=sctp>; ${asTurn}, <turn:t.example?x>; ${asTurn}`,
    [],
  ],
  [
    'a flood',
    manyStuns.map((url) => `<${url}>; rel="ice-server"`).join(),
    manyStuns.slice(0, 8).map((urls) => ({ urls })),
  ],
  [
    'what cannot be read ends the list',
    '<stun:s.example>; rel="ice-server", nonsense, <stun:no.example>; rel="ice-server"',
    [{ urls: 'stun:s.example' }],
  ],
  ['a quote that does not end', '<stun:s.example>; rel="ice-server', []],
  [
    'names of other things',
    '<stun:s.example>; rel="ice-server"; __proto__=x; constructor=y; toString=z',
    [{ urls: 'stun:s.example' }],
  ],
] as const) {
  test(`ICE servers of a Link header: ${story}`, () =>
    inWorld(async (world) => {
      const headers = { Location: sessionUrl, ...(link && { Link: link }) };
      await (await world.reachPost()).reply(new Response(answerSdp, { status: 406, headers }));
      assert.deepEqual(FakePeer.all[1]?.options.iceServers, servers);
    }));
}

test('a long Link header of nonsense is read in no time', () =>
  inWorld(async (world) => {
    const link = `<stun:s.example>${'; a= '.repeat(20_000)}${'; '.repeat(20_000)}"`;
    const headers = { Location: sessionUrl, Link: link };
    const post = await world.reachPost();
    const start = performance.now();
    await post.reply(new Response(answerSdp, { status: 406, headers }));
    assert.ok(performance.now() - start < 1000);
    assert.deepEqual(FakePeer.all[1]?.options.iceServers, []);
  }));

// ---- the token ----

test('a token that is an ordinary word does not break a good answer', () =>
  inWorld(async (world) => {
    world.module.open(world.id, true);
    await world.giveToken('video');
    await world.peer().gather();
    await world.requests[0]?.reply(created());
    assert.equal(world.peer().calls.includes('setRemoteDescription true'), true);
    await world.close();
    assert.equal(world.requests.at(-1)?.init.method, 'DELETE');
  }));

test("nor a server's offer", () =>
  inWorld(async (world) => {
    world.module.open(world.id, true);
    await world.giveToken('video');
    await world.peer().gather();
    const headers = { Location: sessionUrl };
    await world.requests[0]?.reply(new Response(answerSdp, { status: 406, headers }));
    assert.equal(world.peer().calls.includes('setRemoteDescription true'), true);
  }));

test('a page that answers with the token as an error does not bring it into the failure', () =>
  inWorld(async (world) => {
    const echo = JSON.stringify({ title: `for ${token}`, detail: `Bearer ${token}` });
    await (await world.reachPost()).reply(new Response(echo, { status: 200 }));
    assert.equal(failureOf(world).kind, 'server');
    assert.equal(failureOf(world).detail, 'Bearer ...');
  }));

test('a browser that quotes a line with the token does not bring it into the failure', () =>
  inWorld(async (world) => {
    const post = await world.reachPost();
    world.peer().setRemoteDescription = (description: { sdp: string }) =>
      Promise.reject(new DOMException(`cannot parse: ${description.sdp.slice(-60)}`, 'Error'));
    await post.reply(created(`${answerSdp}a=x:${token}\r\n`));
    assert.equal(failureOf(world).kind, 'bad-answer');
    assert.match(failureOf(world).detail, /a=x:\.\.\./);
  }));

// ---- what may be broken ----

test('a response whose every property throws is a failure, not a crash', () =>
  inWorld(async (world) => {
    const hostile = new Proxy(
      {},
      {
        get: (_, key) => {
          if (key === 'then') return undefined;
          throw new Error('patched');
        },
      },
    );
    await (await world.reachPost()).reply(hostile as Response);
    assert.equal(failureOf(world).kind, 'bad-request');
  }));

for (const status of [408, 425]) {
  test(`a request that came at the wrong time (${status}) is sent again`, () =>
    inWorld(async (world) => {
      await (await world.reachPost()).reply(new Response('', { status }));
      assert.equal(failureOf(world).kind, 'server');
      assert.ok(world.notices.some(({ type }) => type === 'recovering'));
    }, relay));
}

test('candidates that no server can look up are not said to be all', () =>
  inWorld(async (world) => {
    world.module.open(world.id, true);
    await world.giveToken();
    const peer = world.peer();
    const line = 'a=candidate:1 1 UDP 2122252543 5f1c0a6e-4d.local 56789 typ host\r\n';
    const applied = peer.localDescription?.sdp ?? '';
    peer.localDescription = { sdp: `${applied}${line}a=end-of-candidates\r\n` };
    await peer.gather();
    assert.equal(world.requests[0]?.init.body, applied + line);
  }));
