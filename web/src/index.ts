/**
 * Live video from cameras that speak WHEP as Ring's do. Importing this module does nothing: no network,
 * no module loading, no browser needed. The `<ring-live>` element is registered by `ring-live/element`.
 *
 * @packageDocumentation
 */

export { RingLiveError } from './session/errors.js';
export type {
  LimitNews,
  LiveSessionEventMap,
  PhaseChange,
  Recovery,
  Timings,
  TypedEventTarget,
  VideoSize,
} from './session/events.js';
export { preload } from './session/module.js';
export type { PreloadOptions } from './session/module.js';
export { defaultApiBase, defaultIceServers } from './session/options.js';
export type {
  DeviceOptions,
  LiveSessionOptions,
  Power,
  SessionTimes,
  SourceOptions,
} from './session/options.js';
export type { BrowserParts, HeadersSource, TokenRequest, TokenSource } from './session/ports.js';
export { LiveSession } from './session/live-session.js';
export type { LiveStats } from './session/stats.js';
export type {
  AttemptPhase,
  EndReason,
  FailureKind,
  Fault,
  SessionPhase,
  Stage,
  WaitReason,
} from './session/types.js';
export { defineWords, failureWords, wordsFor } from './words/words.js';
export type {
  ActionName,
  FailureWords,
  FoundWords,
  SomeWords,
  StateName,
  StatisticName,
  Words,
} from './words/words.js';
