// A peer that is made while the module is still on its way: where the browser pools candidates, it gathers
// meanwhile. The module takes it for its first attempt, if it asks for just such a peer; who asks for none, or for
// another, finds it closed. It has no transceiver, and nobody hears of it but the STUN servers.

type PeerConstructor = typeof RTCPeerConnection;

/** As the module asks for a peer that offers (wasm/bridge/peer.cpp): one that asks otherwise does not get it. */
const likeTheModule: RTCConfiguration = { bundlePolicy: 'max-bundle', iceCandidatePoolSize: 1 };

/** The players of a page wait for the same module, and then take turns: one of them is first. */
let isOneWaiting = false;

export class EarlyPeer {
  /** Gives the peer to whoever constructs one like it first. */
  readonly parts: { readonly RTCPeerConnection: PeerConstructor };

  #peer: RTCPeerConnection | null = null;

  constructor(Peer: PeerConstructor, iceServers: readonly RTCIceServer[]) {
    const options: RTCConfiguration = { iceServers: [...iceServers], ...likeTheModule };
    if (!isOneWaiting) {
      try {
        this.#peer = new Peer(options);
        isOneWaiting = true;
      } catch {
        // What the browser cannot read the module's own peer will tell.
      }
    }
    const take = (asked: RTCConfiguration): RTCPeerConnection => {
      const peer = JSON.stringify(asked) === JSON.stringify(options) ? this.#letGo() : null;
      return peer ?? new Peer(asked);
    };
    // `new` gives what such a function returns.
    const construct = function (asked: RTCConfiguration): RTCPeerConnection {
      return take(asked);
    };
    this.parts = { RTCPeerConnection: construct as unknown as PeerConstructor };
  }

  /** Nobody has asked for it, or will. */
  close(): void {
    this.#letGo()?.close();
  }

  #letGo(): RTCPeerConnection | null {
    const peer = this.#peer;
    if (peer !== null) {
      isOneWaiting = false;
      this.#peer = null;
    }
    return peer;
  }
}
