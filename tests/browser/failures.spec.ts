// What goes wrong, from where, and what the page is told. Each ends with nothing left open.

import { createServer, type IncomingMessage } from 'node:http';
import { replies, startSimulator, type PostFault } from '../simulator/index.js';
import { expect, expectOneDeleted, requestsOf, test } from './fixtures.js';
import { listening, plainPage } from './site.js';
import { src } from './stage.js';

/** Stories of one failure: what follows from it is told in recovery.spec.ts. */
const patient = { backoff: 3600, backoffMost: 3600 };

/** The service's own end of a session that nobody could close. */
const soon = { limitSeconds: 1 };

test.describe('the service refuses', () => {
  const refusals = [
    {
      what: '400 with the documented words',
      reply: replies.incompatibleDirection(),
      error: { kind: 'bad-request', title: 'Bad Request', detail: 'Incompatible send direction' },
    },
    {
      what: '401 for a fixed token',
      reply: replies.unauthorized(),
      error: { kind: 'unauthorized', title: 'Invalid Client', fault: 'person' },
    },
    {
      what: '403',
      reply: replies.forbidden(),
      error: { kind: 'forbidden', title: 'Out of Scope Access', fault: 'person' },
    },
    {
      what: '404',
      reply: replies.notFound(),
      error: { kind: 'not-found', title: 'Not Found', retryable: false },
    },
    {
      what: '409',
      reply: replies.conflict(),
      error: { kind: 'conflict', title: 'Conflict', retryable: true },
    },
    {
      what: '429',
      reply: replies.rateLimited(7),
      error: { kind: 'rate-limited', title: 'Rate Limit Exceeded', retryable: true },
    },
    {
      what: '500 without a body',
      reply: replies.serverError(),
      error: { kind: 'server', title: '', retryable: true, fault: 'service' },
    },
    {
      what: '503 of an offline camera',
      reply: replies.deviceOffline(),
      error: {
        kind: 'device-offline',
        title: 'Device Unavailable',
        detail: 'Device is currently offline',
        fault: 'camera',
      },
    },
  ];

  for (const { what, reply, error: expected } of refusals) {
    test(`${what}: told as ${expected.kind}, in the service's own words`, async ({
      player,
      simulator,
      token,
    }) => {
      simulator.device('front-door').onPost({ reply });
      const { error } = await player.play({
        deviceId: 'front-door',
        apiBase: simulator.origin,
        token,
        times: patient,
      });
      expect(error).toMatchObject({ ...expected, stage: 'post', attempt: 1, status: reply.status });
      expect(error?.requestId).not.toBe('');
      expect(error?.message).toMatch(/^[A-Z].+\. .+\.$/); // what happened, and what to do
      if (error?.retryable === true) {
        expect(await player.facts()).toMatchObject({ phase: 'waiting', error: null });
        await player.close();
      }
      await player.until('close');
      const endReason = error?.retryable === true ? 'requested' : 'failed';
      expect(await player.facts()).toMatchObject({ phase: 'closed', endReason });
      const news = [...(await player.seen('recovering')), ...(await player.seen('error'))];
      expect(news.map(({ type }) => type)).toEqual([error?.retryable ? 'recovering' : 'error']);
      expect(requestsOf(simulator, 'POST')).toEqual([reply.status]);
      expect(simulator.ledger.sessions()).toEqual([]);
    });
  }

  test('Retry-After says when to ask again', async ({ player, simulator }) => {
    simulator.device('porch').onPost({ reply: replies.rateLimited(7) });
    const { error } = await player.play({ src });
    expect(error?.retryIn).toBeGreaterThan(5);
    expect(error?.retryIn).toBeLessThanOrEqual(7);
  });

  test('a token of another camera, an unknown camera and an offline one are told apart', async ({
    page,
    player,
    simulator,
    watch,
  }) => {
    const scoped = watch.secret(simulator.tokens.issue(undefined, { devices: ['garage'] }));
    simulator.addDevice({ id: 'garage', online: false });
    await player.load();
    const kinds = await page.evaluate(
      async ([apiBase, token]) => {
        const all: (string | undefined)[] = [];
        for (const deviceId of ['front-door', 'nowhere', 'garage']) {
          all.push((await window.tools.play({ deviceId, apiBase, token })).error?.kind);
        }
        return all;
      },
      [simulator.origin, scoped] as const,
    );
    expect(kinds).toEqual(['forbidden', 'not-found', 'device-offline']);
  });

  test('an expired token is asked for afresh, once, and then the camera plays', async ({
    page,
    player,
    simulator,
    token,
    watch,
  }) => {
    const expired = watch.secret('an-expired-token-0123456789');
    const tokens = [expired, token];
    await player.play({ deviceId: 'front-door', apiBase: simulator.origin, tokens });
    await player.expectMoving();
    await player.close();
    expect(await page.evaluate(() => window.tools.asked)).toEqual([false, true]);
    expect(requestsOf(simulator, 'POST')).toEqual([401, 201]);
    await expectOneDeleted(simulator);
  });

  test('a provider whose fresh token is refused too is not asked for ever', async ({
    page,
    player,
    simulator,
    watch,
  }) => {
    const tokens = [watch.secret('an-expired-token-0123456789')];
    const options = { deviceId: 'front-door', apiBase: simulator.origin, tokens };
    const { error } = await player.play(options);
    expect(error).toMatchObject({ kind: 'unauthorized', status: 401 });
    expect(await page.evaluate(() => window.tools.asked)).toEqual([false, true]);
    expect(requestsOf(simulator, 'POST')).toEqual([401, 401]);
  });

  test('a 401 that echoes the credential does not bring it into the error', async ({
    player,
    simulator,
    token,
  }) => {
    simulator.device('front-door').onPost({ echoAuthorization: true });
    const { error } = await player.play({
      deviceId: 'front-door',
      apiBase: simulator.origin,
      token,
    });
    expect(error).toMatchObject({ kind: 'unauthorized', title: 'Invalid Client' });
    expect(error?.detail).toContain('Rejected credential: Bearer');
    expect(error?.detail.includes(token)).toBe(false);
  });
});

