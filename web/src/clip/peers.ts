// Peers whose receivers are seen in time. A transform has to be set in the very task in which a receiver is made: set
// when its track is told, Chromium gives it no frames (measured, version 156).

type Constructor = typeof RTCPeerConnection;

/** The same peers; `seen` is told of each receiver of video, perhaps twice. */
export function watchReceivers(
  peers: Constructor,
  seen: (receiver: RTCRtpReceiver) => void,
): Constructor {
  return class extends peers {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      // Those that a server's own offer makes.
      this.addEventListener('track', ({ receiver }) => {
        seen(receiver);
      });
    }

    override addTransceiver(
      kind: MediaStreamTrack | string,
      init?: RTCRtpTransceiverInit,
    ): RTCRtpTransceiver {
      const transceiver = super.addTransceiver(kind, init);
      seen(transceiver.receiver);
      return transceiver;
    }
  };
}
