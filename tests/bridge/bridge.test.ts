// The bridge carries out commands and translates facts; what it must never do is lose one, leak one,
// or let a throwing browser through.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  FakePeer,
  answerSdp,
  created,
  endpoint,
  failureOf,
  inWorld,
  offerSdp,
  phasesOf,
  sessionUrl,
  settle,
  token,
} from './harness.js';

test('offer to frame to goodbye', () =>
  inWorld(async (world) => {
    const post = await world.reachPost();
    assert.equal(post.url, endpoint);
    assert.equal(post.init.method, 'POST');
    assert.equal(post.init.body, offerSdp);
    assert.equal(post.headers['Content-Type'], 'application/sdp');
    assert.equal(post.headers['Authorization'], `Bearer ${token}`);
    await post.reply(created());
    await world.peer().become('connected');
    world.module.frame_shown(world.id, 1, 1280, 720);
    await settle();
    assert.equal(phasesOf(world).at(-1), 'live');
    await world.close();
    const end = world.requests.at(-1);
    assert.equal(end?.url, sessionUrl);
    assert.equal(end?.init.method, 'DELETE');
    assert.equal(end?.init.keepalive, true);
    assert.equal(end?.headers['Authorization'], `Bearer ${token}`);
    await end?.reply(new Response(null, { status: 200 }));
    assert.equal(phasesOf(world).at(-1), 'closed');
    assert.equal(world.requests.length, 2);
    assert.ok(world.peer().calls.includes('close'));
  }));

test('a new address of the endpoint serves from the next POST on, and leaves what is open alone', () =>
  inWorld(
    async (world) => {
      const first = await world.reachPost();
      assert.equal(first.url, 'https://page.example/cam/7?sig=a');
      world.module.rename_endpoint(world.id, 'https://page.example/door?sig=b');
      await first.reply(new Response(answerSdp, { status: 201, headers: { Location: 'lease/1' } }));
      await world.peer().become('connected');
      world.module.frame_shown(world.id, 1, 1280, 720);
      world.module.rename_endpoint(world.id, 'https://elsewhere.example/door?sig=c');
      world.module.rename_endpoint(world.id, 'nothing');
      await world.peer().become('failed');
      const end = world.requests.at(-1);
      assert.equal(end?.init.method, 'DELETE');
      assert.equal(end.url, 'https://page.example/cam/lease/1');
      await end.reply(new Response(null, { status: 200 }));
      await world.pass(1500);
      await world.peer().gather();
      const next = world.requests.at(-1);
      assert.equal(next?.init.method, 'POST');
      assert.equal(next.url, 'https://page.example/door?sig=b');
      world.module.rename_endpoint(world.id, 'https://page.example/door?sig=d');
      await next.reply(new Response(answerSdp, { status: 201, headers: { Location: 'lease/2' } }));
      await world.close();
      assert.equal(world.requests.at(-1)?.url, 'https://page.example/lease/2');
    },
    { src: 'https://page.example/cam/7?sig=a', bearer: 'none' },
  ));

test('listeners stand before the offer is made', () =>
  inWorld(async (world) => {
    world.module.open(world.id, true);
    await settle();
    const [transceiver, offer] = world.peer().calls;
    assert.equal(transceiver, 'addTransceiver video recvonly');
    for (const event of [
      'track',
      'connectionstatechange',
      'icecandidate',
      'icegatheringstatechange',
    ]) {
      assert.match(offer ?? '', new RegExp(`createOffer after .*\\b${event}\\b`));
    }
  }));

/** What a browser has come to, and has not told yet. */
const untold: Readonly<Record<string, Partial<FakePeer>>> = {
  'that it gathers': { iceGatheringState: 'new' },
  'that it connects': { iceConnectionState: 'checking' },
};

