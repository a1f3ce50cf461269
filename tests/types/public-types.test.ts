// The types are the product: what is written by hand for users equals what the native module emits,
// and what must not be written does not compile. tsc is the judge; run, this file only shows that
// the few values behind the types agree with them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  EmittedUnions,
  NativeConfig,
  NativeFailure,
  NativeTimings,
} from '../../web/src/session/contract.js';
import { liveSessionEvents } from '../../web/src/session/events.js';
import {
  LiveSession,
  RingLiveError,
  type AttemptPhase,
  type EndReason,
  type FailureKind,
  type Fault,
  type LiveSessionEventMap,
  type LiveSessionOptions,
  type SessionPhase,
  type SessionTimes,
  type Stage,
  type Timings,
  type TokenSource,
  type VideoSize,
  type WaitReason,
} from '../../web/src/index.js';
import type { RingLiveElement } from '../../web/src/element/register.js';
import { expectTrue, type Same } from './exact.js';

expectTrue<Same<SessionPhase, EmittedUnions['sessionPhase']>>();
expectTrue<Same<AttemptPhase, EmittedUnions['attemptPhase']>>();
expectTrue<Same<EndReason, EmittedUnions['endReason']>>();
expectTrue<Same<WaitReason, EmittedUnions['waitReason']>>();
expectTrue<Same<FailureKind, EmittedUnions['failureKind']>>();
expectTrue<Same<Stage, EmittedUnions['stage']>>();
expectTrue<Same<Fault, EmittedUnions['fault']>>();

// Nothing that the module tells about a failure or the times is kept from the page.
type Camel<S extends string> = S extends `${infer A}_${infer B}`
  ? `${A}${Capitalize<Camel<B>>}`
  : S;
type NotPassedOn = Exclude<
  Camel<keyof NativeFailure>,
  keyof RingLiveError | 'retryAt' | 'crossOrigin' // told as `retryIn`, and in the message
>;
expectTrue<Same<NotPassedOn, never>>();
expectTrue<Same<keyof Timings, keyof NativeTimings | 'module'>>();
expectTrue<Same<NativeConfig['times'], { [name: string]: number }>>();

// What a session says of itself.
expectTrue<Same<LiveSession['stream'], MediaStream | null>>();
expectTrue<Same<LiveSession['error'], RingLiveError | null>>();
expectTrue<Same<LiveSession['timeLeft'], number | null>>();
expectTrue<Same<LiveSession['firstFrame'], Promise<VideoSize>>>();
expectTrue<Same<ReturnType<LiveSession['open']>, LiveSession['firstFrame']>>();
expectTrue<Same<ReturnType<LiveSession['close']>, Promise<void>>>();

// Every event is in the list that the element passes on, and is a CustomEvent.
expectTrue<Same<(typeof liveSessionEvents)[number], keyof LiveSessionEventMap>>();
expectTrue<LiveSessionEventMap[keyof LiveSessionEventMap] extends CustomEvent ? true : false>();

// The element is an element, and knows its own events beside those of all elements.
expectTrue<HTMLElementTagNameMap['ring-live'] extends RingLiveElement ? true : false>();
expectTrue<RingLiveElement extends HTMLElement ? true : false>();
expectTrue<Same<RingLiveElement['token'], TokenSource | null>>();

/** Never called: the compiler reads it. */
export function compiles(session: LiveSession, element: RingLiveElement): void {
  session.addEventListener('error', ({ detail }) => detail.error satisfies RingLiveError);
  session.addEventListener('firstframe', ({ detail: { width, timings } }) => width + timings.total);
  session.addEventListener('phasechange', { handleEvent: ({ detail }) => detail.phase });
  session.addEventListener('something-else', (event) => event.type);
  // @ts-expect-error `stream` is not news of this event
  session.addEventListener('close', ({ detail }) => detail.stream);
  element.addEventListener('limitwarning', ({ detail }) => detail.timeLeft);
  element.addEventListener('click', (event) => event.clientX);
  document.body.append(element);
  // @ts-expect-error the session is the element's own
  element.session = session;
  // @ts-expect-error the phase is told, not set
  session.phase = 'live';
}

// One way to sign in, and only one.
const common = { power: 'line', iceServers: [], times: { gatheringCap: 0.5 } } as const;
export const allowed: LiveSessionOptions[] = [
  { src: '/whep' },
  { ...common, src: '/whep' },
  { deviceId: 'd', token: 't' },
  {
    ...common,
    deviceId: 'd',
    token: ({ fresh }) => String(fresh),
    componentId: '2',
    apiBase: '/x',
  },
  { deviceId: 'd', token: () => Promise.resolve('t') },
];
export const refused: LiveSessionOptions[] = [
  // @ts-expect-error neither of the two
  {},
  // @ts-expect-error a token never goes to `src`
  { src: '/whep', token: 't' },
  // @ts-expect-error both of the two
  { src: '/whep', deviceId: 'd', token: 't' },
  // @ts-expect-error the documented address needs a bearer
  { deviceId: 'd' },
  // @ts-expect-error `src` is a whole address
  { src: '/whep', apiBase: '/x' },
  // @ts-expect-error there are two kinds of power
  { src: '/whep', power: 'solar' },
  // @ts-expect-error a provider gives a string
  { deviceId: 'd', token: () => 4 },
  // @ts-expect-error no such time
  { src: '/whep', times: { hesitation: 1 } },
  // @ts-expect-error seconds, not a text
  { src: '/whep', times: { post: '10s' } satisfies SessionTimes },
];

const [noCamera, tokenForSource, twoCameras, noToken] = refused as [
  LiveSessionOptions,
  LiveSessionOptions,
  LiveSessionOptions,
  LiveSessionOptions,
];

test('what the types allow is accepted, and nothing is asked of anybody', () => {
  for (const options of allowed) {
    assert.equal(new LiveSession(options).phase, 'idle');
  }
});

test('mixtures that would send a token astray are refused without types as well', () => {
  for (const options of [noCamera, tokenForSource, twoCameras, noToken]) {
    assert.throws(() => new LiveSession(options), TypeError);
  }
});
