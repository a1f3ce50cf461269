// One opening: its native session, from loading the module until it is forgotten, and the page around
// it. It carries calls down and news up, and reads neither.
//
// News is never told inside a call of the module: it rings, and a microtask later the notices are
// drained, so that no listener ever runs below a C++ frame or below `open()`.

import { readAddress } from './address.js';
import { call } from './contract.js';
import type { NativeFailure, NativeSession, Notice, SessionCalls } from './contract.js';
import { deferred } from './deferred.js';
import type { VideoSize } from './events.js';
import { EarlyPeer } from './early-peer.js';
import { ModuleFailure, isModuleLoaded, loadModule } from './module.js';
import type { Loaded } from './module.js';
import { defaultIceServers } from './options.js';
import type { LiveSessionOptions, SourceOptions } from './options.js';
import { isOnline, pageIsVisible, watchPage } from './page.js';
import { now, peerConstructor } from './ports.js';
import type { NoticeReader } from './reader.js';
import type { Told } from './told.js';
import type { FirstFailureKind } from '../words/words.js';

/** Whether the place where the picture is shown can be seen. */
export interface ViewerPresence {
  onScreen: boolean;
  inPicture: boolean;
  /** It is out of the document. */
  removed: boolean;
}

export class Run {
  /** Of this opening. */
  frame = deferred<VideoSize>();
  /** When all is released. */
  readonly closed = deferred<void>();
  /** Somebody asked to close, or the core is closing: no way back but a new run. */
  leaving = false;
  /** Else it is only prepared, and nothing is told of it. */
  opened = false;
  /** Milliseconds that the opening waited for the module. */
  moduleTime = 0;
  /** Null before there is a module. */
  reader: NoticeReader | null = null;
  options: LiveSessionOptions;

  readonly #presence: Readonly<ViewerPresence>;
  readonly #told: Told;
  /** Set once the module is there and has opened. */
  #native: NativeSession | null = null;
  /** News that does not come from the module: before there is one, and when it breaks. */
  readonly #ownNotices: Notice[] = [];
  /** Gathers while the module starts. */
  #early: EarlyPeer | null = null;
  /** Pictures handed over below a C++ frame, waiting to be told. */
  readonly #arrived: { readonly attempt: number; readonly stream: MediaStream }[] = [];
  #starting = false;
  #openedAt = 0;
  /** A drain is already due. */
  #ringing = false;
  /** It has nothing more to say. */
  #over = false;
  /** The page was left and may come back. */
  #pageAway = false;
  readonly #stopWatching: () => void;

  constructor(options: LiveSessionOptions, presence: Readonly<ViewerPresence>, told: Told) {
    this.options = options;
    this.#presence = presence;
    this.#told = told;
    this.#stopWatching = this.#watchPage();
  }

  prepare(): void {
    this.tell('prepare');
    void this.#start();
  }

  open(): void {
    if (!this.opened) {
      this.opened = true;
      this.#openedAt = now();
      this.#news({ type: 'phase', phase: 'starting', reason: 'none', wait: 'none' });
    }
    this.tell('open', isOnline());
    void this.#start();
  }

  close(): void {
    if (this.#native === null) {
      this.#cancel();
    } else {
      this.leaving = true;
      this.tell('close');
    }
  }

  /** Calls the module if there is one. A module that traps is given up, and that is told, not thrown. */
  tell<Name extends keyof SessionCalls>(
    name: Name,
    ...details: Parameters<SessionCalls[Name]>
  ): ReturnType<SessionCalls[Name]> | undefined {
    if (this.#native !== null) {
      try {
        return call(this.#native, name, details);
      } catch (reason) {
        this.#native = null;
        this.#fail(reason);
      }
    }
    return undefined;
  }

  /** See {@link LiveSession.sourceChanged}. */
  changeSource(src: string): void {
    this.options = { ...this.options, src } as SourceOptions;
    const address = readAddress(src);
    if (address !== null) {
      this.tell('rename_endpoint', address.href);
    }
  }

  tellPresence(): void {
    const { onScreen, inPicture } = this.#presence;
    this.tell('presence_changed', pageIsVisible(), onScreen, inPicture);
  }

  tellRemoved(): void {
    this.tell(this.#presence.removed ? 'viewer_removed' : 'viewer_returned');
  }

  /** Everything is released: forgets the native session. */
  end(): void {
    this.#stopWatching();
    this.#early?.close();
    this.reader?.end();
    this.leaving = true;
    this.#over = true;
    // Kept: a session whose POST is still under way may yet be deleted in vain, and that is told.
    this.tell('destroy');
  }

  #watchPage(): () => void {
    return watchPage({
      visibilityChanged: () => {
        this.tellPresence();
      },
      // Synchronous on purpose: the DELETE must leave before this returns.
      left: () => {
        this.#pageAway = true;
        this.tell('page_left');
      },
      returned: () => {
        this.#pageAway = false;
        this.tell('page_returned');
      },
      networkChanged: (online) => {
        this.tell('network_changed', online);
      },
    });
  }

  /** Loads the module, unless that is done or under way; then does what was asked for meanwhile. */
  async #start(): Promise<void> {
    if (this.#starting) {
      return;
    }
    this.#starting = true;
    // Asked for first: it comes while the browser makes its first peer, which holds the page for some 20 ms.
    const loading = loadModule();
    this.#early = this.#makeEarlyPeer();
    try {
      this.#begin(await loading);
    } catch (reason) {
      this.#fail(reason);
    }
    this.#early?.close(); // No effect on one that was taken.
  }