test.describe('the answer', () => {
  for (const answer of ['garbage', 'empty', 'html', 'audio-section', 'wrong-mid'] as const) {
    test(`an unusable answer (${answer}) still has its session deleted`, async ({
      player,
      simulator,
    }) => {
      simulator.device('porch').onPost({ answer });
      const { error } = await player.play({ src });
      expect(error).toMatchObject({ kind: 'bad-answer', stage: 'answer', status: 201 });
      await expectOneDeleted(simulator);
    });
  }

  for (const direction of ['recvonly', 'sendrecv'] as const) {
    test(`a ${direction} answer is mended to sendonly, said so, and plays`, async ({
      player,
      simulator,
    }) => {
      simulator.device('porch').onPost({ direction });
      await player.record();
      await player.play({ src });
      await player.expectMoving();
      expect(await player.seen('answerrepaired')).toHaveLength(1);
      const { transceivers } = await player.decoding();
      expect(transceivers).toEqual(['video recvonly']);
      await player.close();
      await expectOneDeleted(simulator);
    });
  }

  test('an inactive answer is an incompatible direction', async ({ player, simulator }) => {
    simulator.device('porch').onPost({ direction: 'inactive' });
    const { error } = await player.play({ src });
    expect(error).toMatchObject({ kind: 'incompatible-direction', stage: 'answer' });
    await expectOneDeleted(simulator);
  });
});

