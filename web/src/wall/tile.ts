// One player of a wall: what is true of it, and how it is told whether it is live. Which of them are is the core's.

import type { RingLiveElement } from '../element/register.js';
import { now } from '../session/ports.js';
import { toSeconds } from '../session/units.js';
import { Cell } from './cell.js';
import { CameraState } from './rule.js';
import type { TileAnswer, TileFacts } from './rule.js';

/** Frames that were decoded, and those that were not or, though they were, came too late to be shown. */
export interface Frames {
  readonly decoded: number;
  readonly dropped: number;
}

const noFrames: Frames = { decoded: 0, dropped: 0 };
const nothingLate = { stream: null, count: null };
const resting: TileAnswer = { live: false, held: false, urgent: false, left: 0 };

export class Tile {
  readonly player: RingLiveElement;
  readonly cell: Cell;
  /** Of its camera, in the core's books; 0: not known yet. */
  id = 0;
  /** As the browser saw it last. */
  onScreen = false;
  /** Most of it is. */
  inSight = false;
  /** When something happened there, on the page's clock; 0: never, or long ago. */
  attended = 0;
  /** When a person wanted to see it; 0: never. */
  asked = 0;
  answer = resting;

  readonly #leaving = new AbortController();
  /** It was told to play, and not since to stop. */
  #told = false;
  /** By a person or the page, not by the wall. */
  #stopped = false;
  /** Its time is nearly up. */
  #near = false;
  #lastLive: number | null = null;
  #frames = noFrames;
  /** As its video counts them, while somebody can see it: else each frame is late. Null: not counted yet. */
  #late: { readonly stream: MediaProvider | null; readonly count: number | null } = nothingLate;

  /** @param changed Called when the wall should look again. */
  constructor(player: RingLiveElement, changed: () => void) {
    this.player = player;
    this.cell = new Cell(player);
    const { signal } = this.#leaving;
    const on = (type: string, act: () => void): void => {
      player.addEventListener(
        type,
        () => {
          act();
          changed();
        },
        { signal },
      );
    };
    on('play', () => {
      this.#played();
    });
    on('pause', () => {
      this.#stopped ||= this.#told && player.session?.endReason === 'requested';
    });
    on('limitwarning', () => {
      this.#near = true;
    });
    on('limitchange', () => {
      this.#near = false;
    });
    for (const type of ['phasechange', 'stallchange']) {
      on(type, () => undefined);
    }
  }

  /** It is not of the wall any more: whatever plays there is the page's. */
  leave(): void {
    this.#leaving.abort();
    this.attended = 0;
  }

  get isLive(): boolean {
    return this.player.session?.stalled === false && isFlowing(this.player);
  }

  get rests(): boolean {
    const { paused, error } = this.player;
    return paused && error === null;
  }

  /** Seconds since it last was; null: never. */
  get age(): number | null {
    return this.#lastLive === null ? null : toSeconds(now() - this.#lastLive);
  }

  /** Something happened there: whoever stopped it did not know. */
  attend(): void {
    this.attended = now();
    this.#stopped = false;
  }

  /** A person wants to see it now. */
  ask(): void {
    this.asked = now();
    this.#stopped = false;
  }

  /** It shows another camera. */
  forget(): void {
    this.id = 0;
    this.#lastLive = null;
    this.#stopped = false;
    this.attended = 0;
  }

  facts(seen: boolean): TileFacts {
    const { id, player, attended, asked } = this;
    if (this.isLive) {
      this.#lastLive = now();
    }
    if (!seen || !this.onScreen) {
      this.#late = nothingLate;
    }
    const isInPicture = player.shadowRoot?.pictureInPictureElement != null;
    return {
      ...{ id, attended, asked, camera: this.#camera() },
      seen: (seen && this.onScreen) || isInPicture,
      priority: Math.round(Number(player.getAttribute('priority') ?? 0)) || 0,
      battery: player.power !== 'line',
    };
  }

  obey(answer: TileAnswer): void {
    const { player } = this;
    this.answer = answer;
    if (!answer.urgent) {
      this.attended = 0;
    }
    const isOver = player.phase === 'closed' && this.#told;
    if (answer.live ? !this.#told || (isOver && answer.held) : this.#told || !player.paused) {
      this.#told = answer.live;
      void (answer.live ? player.play() : player.pause());
    }
    if (answer.held && this.#near) {
      this.#near = false;
      player.continueWatching();
    }
  }

  /** Since the last time, as far as the browser counts them. */
  async countFrames(): Promise<Frames> {
    const { framesDecoded, framesDropped } = (await this.player.session?.getStats()) ?? {};
    const before = this.#frames;
    this.#frames = { decoded: framesDecoded ?? 0, dropped: framesDropped ?? 0 };
    // Another session counts from 0.
    const { decoded, dropped } = this.#frames.decoded < before.decoded ? noFrames : before;
    return {
      decoded: this.#frames.decoded - decoded,
      dropped: this.#frames.dropped - dropped + this.#countLate(),
    };
  }

  /** A stream's first frames come in one go, which no machine shows one by one: they count from the second time on. */
  #countLate(): number {
    const video = this.player.shadowRoot?.querySelector<HTMLVideoElement>('[part~="video"]');
    const stream = video?.srcObject ?? null;
    const isNew = stream !== this.#late.stream;
    const { count } = this.#late;
    const now = video?.getVideoPlaybackQuality().droppedVideoFrames ?? 0;
    this.#late = { stream, count: isNew ? null : now };
    return isNew || count === null ? 0 : Math.max(now - count, 0);
  }

  #played(): void {
    if (!this.#told && !this.player.autoplay) {
      this.ask();
    }
    this.#stopped = false;
  }

  #camera(): CameraState {
    const { src, deviceId, token, error, session, phase } = this.player;
    const isChosen = src !== '' || (deviceId !== '' && token !== null);
    if (this.#stopped || !isChosen) {
      return CameraState.unwanted;
    }
    if (error !== null) {
      return error.retryable ? CameraState.failed : CameraState.unwanted;
    }
    return session === null ? CameraState.off : stateOfPhase[phase];
  }
}

const stateOfPhase: Readonly<Record<RingLiveElement['phase'], CameraState>> = {
  idle: CameraState.off,
  starting: CameraState.starting,
  live: CameraState.live,
  rolling: CameraState.rolling,
  waiting: CameraState.off,
  closing: CameraState.off,
  closed: CameraState.off,
};

function isFlowing({ phase }: RingLiveElement): boolean {
  return stateOfPhase[phase] >= CameraState.live;
}
