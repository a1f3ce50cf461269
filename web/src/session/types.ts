// The words of the public API that the core decides on, written down for people. Type tests hold them
// equal to what the native module emits, so neither side can grow a word alone.

/** Where a viewing stands. */
export type SessionPhase =
  /** Not opened yet. */
  | 'idle'
  /** On the way to frames, or frames have stopped for the moment. */
  | 'starting'
  /** Frames are being decoded now. */
  | 'live'
  /** Live, and the next session is on its way to take over. */
  | 'rolling'
  /** No session, until there is a time, a network or a viewer: see {@link WaitReason}. */
  | 'waiting'
  /** Being released: the service is told. */
  | 'closing'
  /** All is released. */
  | 'closed';

/** Where one connection attempt stands: at most one session of the service. */
export type AttemptPhase =
  /** The offer is being made. */
  | 'offering'
  /** Network addresses are collected: offers and answers are sent complete. */
  | 'gathering'
  /** Waiting for the token, then for the reply to the POST. */
  | 'posting'
  /** The server made an offer of its own: it is being answered. Then `gathering` again. */
  | 'countering'
  /** The answer is being applied: the server's here, or ours there. */
  | 'answering'
  /** On the way to an encrypted connection. */
  | 'connecting'
  /** Connected; waiting for frames, the first or further ones. */
  | 'awaiting-frame'
  /** Frames are decoded. */
  | 'flowing'
  /** Released; what may still open or close a session is awaited. */
  | 'ending'
  | 'ended';

/** What a waiting viewing waits for. */
export type WaitReason =
  /** It does not wait. */
  | 'none'
  /** The session before is being released; the next follows at once. */
  | 'release'
  /** The time to try again. */
  | 'retry'
  /** The network. */
  | 'offline'
  /** Somebody who can see it. */
  | 'unseen'
  /** Its turn: other players of the page asked first. */
  | 'turn';

/** Why a viewing closes or has closed. */
export type EndReason =
  /** It does not. */
  | 'none'
  /** `close()`, or the page was left. */
  | 'requested'
  /** The service's limit was near. */
  | 'limit'
  /** Nobody could see it any more. */
  | 'removed'
  /** See `error`. */
  | 'failed';

/** What went wrong. */
export type FailureKind =
  /** The bearer was refused (401), or none could be had. */
  | 'unauthorized'
  /** 403. */
  | 'forbidden'
  /** 404: no such camera, or not part of the account any more. */
  | 'not-found'
  /** The service did not accept the request, or the options cannot work. */
  | 'bad-request'
  /** The service says that the camera is unavailable. */
  | 'device-offline'
  /** 429. */
  | 'rate-limited'
  /** 409: the camera is taken. */
  | 'conflict'
  /** The relay's limit of camera time is reached. */
  | 'used-up'
  /** Any other trouble of the service. */
  | 'server'
  /** No reply, or CORS hid it. */
  | 'network'
  /** A session was opened without saying where: it could never be deleted. */
  | 'no-location'
  /** The session lives on another origin, where the bearer must not go. */
  | 'foreign-location'
  /** The answer cannot be read or does not fit the offer. */
  | 'bad-answer'
  /** The answer's direction cannot send. */
  | 'incompatible-direction'
  /** No WebRTC or WebAssembly here, or the page's policy forbids it. */
  | 'unsupported-browser'
  /** No H.264 decoder here. */
  | 'unsupported-codec'
  /** Video comes, and no picture can be made of it; `detail` names codec and decoder as far as the browser does. */
  | 'undecodable'
  /** A step took too long; the stage says which. */
  | 'timeout'
  /** No path to the camera, or it was lost. */
  | 'ice-failed'
  /** Connected, but frames stopped. */
  | 'stalled'
  /** The camera ended before the limit. */
  | 'ended-early'
  /** Not one network address was found. */
  | 'no-network';

/** The step at which it went wrong. */
export type Stage =
  | 'setup'
  | 'offer'
  | 'gathering'
  | 'token'
  | 'post'
  | 'answer'
  | 'connect'
  | 'first-frame'
  | 'live';

/** Who can mend it. */
export type Fault = 'page' | 'person' | 'service' | 'camera' | 'network' | 'browser';
