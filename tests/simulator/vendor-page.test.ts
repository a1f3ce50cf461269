// The service's page "Live Video Streaming", statement by statement, asked by a plain HTTP client: only the address of the
// simulator is ours. What our player expects of the service, other tests show; here the simulator cannot follow it away
// from the page. tests/conformance.md names each test of this file.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { startSimulator, type Simulator } from './index.js';

/** As Chromium made it. */
const offer = readFileSync(
  new URL('../fixtures/sdp/chromium_recvonly_offer.sdp', import.meta.url),
  'utf8',
);
const token = 'access-token';

let simulator: Simulator;
let api = '';
before(async () => {
  simulator = await startSimulator({
    devices: [
      { id: 'doorbell', power: 'battery' },
      { id: 'floodlight', power: 'line' },
    ],
    tokens: [token],
  });
  api = simulator.origin;
});
after(async () => {
  assert.deepEqual(simulator.ledger.open(), []);
  assert.deepEqual(simulator.ledger.violations(), []);
  await simulator.close();
});

const authorized = { Authorization: `Bearer ${token}` };

function post(
  body = offer,
  headers: Record<string, string> = authorized,
  deviceId = 'doorbell',
): Promise<Response> {
  return fetch(`${api}/v1/devices/${deviceId}/media/streaming/whep/sessions`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/sdp', ...headers },
    body,
  });
}

const remove = (
  location: string,
  headers: Record<string, string> = authorized,
): Promise<Response> => fetch(location, { method: 'DELETE', headers });

const locationOf = (response: Response): string => response.headers.get('Location') ?? '';

async function opened(deviceId?: string): Promise<{ location: string; answer: string }> {
  const response = await post(offer, authorized, deviceId);
  assert.equal(response.status, 201);
  return { location: locationOf(response), answer: await response.text() };
}

/** The one error that the page gives for it, and nothing else. */
async function expectError(response: Response, error: Record<string, string>): Promise<void> {
  assert.equal(response.status, Number(error['status']));
  assert.match(response.headers.get('Content-Type') ?? '', /^application\/json/);
  assert.deepEqual(await response.json(), { errors: [error] });
  assert.equal(response.headers.get('Location'), null);
}

/** Values of the attribute in the media sections of an SDP text. */
const mediaLines = (sdp: string): string[] => sdp.split('\r\n').filter((line) => /^m=/.test(line));