for (const [what, state] of Object.entries(untold)) {
  test(`a peer that has yet to tell ${what} is closed after that, and after the DELETE`, () =>
    inWorld(async (world) => {
      const post = await world.reachPost();
      await post.reply(created());
      Object.assign(world.peer(), state);
      await world.close();
      assert.equal(world.requests.at(-1)?.init.method, 'DELETE');
      assert.ok(!world.peer().calls.includes('close'));
      Object.assign(world.peer(), { iceGatheringState: 'complete', connectionState: 'connecting' });
      while (!world.peer().calls.includes('close')) await settle();
    }));

  test(`a peer that never tells ${what} is closed all the same`, () =>
    inWorld(async (world) => {
      await world.reachPost();
      Object.assign(world.peer(), state);
      await world.close();
      while (!world.peer().calls.includes('close')) await settle();
    }));
}

test('without a token no header says there is one', () =>
  inWorld(
    async (world) => {
      const post = await world.reachPost();
      assert.equal('Authorization' in post.headers, false);
      assert.deepEqual(world.tokensAsked, []);
    },
    { src: 'https://page.example/whep', bearer: 'none' },
  ));

test('with a bearer no redirect is followed', () =>
  inWorld(async (world) => {
    const post = await world.reachPost();
    assert.equal(post.init.redirect, 'manual');
    const opaque = new Response(null, { status: 200 });
    Object.defineProperty(opaque, 'type', { value: 'opaqueredirect' });
    Object.defineProperty(opaque, 'status', { value: 0 });
    await post.reply(opaque);
    assert.equal(failureOf(world).kind, 'bad-request');
    assert.match(failureOf(world).detail, /redirect/);
  }));

test('without a bearer the POST follows redirects, and the DELETE does not', () =>
  inWorld(
    async (world) => {
      const post = await world.reachPost();
      assert.equal(post.init.redirect, 'follow');
      await post.reply(created());
      await world.close();
      assert.equal(world.requests.at(-1)?.init.redirect, 'manual');
    },
    { src: 'https://page.example/whep', bearer: 'none' },
  ));

test('a counter-offer is answered by a second peer, with the ICE servers that came with it', () =>
  inWorld(async (world) => {
    const post = await world.reachPost();
    const link =
      '<stun:stun.example>; rel="ice-server", ' +
      '<turn:turn.example>; rel="ice-server"; username="somebody"; credential="turn-secret"';
    const headers = { Location: sessionUrl, Link: link };
    await post.reply(new Response(answerSdp, { status: 406, headers }));
    const [first, second] = FakePeer.all;
    assert.equal(first?.connectionState, 'closed');
    assert.deepEqual(second?.options.iceServers, [
      { urls: 'stun:stun.example' },
      { urls: 'turn:turn.example', username: 'somebody', credential: 'turn-secret' },
    ]);
    assert.deepEqual(second.calls, [
      'setRemoteDescription true',
      'createAnswer',
      'setLocalDescription',
    ]);
    assert.equal(world.requests.length, 1);
    await second.gather();
    const patch = world.requests.at(-1);
    assert.equal(patch?.init.method, 'PATCH');
    assert.equal(patch.url, sessionUrl);
    assert.equal(patch.init.body, offerSdp); // what the browser answers here
    assert.deepEqual(patch.headers, {
      'Content-Type': 'application/sdp',
      Authorization: `Bearer ${token}`,
    });
    await patch.reply(new Response(null, { status: 204 }));
    await second.become('connected');
    world.module.frame_shown(world.id, 1, 1280, 720);
    await settle();
    assert.equal(phasesOf(world).at(-1), 'live');
    assert.ok(!world.module.record(world.id).includes('turn-secret'));
    await world.close();
    assert.equal(world.requests.at(-1)?.init.method, 'DELETE');
  }));

test('a peer gathers before its offer, but not before its answer', () =>
  inWorld(async (world) => {
    const post = await world.reachPost();
    await post.reply(new Response(answerSdp, { status: 406, headers: { Location: sessionUrl } }));
    assert.deepEqual(
      FakePeer.all.map(({ options }) => options.iceCandidatePoolSize),
      [1, undefined],
    );
  }));

test('the stream goes straight to the page', () =>
  inWorld(async (world) => {
    await world.reachFrames();
    const stream = { id: 'stream' };
    await world.peer().track(stream);
    assert.deepEqual(world.streams, [stream]);
  }));