test.describe('the Location', () => {
  const unusable = [
    { what: 'missing', fault: { location: 'missing' } },
    { what: 'hostile', fault: { location: 'hostile' } },
    { what: 'hidden by CORS', fault: { location: 'hidden' } },
  ] satisfies { what: string; fault: PostFault }[];

  for (const { what, fault } of unusable) {
    test(`a Location that is ${what} is refused, and the missing header is named`, async ({
      player,
      simulator,
      token,
    }) => {
      simulator.device('front-door').configure(soon); // nobody can close it
      simulator.device('front-door').onPost(fault);
      const options = { deviceId: 'front-door', apiBase: simulator.origin, token };
      const { error } = await player.play(options);
      expect(error).toMatchObject({ kind: 'no-location', status: 201, fault: 'page' });
      expect(error?.detail).toContain('Access-Control-Expose-Headers: Location');
      expect(requestsOf(simulator, 'DELETE')).toEqual([]);
    });
  }

  test('a foreign Location never sees the bearer', async ({ player, simulator, site, token }) => {
    await using stranger = await startStranger();
    site.allowConnections(stranger.origin);
    simulator.device('front-door').configure(soon); // nobody may close it
    simulator
      .device('front-door')
      .onPost({ location: { value: `${stranger.origin}/v1/sessions/1` } });
    const options = { deviceId: 'front-door', apiBase: simulator.origin, token };
    const { error } = await player.play(options);
    expect(error).toMatchObject({ kind: 'foreign-location', status: 201, fault: 'page' });
    await player.until('close');
    await simulator.ledger.whenIdle(5000);
    expect(stranger.requests).toEqual([]);
  });

  test('without a bearer a session on another origin is deleted there', async ({
    player,
    simulator,
  }) => {
    simulator.device('porch').onPost({ location: { value: `${simulator.origin}{path}` } });
    await player.play({ src });
    await player.expectMoving();
    await player.close();
    await expectOneDeleted(simulator);
  });

  for (const value of ['http:{path}', '/x y/..{path}', '\\x\\..{path}', '/\u00e9/..{path}']) {
    test(`a Location that only a browser can read is deleted all the same: ${value}`, async ({
      player,
      simulator,
    }) => {
      simulator.device('porch').onPost({ location: { value } });
      await player.play({ src });
      await player.expectMoving();
      await player.close();
      await expectOneDeleted(simulator);
    });
  }

  test('a relative Location with a long query comes back byte for byte', async ({
    player,
    simulator,
  }) => {
    simulator.device('porch').configure({ location: 'relative', locationQuery: true });
    await player.play({ src });
    await player.close();
    // The simulator knows no session by any other spelling.
    await expectOneDeleted(simulator);
  });

  test('a redirect is refused, and its target never asked', async ({
    player,
    simulator,
    site,
    token,
  }) => {
    await using stranger = await startStranger();
    site.allowConnections(stranger.origin);
    simulator.device('front-door').onPost({ redirectTo: `${stranger.origin}/elsewhere` });
    const options = { deviceId: 'front-door', apiBase: simulator.origin, token };
    const { error } = await player.play(options);
    expect(error).toMatchObject({ kind: 'bad-request', retryable: false });
    expect(error?.detail).toContain('redirect');
    expect(stranger.requests).toEqual([]);
  });

  test('without a token a redirect is followed, and the session deleted where it led to', async ({
    player,
    simulator,
    site,
    watch,
  }) => {
    const other = await startSimulator({ cors: 'on', auth: 'none', devices: [{ id: 'moved' }] });
    watch.alsoCheck(other.ledger);
    site.allowConnections(other.origin);
    simulator.device('porch').onPost({ redirectTo: other.origin + other.endpointPath('moved') });
    await player.play({ src });
    await player.expectMoving();
    await player.close();
    expect(requestsOf(simulator, 'POST')).toEqual([307]);
    expect(requestsOf(simulator, 'DELETE')).toEqual([]);
    await expectOneDeleted(other);
    await other.close();
  });
});

test.describe('the network', () => {
  test('a service that refuses browsers is told as CORS, with the way out', async ({
    player,
    simulator,
    token,
    watch,
  }) => {
    watch.allowConsole(/blocked by CORS policy|net::ERR_FAILED/);
    simulator.device('front-door').configure({ cors: 'off' });
    const options = { deviceId: 'front-door', apiBase: simulator.origin, token };
    const { error } = await player.play(options);
    expect(error).toMatchObject({ kind: 'network', stage: 'post', status: null, retryable: true });
    expect(error?.message).toContain('CORS');
    expect(error?.message).toContain('relay');
    expect(requestsOf(simulator, 'POST')).toEqual([]); // stopped by the browser's question before it
  });

  test('a POST that is never answered is a timeout', async ({ player, simulator }) => {
    simulator.device('porch').onPost({ never: 'without-session' });
    const { error } = await player.play({ src, times: { post: 1, ...patient } });
    expect(error).toMatchObject({ kind: 'timeout', stage: 'post', retryable: true });
    await player.close();
    expect(requestsOf(simulator, 'POST')).toEqual([undefined]);
    expect(simulator.ledger.sessions()).toEqual([]);
  });

  test('a token provider that hangs is a timeout, and nothing is sent', async ({
    page,
    player,
    simulator,
  }) => {
    await player.load();
    const error = await page.evaluate(async (apiBase) => {
      const token = (): Promise<string> => new Promise(() => undefined);
      const times = { token: 0.3, backoff: 3600, backoffMost: 3600 };
      return (await window.tools.play({ deviceId: 'front-door', apiBase, token, times })).error;
    }, simulator.origin);
    expect(error).toMatchObject({ kind: 'timeout', stage: 'token' });
    expect(simulator.ledger.requests()).toEqual([]);
  });
});

