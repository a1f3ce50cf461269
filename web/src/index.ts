/**
 * Live video from cameras that speak WHEP as Ring's do. Importing this module does nothing: no network,
 * no module loading, no browser needed. The `<ring-live>` element is registered by `ring-live/element`.
 *
 * @packageDocumentation
 */

export { RingLiveError } from './errors.js';
export type {
  LimitNews,
  LiveSessionEventMap,
  PhaseChange,
  Recovery,
  Timings,
  TypedEventTarget,
  VideoSize,
} from './events.js';
export { preload } from './module.js';
export type { PreloadOptions } from './module.js';
export { defaultApiBase, defaultIceServers } from './options.js';
export type {
  DeviceOptions,
  LiveSessionOptions,
  Power,
  SessionTimes,
  SourceOptions,
} from './options.js';
export type { BrowserParts, HeadersSource, TokenRequest, TokenSource } from './ports.js';
export { LiveSession } from './session.js';
export type { LiveStats } from './stats.js';
export type {
  AttemptPhase,
  EndReason,
  FailureKind,
  Fault,
  SessionPhase,
  Stage,
  WaitReason,
} from './types.js';
export { defineWords, wordsFor } from './words.js';
export type {
  ActionName,
  FailureWords,
  SomeWords,
  StateName,
  StatisticName,
  Words,
} from './words.js';
