// The clip of a <ring-live>: a button beside that of the snapshot, and a file when it is pressed.

import type { FoundWords, LiveSession } from '../index.js';
import type { ClipPlayer, PlayerClip, SaveClipOptions } from '../element/clip-part.js';
import { iconButton } from '../element/icon-button.js';
import { isFree } from '../element/looks.js';
import { offerFile } from '../element/snapshot.js';
import { Clip } from './keep.js';
import { theRecorder } from './recorder.js';

/** On a 24 by 24 grid: a strip of film, and an arrow down. */
const outline =
  'M4 4h16a1 1 0 0 1 1 1v8h-2v-2h-3V6H8v12h5v2H4a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1Zm1 2v2h1V6Zm0 5v2h1v-2Zm0 5v2h1v-2ZM18 6v2h1V6Zm-1 8h2v4h2.5L18 22l-3.5-4H17Z';

export class ClipOfPlayer implements PlayerClip {
  readonly #player: ClipPlayer;
  readonly #refresh: () => void;
  readonly #icon = iconButton('minor', 'button clip-button');
  #clip: Clip | null = null;
  #session: LiveSession | null = null;

  constructor(player: ClipPlayer, before: Element, refresh: () => void) {
    this.#player = player;
    this.#refresh = refresh;
    const { button } = this.#icon;
    button.hidden = true;
    button.addEventListener('click', () => {
      offerFile(player, 'clip', this.save());
    });
    before.after(button);
    if (player.session !== null) {
      this.follow(player.session);
    }
  }

  follow(session: LiveSession): void {
    this.#close(); // Of another camera, perhaps.
    this.#session = session;
    this.#keep();
  }

  render({ other }: FoundWords): void {
    this.#keep();
    const { clip } = this.#player;
    this.#icon.button.hidden = clip === null || this.#clip?.begun !== true;
    this.#icon.name(outline, other.saveClip(clip ?? 0));
  }

  save(options?: SaveClipOptions): Promise<Blob> {
    if (this.#clip === null || this.#player.clip === null) {
      const reason = 'Nothing is kept: the attribute clip says how many seconds to keep.';
      return Promise.reject(new DOMException(reason, 'InvalidStateError'));
    }
    return this.#clip.save(options);
  }

  /** What the attribute says, as long as somebody could save it. */
  #keep(): void {
    const seconds = this.#player.clip ?? 0;
    if (seconds > 0) {
      theRecorder(); // To be there when a session begins.
    }
    if (this.#isGone()) {
      this.#close();
    } else if (this.#clip !== null) {
      this.#clip.seconds = seconds;
    } else if (this.#session !== null) {
      const begun = this.#refresh;
      this.#clip = new Clip(this.#session, { seconds, begun });
    }
  }

  /** Not in the page any more, and its camera is released: nobody will save this. */
  #isGone(): boolean {
    const isReleased = this.#session === null || isFree(this.#session);
    return !this.#player.isConnected && isReleased;
  }

  #close(): void {
    this.#clip?.close();
    this.#clip = null;
  }
}
