// A peer made while the module is still on its way, over peers that only count.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { EarlyPeer } from '../../web/src/session/early-peer.js';

const made: CountedPeer[] = [];

class CountedPeer {
  closed = 0;
  constructor(readonly options: RTCConfiguration) {
    if (options.iceServers?.[0]?.urls === 'nonsense') throw new SyntaxError('not a server');
    made.push(this);
  }
  close(): void {
    this.closed += 1;
  }
}
const Peer = CountedPeer as unknown as typeof RTCPeerConnection;

const servers = [{ urls: 'stun:stun.example' }];
/** As the module asks (wasm/bridge/peer.cpp); that they are alike a story in the browser shows. */
const asked = { iceServers: servers, bundlePolicy: 'max-bundle', iceCandidatePoolSize: 1 } as const;
const construct = (early: EarlyPeer, options: RTCConfiguration): unknown =>
  new early.parts.RTCPeerConnection(options);
const closings = (): number[] => made.map(({ closed }) => closed);

beforeEach(() => {
  made.length = 0;
});

test('who asks for one like it gets it, and the next one a new one', () => {
  const early = new EarlyPeer(Peer, servers);
  assert.deepEqual(
    made.map(({ options }) => options),
    [asked],
  );
  assert.equal(construct(early, { ...asked }), made[0]);
  assert.equal(construct(early, asked), made[1]);
  early.close();
  assert.deepEqual(closings(), [0, 0]);
});

test('who asks for another gets another, and it is closed in the end', () => {
  const early = new EarlyPeer(Peer, servers);
  assert.equal(construct(early, { ...asked, iceServers: [] }), made[1]);
  early.close();
  early.close();
  assert.deepEqual(closings(), [1, 0]);
});

test('of the players that wait for the module one makes a peer, until it was taken or closed', () => {
  const first = new EarlyPeer(Peer, servers);
  const second = new EarlyPeer(Peer, servers);
  assert.equal(made.length, 1);
  second.close();
  assert.equal(made[0]?.closed, 0, 'not its own');
  construct(first, asked);
  const third = new EarlyPeer(Peer, servers);
  assert.equal(made.length, 2);
  third.close();
  new EarlyPeer(Peer, servers).close();
  assert.equal(made.length, 3);
});

test('what the browser cannot read is left to the module to tell', () => {
  const early = new EarlyPeer(Peer, [{ urls: 'nonsense' }]);
  assert.throws(() => construct(early, { iceServers: [{ urls: 'nonsense' }] }), SyntaxError);
  early.close();
  new EarlyPeer(Peer, servers).close();
  assert.equal(made.length, 1, 'the next one may try');
});
