// The shadow tree of <ring-live>: built by hand from elements and text, never from markup, so that
// nothing foreign is ever parsed (Trusted Types). Parts marked with `part` can be styled from outside.

const svgNamespace = 'http://www.w3.org/2000/svg';

/** Outlines on a 24 by 24 grid. */
const icons = {
  play: 'M8 5.2v13.6a.8.8 0 0 0 1.2.7l10.9-6.8a.8.8 0 0 0 0-1.4L9.2 4.5a.8.8 0 0 0-1.2.7Z',
  stop: 'M8 6h8a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2Z',
  again:
    'M12 5V2.6a.6.6 0 0 1 1-.4l4 3.4a.6.6 0 0 1 0 .9l-4 3.4a.6.6 0 0 1-1-.5V7a5.5 5.5 0 1 0 5.5 5.5 1 1 0 1 1 2 0A7.5 7.5 0 1 1 12 5Z',
  more: 'M11 5h2v6h6v2h-6v6h-2v-6H5v-2h6Z',
  expand:
    'M4 9V5a1 1 0 0 1 1-1h4v2H6v3H4Zm11-5h4a1 1 0 0 1 1 1v4h-2V6h-3V4ZM4 15h2v3h3v2H5a1 1 0 0 1-1-1v-4Zm14 0h2v4a1 1 0 0 1-1 1h-4v-2h3v-3Z',
} as const;

export type IconName = keyof typeof icons;

/** Steps of the time ring: fine enough to look smooth, coarse enough to cost nothing. */
export const ringSteps = 90;

export interface IconButton {
  readonly button: HTMLButtonElement;
  /** Sets picture, visible text (maybe none) and the name that a screen reader says. */
  dress(icon: IconName, name: string, visible: boolean): void;
}

export interface Parts {
  readonly frame: HTMLElement;
  readonly video: HTMLVideoElement;
  /** Its like: which of the two is in front is the screen's business. */
  readonly spare: HTMLVideoElement;
  readonly held: HTMLCanvasElement;
  readonly poster: HTMLImageElement;
  readonly status: HTMLElement;
  readonly statusText: HTMLElement;
  readonly heldLabel: HTMLElement;
  readonly spoken: HTMLElement;
  readonly time: HTMLElement;
  readonly timeText: HTMLElement;
  readonly timeRing: SVGElement;
  readonly message: HTMLElement;
  readonly main: IconButton;
  readonly bar: HTMLElement;
  readonly more: IconButton;
  readonly stop: IconButton;
  readonly expand: IconButton;
}

export function buildParts(): Parts {
  const video = makeVideo();
  const spare = makeVideo();
  const held = make('canvas', 'picture held', 'held');
  const poster = make('img', 'picture poster', 'poster');
  poster.alt = '';

  const statusText = make('span');
  const status = make('span', 'pill', 'status');
  status.append(make('span', 'dot'), statusText);
  const heldLabel = make('span', 'pill quiet', 'held-label');
  const spoken = make('span', 'spoken');
  const line = make('div', 'line');
  line.setAttribute('role', 'status');
  line.setAttribute('aria-live', 'polite');
  line.append(status, heldLabel, spoken);

  const { ring, left } = timeRing();
  const timeText = make('span');
  const time = make('div', 'pill time', 'time');
  time.setAttribute('role', 'timer');
  time.append(ring, timeText);

  const message = make('p', 'message', 'message');
  message.setAttribute('aria-live', 'polite');
  const main = iconButton('primary', 'button main-button');
  const center = make('div', 'center');
  center.append(message, main.button);

  const more = iconButton('more-button', 'button more-button');
  const stop = iconButton('', 'button stop-button');
  const expand = iconButton('', 'button fullscreen-button');
  const bar = make('div', 'bar', 'controls');
  bar.append(more.button, stop.button, expand.button);

  const layer = make('div', 'layer');
  layer.append(line, time, center, bar);
  const frame = make('div', 'frame', 'frame');
  frame.append(video, spare, held, poster, make('div', 'shade'), layer);
  return {
    frame,
    video,
    spare,
    held,
    poster,
    status,
    statusText,
    heldLabel,
    spoken,
    time,
    timeText,
    timeRing: left,
    message,
    main,
    bar,
    more,
    stop,
    expand,
  };
}

function makeVideo(): HTMLVideoElement {
  const video = make('video');
  video.muted = true; // There is no sound, and only muted video may start unasked.
  video.setAttribute('muted', '');
  video.playsInline = true;
  video.disableRemotePlayback = true; // A live picture cannot be handed to another device.
  return video;
}

function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = '',
  part = '',
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className !== '') {
    element.className = className;
  }
  if (part !== '') {
    element.setAttribute('part', part);
  }
  return element;
}

function makeSvg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>>,
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(svgNamespace, tag);
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
  return element;
}

/** The circle's length is declared as the number of steps, so that its offset counts steps. */
function timeRing(): { ring: SVGElement; left: SVGElement } {
  const ring = makeSvg('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' });
  const circle = { cx: '12', cy: '12', r: '9.5' };
  const steps = String(ringSteps);
  const left = makeSvg('circle', {
    ...circle,
    class: 'left',
    pathLength: steps,
    'stroke-dasharray': steps,
  });
  ring.append(makeSvg('circle', circle), left);
  return { ring, left };
}

function iconButton(className: string, part: string): IconButton {
  const button = make('button', className, part);
  button.type = 'button';
  const path = makeSvg('path', { 'fill-rule': 'evenodd' });
  const svg = makeSvg('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' });
  svg.append(path);
  const label = make('span');
  button.append(svg, label);
  return {
    button,
    dress(icon, name, visible) {
      path.setAttribute('d', icons[icon]);
      label.textContent = visible ? name : '';
      label.hidden = !visible;
      // With visible text that text is the name; a second one would only drift.
      if (visible) {
        button.removeAttribute('aria-label');
      } else {
        button.setAttribute('aria-label', name);
      }
      if (!visible) {
        button.title = name;
      }
    },
  };
}