test.describe('the camera', () => {
  test('one that connects and stays silent is a timeout', async ({ player, simulator }) => {
    simulator.device('porch').onPost({ noMedia: true });
    const { error } = await player.play({ src, times: { firstFrame: 0.8, ...patient } });
    expect(error).toMatchObject({ kind: 'timeout', stage: 'first-frame' });
    expect(await player.phases()).not.toContain('live flowing');
    await expectOneDeleted(simulator);
  });

  test('one that wakes up slowly still plays', async ({ player, simulator }) => {
    simulator.device('porch').onPost({ firstFrameSeconds: 3 });
    const { size } = await player.play({ src });
    expect(size).toEqual({ width: 1280, height: 720 });
    await player.expectMoving();
    expect((await player.facts()).timings?.frame).toBeGreaterThan(2.5);
    await player.close();
    await expectOneDeleted(simulator);
  });

  test('a silent stall is not called live after two seconds, and given up after five', async ({
    page,
    player,
    simulator,
  }) => {
    await player.begin({ src });
    const frames = await page.evaluateHandle(() => window.tools.followFrames());
    await player.outcome();
    await player.expectMoving();
    simulator.device('porch').stall();

    const stalled = await player.until('stallchange');
    expect(stalled.detail).toEqual({ stalled: true });
    const { last } = await frames.jsonValue();
    expect((await player.facts()).phase).toBe('starting'); // anything but live
    expect(stalled.at - last).toBeGreaterThan(1400);
    expect(stalled.at - last).toBeLessThan(3200);

    const failed = await player.until('recovering');
    expect(failed.detail['error']).toMatchObject({ kind: 'stalled', stage: 'live' });
    expect(failed.at - last).toBeGreaterThan(4400);
    expect(failed.at - last).toBeLessThan(6500);
    await player.close(); // It is tried again at once: see stalls.spec.ts.
    await simulator.ledger.whenIdle(5000);
    expect(simulator.ledger.sessions()[0]).toMatchObject({ endedBy: 'delete', deletes: 1 });
    expect(simulator.ledger.mostOpen('porch')).toBe(1);
  });

  test('frames that come back after a stall are live again', async ({ page, player }) => {
    await player.record();
    await player.play({ src, times: { stalled: 0.5, lost: 20, sample: 0.1 } });
    // Chromium's statistics may be 50 ms old: right after the first frame they know of none.
    await expect.poll(async () => (await player.decoding()).frames).toBeGreaterThan(0);
    // The receiver stops counting, not the camera: nothing else holds frames back only for a while.
    const thaw = await page.evaluateHandle(() => {
      const browsers = RTCPeerConnection.prototype.getStats;
      const frozen = window.tools.peers.at(-1)?.getStats();
      Reflect.set(RTCPeerConnection.prototype, 'getStats', () => frozen);
      return () => Reflect.set(RTCPeerConnection.prototype, 'getStats', browsers);
    });
    await expect.poll(() => player.facts()).toMatchObject({ stalled: true, phase: 'starting' });
    await thaw.evaluate((melt) => melt());
    await expect.poll(() => player.facts()).toMatchObject({ stalled: false, phase: 'live' });
    expect((await player.facts()).error).toBeNull();
  });

  test('a session that is cut off is noticed and asked to end', async ({ player, simulator }) => {
    await player.play({ src, times: { stalled: 1, lost: 2.5 } });
    await player.expectMoving();
    simulator.device('porch').cut();
    const { detail } = await player.until('recovering');
    expect(['stalled', 'ended-early', 'ice-failed']).toContain(
      (detail['error'] as { kind: string }).kind,
    );
    await player.close();
    expect(requestsOf(simulator, 'DELETE')[0]).toBe(404); // gone: that is success
    expect(await player.seen('releasefailed')).toEqual([]);
  });
});

