// What the browser counts of a connection's video. Each player asks every second, so a look crosses once each way.
// Emscripten links this into the module (--js-library); peer.cpp is its other side. Nothing here throws, whatever a
// page has made of its browser.
/* global addToLibrary, Emval, HEAPF64 */

addToLibrary({
  // Tells the hook a report, or nothing at all.
  ring_ask_statistics__deps: ['$Emval'],
  ring_ask_statistics: (connection, hook) => {
    try {
      Emval.toValue(connection)
        .getStats()
        .then(Emval.toValue(hook), () => {});
    } catch {
      // Then there is none.
    }
  },

  // In milliseconds. A browser that knows no such wish gets a property that nobody reads.
  ring_set_jitter_buffer__deps: ['$Emval'],
  ring_set_jitter_buffer: (connection, target) => {
    try {
      Emval.toValue(connection).getReceivers()[0].jitterBufferTarget = target;
    } catch {
      // Then it stays the browser's own.
    }
  },

  // The `inbound-rtp` entry of the video, undefined where there is none yet. Six of its numbers go to `numbers`, in the
  // order that peer.cpp reads them; 0 for what is none. `known` keeps its id: a browser makes objects only of those
  // entries that are asked for.
  ring_video_entry__deps: ['$Emval'],
  ring_video_entry: (given, known, numbers) => {
    try {
      const report = Emval.toValue(given);
      const last = Emval.toValue(known);
      let entry = report.get(last.id);
      if (!entry) {
        for (const [id, one] of report) {
          if (one.type === 'inbound-rtp' && one.kind === 'video') {
            last.id = id;
            entry = one;
          }
        }
      }
      'framesDecoded frameWidth frameHeight totalInterFrameDelay packetsReceived freezeCount'
        .split(' ')
        .forEach((name, i) => (HEAPF64[(numbers >> 3) + i] = +entry[name] || 0));
      return Emval.toHandle(entry);
    } catch {
      return Emval.toHandle();
    }
  },
});
