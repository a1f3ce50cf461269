// Every word that is shown to people, and nothing else: what there is to say, English, and how a page
// brings other words. Records are exhaustive: a kind that the core invents does not compile until it is
// worded in each language.

import type { FailureKind } from '../session/types.js';

/** What happened, and one thing that a person or a developer can do: two sentences. */
export interface FailureWords {
  readonly happened: string;
  readonly todo: string;
}

/** What the state line can say. */
export type StateName =
  | 'connecting'
  /** It is connected, and the camera takes its time. */
  | 'waking'
  | 'slow'
  /** Claimed only while frames are decoded. */
  | 'live'
  /** The picture is there, but no frame has come for a moment. */
  | 'stalled'
  /** There was a picture, or a failure that is being got over. */
  | 'reconnecting'
  /** The network has gone. */
  | 'offline'
  /** Nobody sees it, so the camera rests. */
  | 'resting'
  | 'ending'
  /** Somebody has stopped it, or it was taken off the page. */
  | 'paused'
  /** The service's limit was reached. */
  | 'timeUp'
  | 'failed'
  /** Neither `src` nor `device-id` is set. */
  | 'noCamera'
  /** `device-id` is set, the `token` property is not. */
  | 'noToken';

/** What can be done: names of buttons. */
export type ActionName =
  | 'play'
  /** After it has ended. */
  | 'again'
  /** After a failure. */
  | 'retry'
  /** In a wait for the next try. */
  | 'tryNow'
  /** The browser wants a gesture before it plays. */
  | 'tap'
  | 'stop'
  /** Shown when the time is nearly up. */
  | 'extend'
  /** Where there is room for a few: shows the others. */
  | 'more'
  /** Where there is no room for a message: shows it. */
  | 'details'
  | 'snapshot'
  | 'statistics'
  | 'pictureInPicture'
  | 'fullscreen';

/** What a button that saves has done. */
export type TakenName = 'snapshot' | 'snapshotfailed' | 'clip' | 'clipfailed';

/** Lines of the statistics. */
export type StatisticName =
  | 'picture'
  | 'codec'
  | 'frames'
  | 'dropped'
  | 'freezes'
  | 'bitrate'
  | 'jitter'
  | 'loss'
  | 'roundTrip'
  | 'firstFrame'
  | 'camera';

/** All that a player says, in one language. */
export interface Words {
  readonly failures: Readonly<Record<FailureKind, FailureWords>>;
  /** For `network` across origins: no reply there was most likely stopped by the browser. */
  readonly crossOrigin: FailureWords;
  readonly states: Readonly<Record<StateName, string>>;
  readonly actions: Readonly<Record<ActionName, string>>;
  readonly statistics: Readonly<Record<StatisticName, string>>;
  /** Heard, not seen. */
  readonly taken: Readonly<Record<TakenName, string>>;
  readonly other: {
    /** Name of the whole player for a screen reader. */
    readonly player: string;
    /** On a picture that is not live any more. */
    readonly held: string;
    /** Name of the picture, live or not, for a screen reader. */
    readonly picture: string;
    /** @param seconds Whole, 0 or more. */
    readonly timeLeft: (seconds: number) => string;
    /** Heard when the time is nearly up. @param timeLeft In words. @param extend Name of the button. */
    readonly warning: (timeLeft: string, extend: string) => string;
    /** Heard when that button was pressed. @param timeLeft In words. */
    readonly extended: (timeLeft: string) => string;
    /** Name of the button of `ring-live/clip`. @param seconds More than 0. */
    readonly saveClip: (seconds: number) => string;
    /** How long the first picture took, when most of that was the camera's. Times with their units. */
    readonly waking: (total: string, camera: string) => string;
    /** @param sessions 1 or more. @param time In seconds, with its unit. */
    readonly cameraTime: (sessions: number, time: string) => string;
  };
}

/** Single words in place of others; whatever is absent stays. */
export interface SomeWords extends Partial<{
  readonly [Group in Exclude<keyof Words, 'failures'>]: Partial<Words[Group]>;
}> {
  readonly failures?: { readonly [Kind in FailureKind]?: Partial<FailureWords> };
}

