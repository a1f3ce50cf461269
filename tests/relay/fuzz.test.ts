// What strangers write, by the thousand: seeded, so that a failure comes again.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRelay } from '../../web/src/relay/index.js';
import { Leases } from '../../web/src/relay/lease.js';
import { keyBytes } from '../../web/src/relay/seal.js';
import { Limits } from '../../web/src/relay/limits/limits.js';
import { Turns } from '../../web/src/relay/limits/turns.js';
import { Tokens } from '../../web/src/relay/tokens.js';
import { Upstream } from '../../web/src/relay/upstream.js';
import { newKey, optionsFor } from './support.js';

/** mulberry32: below 1, the same row for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const sessions = '/v1/devices/front-door/media/streaming/whep/sessions';
const pieces = [
  ...[
    '/',
    '//',
    '\\',
    '.',
    '..',
    '/../',
    '/./',
    '%2e',
    '%2E%2e',
    '%2f',
    '%2F',
    '%5c',
    '%00',
    '%0d%0a',
  ],
  ...[
    '%',
    '%25',
    '%252e',
    '?',
    '#',
    '@',
    ':',
    ';',
    '&',
    '=',
    ' ',
    '\t',
    'é',
    '\u202e',
    '\u{1f600}',
    '*',
  ],
  ...[
    'front-door',
    'cellar',
    'whep',
    'devices',
    'sessions',
    '5f3c',
    'x',
    'user:pass@',
    'http:',
    'https://',
  ],
  ...[
    'evil.example',
    'api.example',
    '[::1]',
    '127.1',
    'localhost',
    sessions,
    `${sessions}/5f3c`,
    '/v1/devices/',
  ],
];

/** A few random pieces. */
function text(random: () => number, most: number): string {
  const count = 1 + Math.floor(random() * most);
  return Array.from({ length: count }, () => pieces[Math.floor(random() * pieces.length)]).join('');
}

/** A good text with one thing put in or taken out. */
function spoilt(random: () => number, good: string): string {
  const at = Math.floor(random() * (good.length + 1));
  const cut = random() < 0.5 ? 0 : Math.floor(random() * 3);
  return good.slice(0, at) + (random() < 0.8 ? text(random, 2) : '') + good.slice(at + cut);
}

test('ten thousand paths: what authorize is asked for is one plain segment, or nothing', async () => {
  const asked: string[] = [];
  const relay = createRelay({
    ...optionsFor('https://api.example', 'token'),
    authorize: (_, deviceId) => {
      asked.push(deviceId);
      return null;
    },
  });
  const random = randomFrom(1);
  let refused = 0;
  for (let round = 0; round < 10_000; round += 1) {
    const device = random() < 0.5 ? text(random, 4) : spoilt(random, 'ava1.ring.device.x');
    const url = `http://app.example/ring/devices/${device}/whep`;
    if (!URL.canParse(url)) continue;
    const headers = { 'Content-Type': 'application/sdp' };
    const { status } = await relay(new Request(url, { method: 'POST', headers }));
    assert.ok([400, 403, 405].includes(status), `${String(status)} for ${url}`);
    if (status !== 403) refused += 1;
  }
  assert.ok(asked.length > 500 && refused > 5000, `${String(asked.length)} ${String(refused)}`);
  for (const deviceId of asked) {
    assert.match(deviceId, /^[\x21-\x7e]+$/);
    assert.doesNotMatch(deviceId, /[/\\?#%]|^\.+$/);
    const address = new URL(`https://api.example/v1/devices/${encodeURIComponent(deviceId)}/end`);
    assert.deepEqual(address.pathname.split('/').map(decodeURIComponent), [
      '',
      'v1',
      'devices',
      deviceId,
      'end',
    ]);
  }
});

test('twenty thousand Locations: what is believed is a session of this device, byte for byte', () => {
  const base = new URL('https://api.example');
  const tokens = new Tokens(() => 'token', 1);
  const turns = new Turns(new Limits(undefined, () => undefined), Infinity, 1);
  const timeouts = { body: 1, reply: 1, late: 1, turn: 1 };
  const upstream = new Upstream(base, { tokens, turns, timeouts });
  const random = randomFrom(2);
  const good = [`${sessions}/5f3c`, `https://api.example${sessions}/5f3c?a=b`, 'sessions/5f3c'];
  let believed = 0;
  for (let round = 0; round < 20_000; round += 1) {
    const [from = ''] = [good[Math.floor(random() * 4)]];
    const location = from === '' ? text(random, 6) : spoilt(random, from);
    const address = upstream.address(location, 'front-door');
    if (address === undefined) continue;
    believed += 1;
    const url = new URL(location, `https://api.example${sessions}`);
    assert.equal(url.href, `https://api.example${address}`, location);
    assert.match(
      address,
      /^\/v1\/devices\/front-door\/media\/streaming\/whep\/sessions\/[^/?#%\\\s]+(\?[^#\s]*)?$/,
    );
    assert.ok(
      location.endsWith(address) || `${sessions.slice(0, -8)}${location}` === address,
      location,
    );
  }
  assert.ok(believed > 500 && believed < 10_000, String(believed));
});

test('ten thousand leases that nobody sealed find nothing', async () => {
  const leases = new Leases([keyBytes(newKey())], 'https://api.example/');
  const holder = { deviceId: 'front-door', subject: 'ann' };
  const sealed = await leases.seal(`${sessions}/5f3c`, holder);
  const random = randomFrom(3);
  for (let round = 0; round < 10_000; round += 1) {
    const lease = random() < 0.5 ? text(random, 8) : spoilt(random, sealed);
    if (lease === sealed) continue;
    await assert.rejects(leases.open(lease, holder.deviceId), { code: 'no-such-session' }, lease);
  }
});