test.describe('what the page does to the browser', () => {
  test('audio slipped in before the offer never reaches the service', async ({
    page,
    player,
    simulator,
  }) => {
    await page.addInitScript(() => {
      const browsers = RTCPeerConnection.prototype
        .createOffer as () => Promise<RTCSessionDescriptionInit>;
      Reflect.set(RTCPeerConnection.prototype, 'createOffer', function (this: RTCPeerConnection) {
        this.addTransceiver('audio', { direction: 'recvonly' });
        return browsers.call(this);
      });
    });
    const posted: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') posted.push(request.postData() ?? '');
    });
    await player.play({ src });
    expect(posted.filter((offer) => offer.includes('m=audio'))).toEqual([]);
    expect(requestsOf(simulator, 'POST').filter((status) => status === 400)).toEqual([]);
  });

  test('a transceiver that would send is offered as recvonly all the same', async ({
    page,
    player,
  }) => {
    await page.addInitScript(() => {
      const browsers = RTCPeerConnection.prototype.addTransceiver;
      Reflect.set(
        RTCPeerConnection.prototype,
        'addTransceiver',
        function (this: RTCPeerConnection, kind: string) {
          return browsers.call(this, kind, { direction: 'sendrecv' });
        },
      );
    });
    const posted = page.waitForRequest((request) => request.method() === 'POST');
    await player.play({ src });
    const offer = (await posted).postData() ?? '';
    expect(offer.match(/^a=(recvonly|sendonly|sendrecv|inactive)/gm)).toEqual(['a=recvonly']);
    await player.expectMoving();
  });

  test('a browser without WebRTC is told so, and nothing is sent', async ({
    page,
    player,
    simulator,
  }) => {
    await page.addInitScript(() => {
      Reflect.deleteProperty(window, 'RTCPeerConnection');
    });
    const { error } = await player.play({ src });
    expect(error).toMatchObject({ kind: 'unsupported-browser', fault: 'browser', stage: 'setup' });
    expect(simulator.ledger.requests()).toEqual([]);
  });

  test.describe('without an H.264 decoder', () => {
    test.beforeEach(async ({ page }) => {
      await page.addInitScript(() => {
        const browsers = RTCPeerConnection.prototype.addTransceiver;
        Reflect.set(
          RTCPeerConnection.prototype,
          'addTransceiver',
          function (this: RTCPeerConnection, kind: string, init: RTCRtpTransceiverInit) {
            const transceiver = browsers.call(this, kind, init);
            const { codecs } = RTCRtpReceiver.getCapabilities('video') ?? { codecs: [] };
            transceiver.setCodecPreferences(
              codecs.filter(({ mimeType }) => mimeType !== 'video/H264'),
            );
            return transceiver;
          },
        );
      });
    });

    test('a camera by its id is not even asked', async ({ player, simulator, token }) => {
      const options = { deviceId: 'front-door', apiBase: simulator.origin, token };
      const { error } = await player.play(options);
      expect(error).toMatchObject({ kind: 'unsupported-codec', stage: 'offer' });
      expect(simulator.ledger.requests()).toEqual([]);
    });

    test('an endpoint that refuses such an offer is understood', async ({ player, simulator }) => {
      const { error } = await player.play({ src });
      expect(error).toMatchObject({ kind: 'unsupported-codec', status: 500 });
      expect(requestsOf(simulator, 'POST')).toEqual([500]);
    });
  });

  test('a policy that forbids WebAssembly is named', async ({ player, simulator, site, watch }) => {
    watch.allowConsole(/wasm-unsafe-eval|unsafe-eval|script-src/);
    site.addPage('/no-wasm', plainPage(), { scriptSrc: "'self'" });
    await player.load('/no-wasm');
    const { error } = await player.play({ src });
    expect(error).toMatchObject({ kind: 'unsupported-browser', fault: 'page' });
    expect(error?.detail).toContain("'wasm-unsafe-eval'");
    expect(simulator.ledger.requests()).toEqual([]);
  });
});

interface Stranger extends AsyncDisposable {
  readonly origin: string;
  readonly requests: string[];
}

/** A server that welcomes everybody, and writes down who came. */
async function startStranger(): Promise<Stranger> {
  const requests: string[] = [];
  const server = createServer((req: IncomingMessage, res) => {
    requests.push(`${req.method ?? ''} ${req.url ?? ''} ${req.headers.authorization ?? ''}`);
    res.writeHead(200, {
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Headers': 'Authorization, Content-Type',
      'Access-Control-Allow-Methods': 'POST, DELETE, OPTIONS',
    });
    res.end();
  });
  const origin = await listening(server);
  return {
    origin,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