test('decoded frames are counted from the statistics', () =>
  inWorld(async (world) => {
    await (await world.reachPost()).reply(created());
    await world.peer().become('connected');
    world.peer().decoded = 5;
    await world.pass(600);
    assert.equal(phasesOf(world).at(-1), 'live');
  }));

test('of its statistics the browser is asked for all entries once, and then for that of the video alone', () =>
  inWorld(async (world) => {
    await world.reachFrames();
    let readings = 0;
    let looks = 0;
    const video = { type: 'inbound-rtp', kind: 'video', frameWidth: 1280, frameHeight: 720 };
    class Report extends Map<string, object> {
      override [Symbol.iterator](): ReturnType<Map<string, object>['entries']> {
        readings += 1;
        return super[Symbol.iterator]();
      }
    }
    let id = 'v';
    world.peer().getStats = () => {
      looks += 1;
      const entry = { ...video, framesDecoded: looks, totalInterFrameDelay: looks };
      return Promise.resolve(new Report(Object.entries({ c: { type: 'codec' }, [id]: entry })));
    };
    await world.pass(10_000);
    assert.ok(looks > 8 && looks < 15, `${String(looks)} looks in ten seconds`);
    assert.equal(readings, 0, 'the first look of all has found it');
    id = 'w';
    await world.pass(3000);
    assert.equal(readings, 1, 'an entry of another name is found again');
    assert.equal(phasesOf(world).at(-1), 'live');
  }));

test('statistics are those of the attempt that was asked for, and nothing once its peer is closed', () =>
  inWorld(async (world) => {
    const { module, id } = world;
    assert.equal(module.stats(id, 1), undefined, 'before it is opened');
    await world.reachFrames();
    world.peer().decoded = 7;
    const report = await module.stats(id, 1);
    assert.equal((report?.get('v') as { framesDecoded: number }).framesDecoded, 7);
    assert.equal(module.stats(id, 2), undefined, 'of an attempt that never was');
    world.peer().getStats = () => {
      throw new Error('patched');
    };
    assert.equal(module.stats(id, 1), undefined);
    await world.close();
    assert.equal(module.stats(id, 1), undefined, 'its peer is closed');
    assert.equal(module.stats(id + 1000, 1), undefined, 'of a session that never was');
  }));

test('video that comes and is not decoded fails with the names of codec and decoder, as far as there are any', async () => {
  const video = { type: 'inbound-rtp', kind: 'video', framesDecoded: 0, packetsReceived: 9 };
  const codec = { type: 'codec', mimeType: 'video/H264' };
  for (const [entry, named] of [
    [{ ...video, codecId: 'c', decoderImplementation: 'OpenH264' }, ': video/H264, OpenH264'],
    [{ ...video, codecId: 'c' }, ': video/H264'],
    [{ ...video, codecId: 7 }, ''],
  ] as const) {
    await inWorld(async (world) => {
      await (await world.reachPost()).reply(created());
      world.peer().getStats = () =>
        Promise.resolve(new Map<string, object>(Object.entries({ c: codec, v: entry })));
      await world.peer().become('connected');
      await world.pass(13_000);
      const { kind, detail } = failureOf(world);
      assert.equal(kind, 'undecodable');
      assert.equal(detail, `Video comes, and not one frame could be decoded${named}`);
    });
  }
});

test('the page goes: every DELETE leaves before the first peer is closed', () =>
  inWorld(async (world) => {
    const { module, id } = world;
    await world.reachFrames();
    module.page_left(id);
    assert.equal(world.requests.at(-1)?.init.method, 'DELETE');
    assert.ok(!world.peer().calls.includes('close'));
    await Promise.resolve();
    assert.ok(world.peer().calls.includes('close'), 'and closed before any task');
    await world.requests.at(-1)?.reply(new Response());
  }));

test('the page goes while the answer still comes: the DELETE leaves at once all the same', () =>
  inWorld(async (world) => {
    const { module, id } = world;
    const request = await world.reachPost();
    let end = (): void => undefined;
    const body = new ReadableStream({
      start(controller) {
        end = () => {
          controller.close();
        };
      },
    });
    await request.reply(created(body as BodyInit));
    module.page_left(id);
    assert.deepEqual(
      world.requests.map(({ init: { method } }) => method),
      ['POST', 'DELETE'],
    );
    end();
    await world.requests.at(-1)?.reply(new Response());
  }));

