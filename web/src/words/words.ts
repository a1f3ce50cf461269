// Every word that is shown to people, and nothing else: what there is to say, the first of English (the rest is in
// later-english.ts), and how a page brings other words. Records are exhaustive: a kind that the core invents does not
// compile until it is worded in each language.

import type { RingLiveError } from '../session/errors.js';
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

/** Of these English comes with the module, whatever can only be said with one: see later-english.ts. */
type LaterGroup = 'failures' | 'crossOrigin' | 'statistics' | 'taken';

/**
 * What a player says, in one language, as far as it is there: English has its `statistics`, `taken`, `crossOrigin` and most
 * of its `failures` once the module is loaded, for nothing is said of them before. Other languages are whole.
 */
export type FoundWords = Omit<Words, LaterGroup> & {
  readonly [Group in LaterGroup]: Partial<Words[Group]>;
};

const firstEnglish = {
  failures: {
    network: {
      happened: 'The camera service could not be reached.',
      todo: 'Check the network connection, then try again.',
    },
    'unsupported-browser': {
      happened: 'This browser cannot show live video here.',
      todo: 'Use a current browser that allows WebRTC and WebAssembly.',
    },
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
  crossOrigin: {},
  statistics: {},
  taken: {},
} satisfies FoundWords;

/** What fails without the module. */
export type FirstFailureKind = keyof (typeof firstEnglish)['failures'];

export type LaterEnglish = {
  readonly [Group in LaterGroup]: Omit<Words[Group], keyof (typeof firstEnglish)[Group]>;
};

/** The package's own, whatever the page says in place of it. */
export let english: FoundWords = firstEnglish;
const languages = new Map<string, FoundWords>();
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

/** Also in what was brought before: what that leaves to English is found from now on. */
export function addEnglish(later: LaterEnglish): void {
  english = mixWords(english, later);
  for (const [lang, words] of languages) {
    languages.set(lang, mixWords(english, words));
  }
}

/** Something that all players and walls of the page show has changed. */
export function lookAgain(): void {
  for (const changed of listeners) {
    changed();
  }
}

/** The words for a language, and which one they are in: that language, its primary one, or English. */
export function wordsFor(lang: string): { readonly lang: string; readonly words: FoundWords } {
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
export function mixWords(words: FoundWords, some: SomeWords): FoundWords {
  return mix(words, some) as FoundWords;
}

/** Group by group, down to the single words. */
function mix(all: object, some: object): object {
  const mixed: Record<string, unknown> = { ...all };
  for (const [name, part] of Object.entries(some) as [string, unknown][]) {
    if (part != null) {
      mixed[name] = typeof part === 'object' ? mix(mixed[name] ?? {}, part) : part;
    }
  }
  return mixed;
}

/** @returns Stops telling. */
export function onWordsDefined(changed: () => void): () => void {
  listeners.add(changed);
  return () => {
    listeners.delete(changed);
  };
}

/** What has happened, and what can be done: `failureWords(wordsFor('de').words, error)`. */
export function failureWords(
  { failures, crossOrigin }: FoundWords,
  error: Pick<RingLiveError, 'kind' | 'crossOrigin'>,
): FailureWords {
  const found = error.kind === 'network' && error.crossOrigin ? crossOrigin : failures[error.kind];
  return found as FailureWords; // Without the module nothing else fails: see FirstFailureKind.
}

/** Kept for the words of an opening that was closed before there was a picture. For developers. */
export const closedBeforePicture = 'The live video was closed before its first picture.';
