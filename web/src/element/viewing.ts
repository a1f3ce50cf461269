// What only a viewing needs: loaded together with the module, so that a page on which nobody watches yet does not pay
// for it.

import type { FoundWords, LiveSession, LiveSessionEventMap, Words } from '../index.js';
import { listenToClock } from './clock.js';
import { addIcons } from './icon-button.js';
import { isOn } from './looks.js';
import { isInOwnWindow } from './on-screen.js';
import type { Parts } from './parts.js';
import { Screen } from './screen.js';
import { sayNews, sayTaken } from './spoken.js';
import { showStatistics } from './statistics.js';
import { TimeLeft } from './time-left.js';
import { viewingIcons } from './viewing-icons.js';

export { framesOf } from '../session/frames.js';
export { offerFile, takeSnapshot } from './snapshot.js';
export { viewingStylesFor } from './viewing-styles.js';

/** What it knows of the player. */
export interface ViewingPlayer extends HTMLElement {
  readonly session: LiveSession | null;
  readonly paused: boolean;
  readonly stats: boolean;
}

/** What the player does for it. */
export interface ViewingNeeds {
  render(): void;
  /** Starts the video that {@link Screen.play} plays. */
  playVideo(): void;
  /** Another video is in front. */
  swapped(): void;
  /** Its words and their language, as of its last look. */
  speech(): { readonly words: FoundWords; readonly lang: string };
}

/** Of one player that may have a picture from now on. */
export class Viewing {
  readonly screen: Screen;
  readonly #player: ViewingPlayer;
  readonly #parts: Parts;
  readonly #needs: ViewingNeeds;
  readonly #time: TimeLeft;
  #waking = false;

  constructor(player: ViewingPlayer, parts: Parts, needs: ViewingNeeds) {
    this.#player = player;
    this.#parts = parts;
    this.#needs = needs;
    this.#time = new TimeLeft(parts.time);
    addIcons(viewingIcons);
    listenToClock(parts, () => {
      this.#waking = true;
      needs.render();
    });
    sayTaken(player, parts, () => this.#speech.words);
    this.screen = new Screen(parts, {
      changed: () => {
        needs.render();
      },
      swapped: () => {
        needs.swapped();
      },
      pictureInPicture: (type, inPicture) => {
        player.session?.viewerChanged({ inPicture: inPicture || isInOwnWindow(player) });
        needs.render();
        player.dispatchEvent(new Event(type));
      },
      paused: () => {
        if (player.isConnected && !player.paused) {
          needs.playVideo();
        }
      },
    });
  }

  /** It has been connected for a while, and no frame has come: said only now, for many a wait is over sooner. */
  get waking(): boolean {
    return this.#waking;
  }

  /** Whole: all of English has come. */
  get #speech(): { readonly words: Words; readonly lang: string } {
    return this.#needs.speech() as { readonly words: Words; readonly lang: string };
  }

  /** News of the present session. */
  follow(type: keyof LiveSessionEventMap, session: LiveSession): void {
    switch (type) {
      case 'streamchange':
        this.screen.show(session.stream);
        if (session.stream !== null) {
          this.#needs.playVideo();
        }
        break;
      case 'nextstreamchange':
        this.screen.prepare(session.nextStream);
        break;
      case 'phasechange':
        if (!isOn(session) || session.phase === 'waiting') {
          this.screen.hold();
        }
        this.#awaitFrame(session);
        break;
      case 'timeupdate':
        this.#showTime(session);
        break;
      default:
        sayNews(type, session, this.#parts, this.#speech.words);
    }
  }

  /** How long a while is, the style sheet's clock says. */
  #awaitFrame({ phase, attemptPhase }: LiveSession): void {
    const isAwaited = phase === 'starting' && attemptPhase === 'awaiting-frame';
    this.#waking &&= isAwaited;
    this.#parts.frame.toggleAttribute('data-connected', isAwaited);
  }

  /** Another second has gone. */
  #showTime(session: LiveSession): void {
    const { words, lang } = this.#speech;
    this.#time.show(session.budgetLeft ?? 0, session.budget ?? 0, words);
    if (this.#player.stats) {
      void session.getStats().then((stats) => {
        showStatistics(this.#parts.statistics, stats, words, lang);
      });
    }
  }
}
