// What a visitor has saved, pictures and clips: the last few of each strip, each a link that downloads it.

import { say } from './language.js';

const kept = 4;

/** From now on what this player saves is shown there, and not downloaded at once. */
export function showSaved(player: HTMLElementTagNameMap['ring-live'], strip: Element): void {
  const show = (item: HTMLElement): void => {
    strip.append(item);
    if (strip.children.length > kept) {
      forget(strip.children[0]);
    }
  };
  player.addEventListener('snapshot', (event) => {
    event.preventDefault();
    show(picture(event.detail.blob));
  });
  player.addEventListener('clip', (event) => {
    event.preventDefault();
    show(clip(event.detail.blob, player.label));
  });
}

function picture(blob: Blob): HTMLElement {
  const time = timeNow();
  const image = document.createElement('img');
  image.src = URL.createObjectURL(blob);
  image.alt = say('Taken at {}', time);
  const link = linkTo(image.src, `picture-${time.replaceAll(':', '-')}.png`);
  link.append(image);
  return itemOf(link);
}

function clip(blob: Blob, camera: string): HTMLElement {
  const time = timeNow();
  const video = document.createElement('video');
  video.src = URL.createObjectURL(blob);
  video.controls = true;
  video.muted = true;
  video.ariaLabel = `${camera}, ${time}`;
  const link = linkTo(video.src, `clip-${time.replaceAll(':', '-')}.mp4`);
  link.textContent = say('{} as MP4', video.ariaLabel);
  return itemOf(video, link);
}

function linkTo(address: string, name: string): HTMLAnchorElement {
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  return link;
}

function itemOf(...content: readonly Node[]): HTMLElement {
  const item = document.createElement('li');
  item.append(...content);
  return item;
}

function timeNow(): string {
  return new Date().toLocaleTimeString([], { hour12: false });
}

function forget(item: Element | undefined): void {
  URL.revokeObjectURL(item?.querySelector('a')?.href ?? '');
  item?.remove();
}
