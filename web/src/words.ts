// Every word that is shown to people, and nothing else. Each failure has a plain sentence and one thing
// to do. Records are exhaustive: a kind that the core invents does not compile until it is worded here.

import type { EndReason, FailureKind, SessionPhase, WaitReason } from './types.js';

/** What happened, and one thing that a person or a developer can do. */
export interface FailureWords {
  readonly happened: string;
  readonly todo: string;
}

export const failureWords: Readonly<Record<FailureKind, FailureWords>> = {
  unauthorized: {
    happened: 'The camera service did not accept the sign-in.',
    todo: 'Sign in again.',
  },
  forbidden: {
    happened: 'This account may not watch this camera.',
    todo: "Ask the camera's owner for access to live view.",
  },
  'not-found': {
    happened: 'This camera was not found.',
    todo: 'Check that it is still part of the account.',
  },
  'bad-request': {
    happened: 'The camera service did not understand the request.',
    todo: 'Check the address and the options that the page gives the player.',
  },
  'device-offline': {
    happened: 'The camera is offline.',
    todo: 'Check its power and its Wi-Fi, then try again.',
  },
  'rate-limited': {
    happened: 'The camera service is being asked too often.',
    todo: 'Wait a little, then try again.',
  },
  conflict: {
    happened: 'Somebody else is watching this camera.',
    todo: 'Try again when they have finished.',
  },
  server: {
    happened: 'The camera service has a problem.',
    todo: 'Try again in a moment.',
  },
  network: {
    happened: 'The camera service could not be reached.',
    todo: 'Check the network connection, then try again.',
  },
  'no-location': {
    happened: 'The video was refused because it could not have been ended properly.',
    todo: "The server must send a Location header with its answer and, for another origin, 'Access-Control-Expose-Headers: Location'.",
  },
  'foreign-location': {
    happened:
      'The video was refused because its session lives on a server that must not see the sign-in.',
    todo: 'The server must keep its sessions on its own origin.',
  },
  'bad-answer': {
    happened: 'The camera service sent an answer that cannot be used.',
    todo: 'Try again; if it stays so, report it.',
  },
  'incompatible-direction': {
    happened: 'The camera service answered that it will not send video.',
    todo: 'Ask for video only, without audio, at this address.',
  },
  'unsupported-browser': {
    happened: 'This browser cannot show live video here.',
    todo: 'Use a current browser that allows WebRTC and WebAssembly.',
  },
  'unsupported-codec': {
    happened: 'This browser cannot decode H.264 video.',
    todo: 'Use another browser, or install its H.264 codec.',
  },
  timeout: {
    happened: 'The camera took too long to answer.',
    todo: 'Try again.',
  },
  'ice-failed': {
    happened: 'No direct connection to the camera could be made or kept.',
    todo: 'Check that the network lets video calls (UDP) through, then try again.',
  },
  stalled: {
    happened: 'The camera stopped sending pictures.',
    todo: 'Try again.',
  },
  'ended-early': {
    happened: 'The camera ended the video.',
    todo: 'Try again.',
  },
  'no-network': {
    happened: 'There is no network connection.',
    todo: 'Connect to a network, then try again.',
  },
};

/** A request to another origin that got no reply was most likely stopped by the browser. */
const crossOriginNetwork: FailureWords = {
  happened: 'The camera service could not be reached from this page.',
  todo: "Most likely its server does not allow this page's origin (CORS): use a relay on the page's own origin.",
};

/** Kept for the words of an opening that was closed before there was a picture. */
export const closedBeforePicture = 'The live video was closed before its first picture.';

/** The two sentences of a failure as one text. */
export function failureSentence(kind: FailureKind, crossOrigin: boolean): string {
  const words = kind === 'network' && crossOrigin ? crossOriginNetwork : failureWords[kind];
  return `${words.happened} ${words.todo}`;
}

/** The state line. `live` is claimed only while frames are decoded. */
export const phaseWords: Readonly<Record<SessionPhase, string>> = {
  idle: 'Ready',
  starting: 'Connecting…',
  live: 'Live',
  rolling: 'Live',
  waiting: 'Waiting…',
  closing: 'Ending…',
  closed: 'Ended',
};

/** What a waiting player says, and why. */
export const waitWords: Readonly<Record<WaitReason, string>> = {
  none: 'Waiting…',
  release: 'Connecting again…',
  retry: 'Interrupted. Trying again…',
  offline: 'Waiting for the network…',
  unseen: 'Resting while nobody watches',
};

/** What a closed player says, and why. */
export const endWords: Readonly<Record<EndReason, string>> = {
  none: 'Ended',
  requested: 'Paused',
  limit: 'Time is up',
  removed: 'Paused',
  failed: 'No live video',
};

/** Whatever else the element says. */
export const elementWords = {
  /** Name of the whole player for a screen reader. */
  player: 'Live video',
  /** The picture is there, but no frame has come for a moment. */
  stalled: 'Picture interrupted…',
  /** On a picture that is not live any more. */
  held: 'Last picture',
  play: 'Watch live',
  again: 'Watch again',
  pause: 'Stop watching',
  /** Shown when the time is nearly up. */
  more: 'Continue watching',
  /** In a wait. */
  tryNow: 'Try now',
  retry: 'Try again',
  fullscreen: 'Full screen',
  /** The browser wants a gesture before it plays. */
  tap: 'Tap to play',
  /** Neither `src` nor `device-id` is set. */
  noCamera: 'No camera chosen',
  /** `device-id` is set, the `token` property is not. */
  noToken: 'Not signed in',
} as const;

/** Time left, for the eyes and for a screen reader. Whole seconds. */
export function timeLeftWords(seconds: number): {
  readonly short: string;
  readonly spoken: string;
} {
  return {
    short: String(seconds),
    spoken: seconds === 1 ? '1 second left' : `${String(seconds)} seconds left`,
  };
}