test('prepared: a peer that gathers, no token and no request until it is opened', () =>
  inWorld(async (world) => {
    world.module.prepare(world.id);
    await settle();
    await world.peer().gather();
    assert.deepEqual(world.tokensAsked, []);
    assert.equal(world.requests.length, 0);
    world.module.open(world.id, true);
    await world.giveToken();
    assert.equal(world.requests.length, 1, 'nothing was left to wait for');
    assert.equal(FakePeer.all.length, 1);
    await world.requests[0]?.reply(created());
  }));

test('prepared and forgotten: the peer is closed and nothing was sent', () =>
  inWorld(async (world) => {
    world.module.prepare(world.id);
    await settle();
    world.module.destroy(world.id);
    await settle();
    assert.ok(world.peer().calls.includes('close'));
    assert.deepEqual(world.requests, []);
  }));

test('players of one page take turns, and a lone one waits for nobody', () =>
  inWorld(async (first) => {
    first.module.open(first.id, true);
    assert.equal(FakePeer.all.length, 1, 'at once');
    await inWorld(async (second) => {
      second.module.open(second.id, true);
      assert.equal(FakePeer.all.length, 0, 'the first goes first');
      await settle();
      assert.deepEqual(second.notices.at(-1), {
        ...{ type: 'phase', phase: 'waiting', reason: 'none', wait: 'turn' },
      });
      await second.pass(150);
      assert.equal(FakePeer.all.length, 1);
    });
    await first.close();
    await inWorld((third) => {
      third.module.open(third.id, true);
      assert.equal(FakePeer.all.length, 1, 'nobody else is starting any more');
      return Promise.resolve();
    });
  }));

test('close while the POST is in flight deletes what it opens', () =>
  inWorld(async (world) => {
    const post = await world.reachPost();
    await world.close();
    assert.equal(post.init.signal?.aborted, false, 'an aborted POST may leave a session behind');
    await post.reply(created());
    assert.equal(world.requests.at(-1)?.url, sessionUrl);
    await world.requests.at(-1)?.reply(new Response(null, { status: 200 }));
    assert.equal(phasesOf(world).at(-1), 'closed');
  }));

test('a 201 after everything has closed and been forgotten by the page is deleted', () =>
  inWorld(async (world) => {
    const post = await world.reachPost();
    world.module.destroy(world.id);
    await world.pass(30_000);
    assert.equal(world.module.viewing_count(), 1, 'it waits for the POST');
    await post.reply(created());
    assert.equal(world.requests.at(-1)?.init.method, 'DELETE');
    assert.equal(world.requests.at(-1)?.headers['Authorization'], `Bearer ${token}`);
    await world.requests.at(-1)?.reply(new Response(null, { status: 200 }));
    assert.equal(world.module.viewing_count(), 0);
  }));

test('a 201 whose body never ends is deleted when its time is over', () =>
  inWorld(async (world) => {
    const post = await world.reachPost();
    let cancelled = false;
    const endless = new ReadableStream({
      start: (controller) => {
        post.init.signal?.addEventListener('abort', () => {
          cancelled = true;
          controller.error(new DOMException('', 'AbortError'));
        });
      },
    });
    await post.reply(created(endless));
    assert.equal(world.requests.length, 1);
    await world.pass(29_500);
    assert.equal(cancelled, true);
    assert.equal(world.requests.at(-1)?.init.method, 'DELETE');
  }));

test('a flood instead of an answer is cut and refused', () =>
  inWorld(async (world) => {
    let sent = 0;
    const flood = new ReadableStream({
      pull: (controller) => {
        sent += 1;
        controller.enqueue(new TextEncoder().encode('x'.repeat(16_384)));
      },
    });
    await (await world.reachPost()).reply(created(flood));
    await settle();
    assert.ok(sent < 20, `read ${sent} pieces`);
    assert.equal(failureOf(world).kind, 'bad-answer');
    assert.equal(world.requests.at(-1)?.init.method, 'DELETE');
  }));

