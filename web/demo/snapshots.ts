// Pictures that a visitor takes: the last few of each camera, under it, in place of a download.

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
  const item = document.createElement('li');
  const image = document.createElement('img');
  image.src = URL.createObjectURL(blob);
  image.alt = `Taken at ${new Date().toLocaleTimeString([], { hour12: false })}`;
  item.append(image);
  return item;
}

function forget(item: Element | undefined): void {
  URL.revokeObjectURL(item?.querySelector('img')?.src ?? '');
  item?.remove();
}
export {};