  /** Nothing is gathered where the core would wait for a viewer or a network. */
  #makeEarlyPeer(): EarlyPeer | null {
    const { ports, iceServers } = this.options;
    const Peer = peerConstructor(ports);
    const { onScreen, removed } = this.#presence;
    const mayStart = pageIsVisible() && isOnline() && onScreen && !removed;
    return isModuleLoaded() || !mayStart || Peer === null
      ? null
      : new EarlyPeer(Peer, iceServers ?? defaultIceServers);
  }

  #begin({ module, beside }: Loaded): void {
    if (this.leaving) {
      return; // Closed meanwhile: no token, no POST.
    }
    if (this.opened) {
      this.moduleTime = now() - this.#openedAt;
    }
    this.reader = new beside.NoticeReader(this, this.#told);
    const id = beside.createSession(module, this.options, this.#early?.parts, {
      noticesWait: () => {
        this.#ring();
      },
      streamArrived: (attempt, stream) => {
        this.#arrived.push({ attempt, stream });
        this.#ring();
      },
    });
    this.#native = { module, id };
    this.tellPresence();
    if (this.#presence.removed) {
      this.tell('viewer_removed');
    }
    if (this.#pageAway) {
      this.tell('page_left');
    }
    if (this.opened) {
      this.tell('open', isOnline());
    } else {
      this.tell('prepare');
    }
  }

  /** Ends a run that has no native session. */
  #cancel(): void {
    if (this.opened && !this.leaving) {
      this.leaving = true;
      this.#news({ type: 'phase', phase: 'closed', reason: 'requested', wait: 'none' });
    }
  }

  /** The module could not be had, or broke. Nobody's news unless somebody wants to watch. */
  #fail(reason: unknown): void {
    this.#starting = false; // An `open()` after a `prepare()` tries again, and tells.
    if (this.opened && !this.#over) {
      this.leaving = true;
      this.#news({ type: 'failed', failure: moduleFailure(reason) });
      this.#news({ type: 'phase', phase: 'closed', reason: 'failed', wait: 'none' });
    }
  }

  #news(notice: Notice): void {
    this.#ownNotices.push(notice);
    this.#ring();
  }

  #ring(): void {
    if (!this.#ringing) {
      this.#ringing = true;
      queueMicrotask(() => {
        this.#ringing = false;
        this.#drain();
      });
    }
  }

  #drain(): void {
    // Pictures first: the news of a first frame should find its stream in place.
    for (const { attempt, stream } of this.#arrived.splice(0)) {
      // The peer of a run that is leaving is being closed already.
      if (!this.leaving) {
        this.reader?.show(attempt, stream);
      }
    }
    const notices = this.#ownNotices.splice(0);
    notices.push(...(this.tell('drain') ?? []));
    for (const notice of notices) {
      // A run that is over has nothing more to say, whatever a listener began in the meantime; but
      // that a camera stays busy is no news of a run.
      if (!this.#over || notice.type === 'release-failed') {
        this.#told.take(this, notice);
      }
    }
  }
}

/** The one failure that the core cannot tell, because it is not there. */
function moduleFailure(reason: unknown): NativeFailure & { kind: FirstFailureKind } {
  const known = reason instanceof ModuleFailure;
  return {
    kind: known ? reason.kind : 'unsupported-browser',
    stage: 'setup',
    fault: known ? reason.fault : 'browser',
    attempt: 0,
    status: 0,
    title: '',
    // Of an unknown trouble only the class: what else it says might quote what it was given.
    detail: known
      ? reason.message
      : `The player's module broke (${reason instanceof Error ? reason.name : typeof reason}).`,
    request_id: '',
    retryable: known && reason.retryable,
    retry_at: -1,
    cross_origin: false,
  };
}
