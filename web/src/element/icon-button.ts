// A button with a picture, and a name that is seen or only heard.

import { make, makeSvg, setAttribute, setText } from './make.js';
import type { ViewingIcon } from './viewing-icons.js';

type BasicIcon = 'play' | 'stop' | 'again' | 'more' | 'what' | 'chart' | 'expand';

/** Outlines on a 24 by 24 grid; those of buttons that only a picture has come with it (viewing-icons.ts). */
const icons: Record<BasicIcon, string> & Partial<Record<string, string>> = {
  play: 'M8 5.2v13.6a.8.8 0 0 0 1.2.7l10.9-6.8a.8.8 0 0 0 0-1.4L9.2 4.5a.8.8 0 0 0-1.2.7Z',
  stop: 'M8 6h8a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2Z',
  again:
    'M12 5V2.6a.6.6 0 0 1 1-.4l4 3.4a.6.6 0 0 1 0 .9l-4 3.4a.6.6 0 0 1-1-.5V7a5.5 5.5 0 1 0 5.5 5.5 1 1 0 1 1 2 0A7.5 7.5 0 1 1 12 5Z',
  more: 'M4 10h4v4H4Zm6 0h4v4h-4Zm6 0h4v4h-4Z',
  what: 'M11 6h2v3h-2Zm0 5h2v7h-2Z',
  chart: 'M4 13h3.5v7H4Zm6.25-9h3.5v16h-3.5ZM16.5 9H20v11h-3.5Z',
  expand:
    'M4 9V5a1 1 0 0 1 1-1h4v2H6v3H4Zm11-5h4a1 1 0 0 1 1 1v4h-2V6h-3V4ZM4 15h2v3h3v2H5a1 1 0 0 1-1-1v-4Zm14 0h2v4a1 1 0 0 1-1 1h-4v-2h3v-3Z',
};

/** One of ours, or the outline that a part of its own brings along. */
export type IconName = BasicIcon | ViewingIcon | `M${string}`;

export interface IconButton {
  readonly button: HTMLButtonElement;
  /** Sets the picture and a name that stands beside it. */
  label(icon: IconName, name: string): void;
  /** Sets the picture and a name that is heard, and shown by a mouse that rests on it: one text, so it is heard once. */
  name(icon: IconName, name: string): void;
}

/** Outlines by name, for all buttons from the next `label()` or `name()` on. */
export function addIcons(more: Readonly<Record<string, string>>): void {
  Object.assign(icons, more);
}

export function iconButton(className: string, part: string): IconButton {
  const button = make('button', className, part);
  button.type = 'button';
  const path = makeSvg('path', { 'fill-rule': 'evenodd' });
  const svg = makeSvg('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' });
  svg.append(path);
  const label = make('span');
  button.append(svg, label);
  const draw = (icon: IconName): void => {
    setAttribute(path, 'd', icon.startsWith('M') ? icon : (icons[icon] ?? ''));
  };
  return {
    button,
    label(icon, name) {
      draw(icon);
      setText(label, name);
    },
    name(icon, name) {
      draw(icon);
      button.title = name;
    },
  };
}