export const english: Words = {
  failures: {
    unauthorized: {
      happened: 'The sign-in was not accepted.',
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
    'used-up': {
      happened: 'The time for which this camera may be watched is used up for now.',
      todo: 'Try again later.',
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
    undecodable: {
      happened: 'The video arrives, but this browser cannot make a picture of it.',
      todo: 'Use another browser.',
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
  },
  crossOrigin: {
    happened: 'The camera service could not be reached from this page.',
    todo: "Most likely its server does not allow this page's origin (CORS): use a relay on the page's own origin.",
  },
  states: {
    connecting: 'Connecting…',
    waking: 'Waiting for the camera…',
    slow: 'The camera takes longer than usual…',
    live: 'Live',
    stalled: 'Picture interrupted…',
    reconnecting: 'Reconnecting…',
    offline: 'Waiting for the network…',
    resting: 'Resting while nobody watches',
    ending: 'Ending…',
    paused: 'Resting',
    timeUp: 'Time is up',
    failed: 'No live video',
    noCamera: 'No camera chosen',
    noToken: 'Not signed in',
  },
  actions: {
    play: 'Watch live',
    again: 'Watch again',
    retry: 'Try again',
    tryNow: 'Try now',
    tap: 'Tap to play',
    stop: 'Stop watching',
    extend: 'Continue watching',
    more: 'More',
    details: 'What happened',
    snapshot: 'Save this picture',
    statistics: 'Statistics',
    pictureInPicture: 'Picture in picture',
    fullscreen: 'Full screen',
  },
  statistics: {
    picture: 'Picture',
    codec: 'Codec',
    frames: 'Frames',
    dropped: 'Dropped',
    freezes: 'Freezes',
    bitrate: 'Bitrate',
    jitter: 'Jitter',
    loss: 'Loss',
    roundTrip: 'Round trip',
    firstFrame: 'First frame',
    camera: 'Camera on',
  },
  taken: {
    snapshot: 'Picture saved',
    snapshotfailed: 'The picture could not be saved',
    clip: 'Video saved',
    clipfailed: 'The video could not be saved',
  },
  other: {
    player: 'Live video',
    held: 'Last picture',
    picture: 'Picture of the camera',
    timeLeft: (seconds) => (seconds === 1 ? '1 second left' : `${String(seconds)} seconds left`),
    warning: (timeLeft, extend) => `${timeLeft}. To go on, press “${extend}”.`,
    extended: (timeLeft) => `Going on: ${timeLeft}`,
    saveClip: (seconds) => `Save the last ${String(seconds)} seconds`,
    waking: (total, camera) => `${total}, ${camera} of it the camera`,
    cameraTime: (sessions, time) =>
      sessions === 1 ? time : `${time} in ${String(sessions)} sessions`,
  },
};

const languages = new Map<string, Words>([['en', english]]);
const listeners = new Set<() => void>();

/**
 * Brings a language, or changes single words of one, for all players of the page, also those that are
 * shown already.
 *
 * @param lang As in the `lang` attribute: `de`, or `de-CH` for what differs there.
 * @param words What is absent stays as it was; in a language that is new, as in its primary language
 * (`de` for `de-CH`), else English.
 */
export function defineWords(lang: string, words: Words | SomeWords): void {
  languages.set(lang.toLowerCase(), mixWords(wordsFor(lang).words, words));
  lookAgain();
}

/** Something that all players and walls of the page show has changed. */
export function lookAgain(): void {
  for (const changed of listeners) {
    changed();
  }
}

/** The words for a language, and which one they are in: that language, its primary one, or English. */
export function wordsFor(lang: string): { readonly lang: string; readonly words: Words } {
  const wanted = lang.toLowerCase();
  for (const tag of [wanted, wanted.split('-')[0] ?? '']) {
    const words = languages.get(tag);
    if (words !== undefined) {
      return { lang: tag, words };
    }
  }
  return { lang: 'en', words: english };
}

/** Some words put in place of others. */
export function mixWords(words: Words, some: SomeWords): Words {
  const failures = Object.entries(some.failures ?? {}).map(([kind, own]) => [
    kind,
    { ...words.failures[kind as FailureKind], ...own },
  ]);
  return {
    failures: {
      ...words.failures,
      ...(Object.fromEntries(failures) as Partial<Words['failures']>),
    },
    crossOrigin: { ...words.crossOrigin, ...some.crossOrigin },
    states: { ...words.states, ...some.states },
    actions: { ...words.actions, ...some.actions },
    statistics: { ...words.statistics, ...some.statistics },
    taken: { ...words.taken, ...some.taken },
    other: { ...words.other, ...some.other },
  };
}

/** @returns Stops telling. */
export function onWordsDefined(changed: () => void): () => void {
  listeners.add(changed);
  return () => {
    listeners.delete(changed);
  };
}

/** @param crossOrigin The request went to another origin. */
export function failureWords(words: Words, kind: FailureKind, crossOrigin: boolean): FailureWords {
  return kind === 'network' && crossOrigin ? words.crossOrigin : words.failures[kind];
}

/** Kept for the words of an opening that was closed before there was a picture. For developers. */
export const closedBeforePicture = 'The live video was closed before its first picture.';