test('an answer the browser refuses is deleted', () =>
  inWorld(async (world) => {
    const post = await world.reachPost();
    world.peer().refusesAnswer = true;
    await post.reply(created());
    assert.equal(failureOf(world).kind, 'bad-answer');
    assert.match(failureOf(world).detail, /InvalidAccessError/);
    assert.equal(world.requests.at(-1)?.init.method, 'DELETE');
  }));

test('a recvonly answer is applied as sendonly', () =>
  inWorld(async (world) => {
    const post = await world.reachPost();
    await post.reply(created(answerSdp.replace('sendonly', 'recvonly')));
    assert.ok(world.peer().calls.includes('setRemoteDescription true'));
    assert.ok(world.notices.some(({ type }) => type === 'answer-repaired'));
  }));

test('expired token: asked afresh, posted again, once', () =>
  inWorld(async (world) => {
    const post = await world.reachPost();
    await post.reply(new Response('{}', { status: 401 }));
    assert.deepEqual(world.tokensAsked, [false, true]);
    await world.giveToken(`${token}-2`);
    assert.equal(world.requests.at(-1)?.headers['Authorization'], `Bearer ${token}-2`);
    await world.requests.at(-1)?.reply(new Response('{}', { status: 401 }));
    assert.equal(failureOf(world).kind, 'unauthorized');
  }));

test('a service that echoes the bearer does not bring it into the error', () =>
  inWorld(async (world) => {
    const echo = `{"errors":[{"title":"Bad ${token}","detail":"got Bearer ${token}"}]}`;
    const headers = { 'x-request-id': `for ${token}` };
    await (await world.reachPost()).reply(new Response(echo, { status: 403, headers }));
    assert.equal(failureOf(world).kind, 'forbidden');
    assert.equal(failureOf(world).detail, 'got Bearer ...');
  }));

test('a failed fetch keeps its words to itself', () =>
  inWorld(async (world) => {
    await (await world.reachPost()).fail();
    assert.equal(failureOf(world).kind, 'network');
  }));

for (const [what, value] of [
  ['nothing', undefined],
  ['an empty text', ''],
  ['a number', 7],
  ['a line break', 'a\r\nX-Evil: 1'],
] as const) {
  test(`a token provider that gives ${what} sends nothing`, () =>
    inWorld(async (world) => {
      world.module.open(world.id, true);
      await world.giveToken(value);
      await world.peer().gather();
      assert.equal(failureOf(world).kind, 'unauthorized');
      assert.equal(failureOf(world).stage, 'token');
      assert.deepEqual(world.requests, []);
    }));
}

test('a token provider that rejects sends nothing and says nothing', () =>
  inWorld(async (world) => {
    world.module.open(world.id, true);
    await world.refuseToken();
    assert.equal(failureOf(world).kind, 'unauthorized');
    assert.deepEqual(world.requests, []);
  }));

test('no RTCPeerConnection', () =>
  inWorld(
    async (world) => {
      world.module.open(world.id, true);
      await settle();
      assert.equal(failureOf(world).kind, 'unsupported-browser');
      assert.equal(phasesOf(world).at(-1), 'closed');
    },
    {},
    { RTCPeerConnection: null },
  ));

test('a constructor that throws is a failure, not a crash', () =>
  inWorld(async (world) => {
    FakePeer.thrown = new SyntaxError("'nonsense' is not a valid URL");
    world.module.open(world.id, true);
    await settle();
    assert.equal(failureOf(world).kind, 'bad-request');
    assert.match(failureOf(world).detail, /SyntaxError: 'nonsense'/);
    FakePeer.thrown = null;
    world.module.open(world.id, true);
    await settle();
    assert.equal(phasesOf(world).at(-1), 'starting', 'and it can be opened again');
  }));

