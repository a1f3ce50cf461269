// Peers whose receivers are seen in time. A transform has to be set in the very task in which a receiver is made: set
// when its track is told, Chromium gives it no frames (measured, version 156).

type Constructor = typeof RTCPeerConnection;

/** The same peers; `seen` is told of each receiver, perhaps twice. */
export function watchReceivers(
  peers: Constructor,
  seen: (receiver: RTCRtpReceiver) => void,
): Constructor {
  return new Proxy(peers, {
    // Whatever a page has put in place of the browser's own: what it gives is a peer, if not of this class.
    construct: (target, options: [RTCConfiguration?]) => watched(new target(...options), seen),
  });
}

function watched(
  peer: RTCPeerConnection,
  seen: (receiver: RTCRtpReceiver) => void,
): RTCPeerConnection {
  const add = peer.addTransceiver.bind(peer);
  peer.addTransceiver = (...asked) => {
    const transceiver = add(...asked);
    seen(transceiver.receiver);
    return transceiver;
  };
  // Those that a server's own offer makes.
  peer.addEventListener('track', ({ receiver }) => {
    seen(receiver);
  });
  return peer;
}
