// Finds out when a stream has become a picture. "Connected" and even a track say nothing: dimensions
// stay zero until a frame has been decoded, and reading them earlier gives 0x0 textures.

import type { VideoSize } from './events.js';

/**
 * Reports the first frame of a stream with its real, non-zero dimensions, once. A `<video>` of its own,
 * never attached to the page, does the looking: frames are presented there even when the page's own
 * element is hidden or there is none. The core also counts decoded frames, so it does no harm if a
 * browser presents nothing here (a background tab).
 *
 * @returns Stops looking and lets go of the stream. Harmless when called twice.
 */
export function watchFirstFrame(stream: MediaStream, shown: (size: VideoSize) => void): () => void {
  if (typeof document === 'undefined') {
    return () => undefined;
  }
  const video = document.createElement('video');
  video.muted = true; // Otherwise browsers refuse to play it unasked.
  video.playsInline = true;

  const look = (): void => {
    const { videoWidth: width, videoHeight: height } = video;
    // Dimensions alone could come from metadata; a frame for the current position must be there too.
    if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && width > 0 && height > 0) {
      stop();
      shown({ width, height });
    }
  };
  const lookAtFrame = (): void => {
    look();
    if (video.srcObject !== null) {
      video.requestVideoFrameCallback(lookAtFrame);
    }
  };
  const stop = (): void => {
    video.removeEventListener('loadeddata', look);
    video.removeEventListener('resize', look);
    video.srcObject = null;
  };

  video.addEventListener('loadeddata', look);
  video.addEventListener('resize', look);
  video.srcObject = stream;
  if (typeof video.requestVideoFrameCallback === 'function') {
    video.requestVideoFrameCallback(lookAtFrame);
  }
  // Refused or interrupted playing is no news here: the page's element tells its own viewers.
  void video.play().catch(() => undefined);
  return stop;
}