test('a fetch that throws at once is a failure, not a crash', () =>
  inWorld(
    async (world) => {
      world.module.open(world.id, true);
      await world.giveToken();
      await world.peer().gather();
      assert.equal(failureOf(world).kind, 'network');
    },
    {},
    {
      fetch: () => {
        throw new TypeError('patched');
      },
    },
  ));

test('a doorbell that throws is survived', () =>
  inWorld(
    async (world) => {
      world.module.open(world.id, true);
      await settle();
      assert.equal(FakePeer.all.length, 1);
    },
    {},
    {
      notices_wait: () => {
        throw new Error('listener');
      },
    },
  ));

test('late events of a closed peer are dropped', () =>
  inWorld(async (world) => {
    await world.reachFrames();
    const peer = world.peer();
    await world.close();
    await world.requests.at(-1)?.reply(new Response(null, { status: 200 }));
    const told = world.notices.length;
    await peer.become('failed');
    await peer.track({});
    world.module.frame_shown(world.id, 1, 1280, 720);
    await settle();
    assert.equal(world.notices.length, told);
    assert.deepEqual(world.streams, []);
  }));

test('numbers of sessions that never were do nothing', () =>
  inWorld(async (world) => {
    world.module.open(999, true);
    world.module.close(999);
    world.module.frame_shown(999, 1, 2, 3);
    world.module.destroy(999);
    world.module.tell(999, 1, 0, null);
    assert.deepEqual(world.module.drain(999), []);
    await settle();
  }));

for (const [options, problem] of [
  [{ times: { gathering_none: -5 } }, /'gathering_none' is not between/],
  [{ times: { gathering_cap: Number.NaN } }, /'gathering_cap' is not between/],
  [{ times: { lost: Number.POSITIVE_INFINITY } }, /'lost' is not between/],
  [{ times: { unheard_of: 1 } }, /no time called 'unheard_of'/],
  [{ extend: Number.POSITIVE_INFINITY }, /extend is not between/],
  [{ extend: 86_400_001 }, /extend is not between/],
  [{ extend: -1 }, /extend is not between/],
] as const) {
  test(`options that cannot work are said, not guessed at: ${String(problem)}`, () =>
    inWorld(async (world) => {
      world.module.open(world.id, true);
      await settle();
      const [failed] = world.notices.filter((notice) => notice.type === 'failed');
      assert.equal(failed?.failure.kind, 'bad-request');
      assert.match(failed.failure.detail, problem);
      assert.equal(FakePeer.all.length, 0);
    }, options));
}

test('what cannot be deleted is told even after the page has forgotten it', () =>
  inWorld(async (world) => {
    const post = await world.reachPost();
    world.module.close(world.id);
    await world.pass(10_000);
    world.module.destroy(world.id);
    await post.reply(created(answerSdp));
    await world.requests.at(-1)?.reply(new Response(null, { status: 500 }));
    assert.deepEqual(
      world.notices.filter(({ type }) => type === 'release-failed'),
      [{ type: 'release-failed', attempt: 1, status: 500 }],
    );
  }));

test('in a rollover two peers stand side by side, and every DELETE carries the newest token', () =>
  inWorld(
    async (world) => {
      await world.reachFrames();
      const [first] = FakePeer.all;
      await world.pass(6_100);
      assert.equal(FakePeer.all.length, 2, 'the next one is on its way');
      assert.ok(!first?.calls.includes('close'), 'the first plays on beside it');
      await world.giveToken(`${token}-fresh`);
      await world.peer().gather();
      const post = world.requests.at(-1);
      assert.equal(post?.headers['Authorization'], `Bearer ${token}-fresh`);
      await post?.reply(
        new Response(answerSdp, { status: 201, headers: { Location: `${endpoint}/s2` } }),
      );
      await world.peer().become('connected');
      world.module.frame_shown(world.id, 2, 1280, 720);
      for (let steps = 0; steps < 10; steps += 1) {
        world.peer().decoded += 2; // frames come: a picture that rests is not swapped in
        await world.pass(150);
      }
      assert.ok(first?.calls.includes('close'));
      const chosen = world.notices.flatMap((n) => (n.type === 'picture' ? [n.attempt] : []));
      assert.deepEqual(chosen, [1, 2]);
      const end = world.requests.at(-1);
      assert.equal(end?.init.method, 'DELETE');
      assert.equal(end.url, sessionUrl);
      // The token that opened it may have expired since; a page that is left could not ask again.
      assert.equal(end.headers['Authorization'], `Bearer ${token}-fresh`);
      await end.reply(new Response(null, { status: 200 }));
      await world.close();
      await world.requests.at(-1)?.reply(new Response(null, { status: 200 }));
      assert.deepEqual(
        world.requests.filter(({ init }) => init.method === 'DELETE').map(({ url }) => url),
        [sessionUrl, `${endpoint}/s2`],
      );
    },
    { extend: 20_000, times: { battery_limit: 10_000, stalled: 60_000, lost: 60_000 } },
  ));