describe('the page, statement by statement', { concurrency: true }, () => {
  test('page: an offer is answered with 201, a session, and SDP', async () => {
    const response = await post();
    assert.equal(response.status, 201);
    assert.equal(response.headers.get('Content-Type'), 'application/sdp');
    assert.match(await response.text(), /^v=0\r\n/);
    assert.equal((await remove(locationOf(response))).status, 200);
  });

  test('page: Location is the absolute address of the session below the endpoint', async () => {
    const { location } = await opened();
    const below = `${api}/v1/devices/doorbell/media/streaming/whep/sessions/`;
    assert.ok(location.startsWith(below), location);
    assert.match(location.slice(below.length), /^[^/?#]+$/);
    assert.equal((await remove(location)).status, 200);
  });

  test('page: the answer is one video section that sends, with what a connection needs', async () => {
    const { location, answer } = await opened();
    assert.deepEqual(
      mediaLines(answer).map((line) => line.split(' ')[0]),
      ['m=video'],
    );
    assert.match(answer, /^a=sendonly\r$/m);
    assert.doesNotMatch(answer, /^a=(sendrecv|recvonly|inactive)\r$/m);
    for (const needed of [/^a=ice-ufrag:/m, /^a=ice-pwd:/m, /^a=fingerprint:/m, /^a=candidate:/m])
      assert.match(answer, needed);
    assert.equal((await remove(location)).status, 200);
  });

  test('page: live streams are video only, so an offer with audio is refused', async () => {
    const audio = offer.replace(
      /^m=video[^]*/m,
      (video) => video + video.replaceAll('video', 'audio'),
    );
    await expectError(await post(audio), {
      status: '400',
      title: 'Bad Request',
      detail: 'Incompatible send direction',
    });
  });

  test('page: partners receive only, so an offer that would send is refused', async () => {
    for (const direction of ['sendrecv', 'sendonly', 'inactive']) {
      const sending = offer.replace(/^a=recvonly(?=\r?$)/m, `a=${direction}`);
      assert.notEqual(sending, offer);
      const response = await post(sending);
      assert.equal(response.status, 400, direction);
      assert.equal(response.headers.get('Location'), null);
    }
  });

  test('page: the bearer is needed to open, and every other one is "Invalid Client"', async () => {
    const strangers = ['', 'Bearer', 'Bearer wrong', `Basic ${token}`, token].map(
      (credential): Record<string, string> =>
        credential === '' ? {} : { Authorization: credential },
    );
    for (const headers of strangers)
      await expectError(await post(offer, headers), { status: '401', title: 'Invalid Client' });
  });

  test('page: the bearer is needed to close, and without it the session stays', async () => {
    const { location } = await opened();
    for (const headers of [{}, { Authorization: 'Bearer wrong' }])
      await expectError(await remove(location, headers), {
        status: '401',
        title: 'Invalid Client',
      });
    assert.equal((await remove(location)).status, 200);
  });

  test('page: the offer is declared as application/sdp', async () => {
    for (const type of ['text/plain', 'application/json']) {
      const response = await post(offer, { ...authorized, 'Content-Type': type });
      assert.equal(response.status, 400, type);
    }
  });

  test('page: the body is an SDP offer', async () => {
    for (const body of ['', '{}', 'offer']) assert.equal((await post(body)).status, 400, body);
  });

  test('page: DELETE ends the session', async () => {
    const { location } = await opened();
    assert.equal((await remove(location)).status, 200);
    const sessionId = location.split('/').at(-1);
    const session = simulator.ledger.sessions().find((one) => one.sessionId === sessionId);
    assert.deepEqual([session?.endedBy, session?.deletes], ['delete', 1]);
  });

  test('page: an offline device is 503 "Device Unavailable"', async () => {
    simulator.addDevice({ id: 'shed', online: false });
    await expectError(await post(offer, authorized, 'shed'), {
      status: '503',
      title: 'Device Unavailable',
      detail: 'Device is currently offline',
    });
  });

  test('page: a device that is not there is 404 "Not Found"', async () => {
    const response = await post(offer, authorized, 'moon');
    await expectError(response, { status: '404', title: 'Not Found' });
  });

  test('page: what it does not name is not there: no preflight, link, entity tag or trickle', async () => {
    const { location } = await opened();
    const endpoint = location.slice(0, location.lastIndexOf('/'));
    const preflight = await fetch(endpoint, {
      method: 'OPTIONS',
      headers: { Origin: 'https://app.example', 'Access-Control-Request-Method': 'POST' },
    });
    assert.equal(preflight.headers.get('Access-Control-Allow-Origin'), null);
    const patch = await fetch(location, { method: 'PATCH', headers: authorized, body: 'a=x' });
    assert.equal(patch.status, 405);
    const response = await post();
    for (const name of [
      'Link',
      'ETag',
      'Accept-Patch',
      'Accept-Post',
      'Access-Control-Allow-Origin',
    ])
      assert.equal(response.headers.get(name), null, name);
    for (const open of [location, locationOf(response)])
      assert.equal((await remove(open)).status, 200);
  });

  for (const [power, deviceId, seconds] of [
    ['battery', 'doorbell', 30],
    ['line', 'floodlight', 60],
  ] as const) {
    // In real time: the page speaks of seconds, not of a setting.
    test(`page: on ${power} power a session is over after ${String(seconds)} seconds, without a word`, async () => {
      const openedAt = performance.now();
      const { location } = await opened(deviceId);
      const sessionId = location.split('/').at(-1);
      const isOpen = (): boolean =>
        simulator.ledger.open().some((session) => session.sessionId === sessionId);
      await simulator.ledger.when(() => !isOpen(), (seconds + 5) * 1000);
      const lasted = (performance.now() - openedAt) / 1000;
      assert.ok(Math.abs(lasted - seconds) < 1, `it lasted ${String(lasted)} s`);
      assert.equal((await remove(location)).status, 404);
    });
  }
});
