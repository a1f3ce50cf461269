// What a media element would say in this situation: for pages and control bars that know <video>.
// Facts in, names of events out.

export interface MediaState {
  readonly paused: boolean;
  readonly ended: boolean;
  /** Frames are coming, and shown. */
  readonly flowing: boolean;
  /** Seconds; NaN: unknown. */
  readonly duration: number;
  /** Pixels of the picture; 0: none yet. */
  readonly width: number;
  readonly height: number;
}

export const silence: MediaState = {
  paused: true,
  ended: false,
  flowing: false,
  duration: NaN,
  width: 0,
  height: 0,
};

/** Names of the events between two states, in the order of the HTML standard. */
export function mediaEvents(before: MediaState, after: MediaState): string[] {
  const resized = after.width !== before.width || after.height !== before.height;
  const told: (string | false)[] = [
    before.paused && !after.paused && 'play',
    !Object.is(before.duration, after.duration) && 'durationchange',
    resized && before.width === 0 && 'loadedmetadata',
    resized && 'resize',
    !before.flowing && after.flowing && 'playing',
    before.flowing && !after.flowing && !after.paused && 'waiting',
    !before.paused && after.paused && 'pause',
    !before.ended && after.ended && 'ended',
  ];
  return told.filter((type) => type !== false);
}
