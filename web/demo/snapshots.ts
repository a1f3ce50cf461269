// Pictures that a visitor takes: the last few of each camera, under it, each a link that saves it.

import { say } from './language.js';

const kept = 4;

for (const player of document.querySelectorAll('ring-live')) {
  const strip = player.closest('.card')?.querySelector('.strip');
  player.addEventListener('snapshot', (event) => {
    event.preventDefault();
    strip?.append(picture(event.detail.blob));
    if (strip !== null && strip !== undefined && strip.children.length > kept) {
      forget(strip.children[0]);
    }
  });
}

function picture(blob: Blob): HTMLElement {
  const time = new Date().toLocaleTimeString([], { hour12: false });
  const image = document.createElement('img');
  image.src = URL.createObjectURL(blob);
  image.alt = say('Taken at {}', time);
  const link = document.createElement('a');
  link.href = image.src;
  link.download = `picture-${time.replaceAll(':', '-')}.png`;
  link.append(image);
  const item = document.createElement('li');
  item.append(link);
  return item;
}

function forget(item: Element | undefined): void {
  URL.revokeObjectURL(item?.querySelector('img')?.src ?? '');
  item?.remove();
}
