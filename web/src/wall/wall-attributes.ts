// What <ring-live-wall> is told from outside: attributes and the properties that reflect them, and what it tells. It shows
// nothing.

import type { RingLiveElement } from '../element/register.js';
import type { TypedEventTarget } from '../session/events.js';
import type { WallTimes } from './rule.js';

/** What a wall tells. */
export interface RingLiveWallEventMap {
  /**
   * A person has moved a camera: `order` is what it comes to, to be saved. Unless a listener prevents it, the wall moves
   * its child; a framework that draws the children prevents it and draws them in that order.
   */
  reorder: CustomEvent<{ readonly order: readonly RingLiveElement[] }>;
  /** Other tiles have places. */
  livechange: CustomEvent<{ readonly live: readonly RingLiveElement[] }>;
}

type TypedElement = Omit<HTMLElement, 'addEventListener' | 'removeEventListener'> &
  TypedEventTarget<HTMLElementEventMap & RingLiveWallEventMap>;

// A server has no HTMLElement; there the classes exist but are never constructed.
const ElementBase = (globalThis.HTMLElement ?? class {}) as new () => TypedElement;

export const wallAttributes = ['max-live', 'patrol', 'budget', 'controls', 'lang'] as const;

/** Those that have accessors. */
export const wallProperties = ['maxLive', 'patrol', 'budget', 'controls', 'times'] as const;

/** How a wall works. Each attribute has a property that reflects it; null and undefined take the attribute away. */
export abstract class WallAttributes extends ElementBase {
  #times: WallTimes = {};

  /** A property that is no attribute has another value. */
  protected abstract changed(): void;

  /** How many are live at most; null: as many as this machine decodes, 6 to begin with. */
  get maxLive(): number | null {
    return this.#number('max-live');
  }
  set maxLive(value: number | string | null | undefined) {
    this.#reflect('max-live', value);
  }

  /** Seconds after which a place goes to the next camera; null: it stays. */
  get patrol(): number | null {
    return this.#number('patrol');
  }
  set patrol(value: number | string | null | undefined) {
    this.#reflect('patrol', value);
  }

  /** Seconds of camera time in any hour for each camera on battery; null: the core's 600. */
  get budget(): number | null {
    return this.#number('budget');
  }
  set budget(value: number | string | null | undefined) {
    this.#reflect('budget', value);
  }

  /** Show the wall's buttons. */
  get controls(): boolean {
    return this.hasAttribute('controls');
  }
  set controls(value: boolean | '' | null | undefined) {
    this.toggleAttribute('controls', value === '' || value === true);
  }

  /** Single times, in seconds; what is absent is the core's own. */
  get times(): WallTimes {
    return this.#times;
  }
  set times(value: WallTimes | null | undefined) {
    this.#times = value ?? {};
    this.changed();
  }

  #number(attribute: string): number | null {
    const value = Number(this.getAttribute(attribute) ?? '');
    return value > 0 ? value : null;
  }

  #reflect(attribute: string, value: string | number | null | undefined): void {
    if (value == null) {
      this.removeAttribute(attribute);
    } else {
      this.setAttribute(attribute, String(value));
    }
  }
}