test('a page that is left lets go in the same breath, and plays again when it is back', () =>
  inWorld(async (world) => {
    await world.reachFrames();
    const before = world.requests.length;
    world.module.page_left(world.id);
    // No promise has run since: the DELETE has left with the bearer in hand.
    const end = world.requests[before];
    assert.equal(end?.init.method, 'DELETE');
    assert.equal(end.init.keepalive, true);
    assert.equal(end.headers['Authorization'], `Bearer ${token}`);
    await end.reply(new Response(null, { status: 200 }));
    assert.equal(phasesOf(world).at(-1), 'waiting');
    world.module.page_returned(world.id);
    await settle();
    assert.equal(phasesOf(world).at(-1), 'starting');
    assert.equal(FakePeer.all.length, 2);
  }));

// ---- the tether ----

const tethered = (link: string): Response =>
  new Response(answerSdp, { status: 201, headers: { Location: sessionUrl, Link: link } });

test('a tether is held with what signs in, read to its end, held again, and let go of before the DELETE', () =>
  inWorld(async (world) => {
    await (await world.reachPost()).reply(tethered('<sessions/s1/tether>; rel="tether"'));
    const held = world.requests.at(-1);
    assert.equal(held?.url, `${sessionUrl}/tether`);
    assert.equal(held.headers['Authorization'], `Bearer ${token}`);
    const { redirect, cache, keepalive } = held.init;
    assert.deepEqual(
      { redirect, cache, keepalive },
      {
        redirect: 'manual',
        cache: 'no-store',
        keepalive: undefined,
      },
    );
    let feed: ReadableStreamDefaultController<Uint8Array> | undefined;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        feed = controller;
      },
    });
    await held.reply(new Response(body));
    feed?.enqueue(new Uint8Array(100_000));
    await world.pass(1000);
    assert.equal(world.requests.length, 2, 'it is still held');
    feed?.close();
    await settle();
    await world.pass(0);
    const again = world.requests.at(-1);
    assert.equal(world.requests.length, 3);
    assert.equal(again?.url, held.url);
    assert.equal(again.init.signal?.aborted, false);
    await world.close();
    assert.equal(again.init.signal.aborted, true);
    const end = world.requests.at(-1);
    assert.equal(end?.init.method, 'DELETE');
    await end.reply(new Response(null, { status: 200 }));
    assert.equal(phasesOf(world).at(-1), 'closed');
  }));

test('a tether that is refused, or leads elsewhere, changes nothing', async () => {
  await inWorld(async (world) => {
    await (await world.reachPost()).reply(tethered('<sessions/s1/tether>; rel="tether"'));
    await world.requests.at(-1)?.reply(new Response('gone', { status: 404 }));
    await world.pass(3000);
    assert.equal(world.requests.filter(({ init }) => init.method === undefined).length, 1);
    assert.equal(phasesOf(world).at(-1), 'starting');
  });
  await inWorld(async (world) => {
    const link = '<https://other.example/t>; rel="tether", <data:,x>; rel=tether';
    await (await world.reachPost()).reply(tethered(link));
    await world.pass(3000);
    assert.equal(world.requests.length, 1);
  });
});

test('who has no place to hold a tether does not ask for one', () =>
  inWorld(async (world) => {
    assert.equal((await world.reachPost()).headers['Accept'], 'application/sdp');
  }));
