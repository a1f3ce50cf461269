// Whether an element can be seen on its page: not scrolled away, not without a box.

/** The window that it is in, which may be a picture-in-picture window with a document of its own. */
export function viewOf({ ownerDocument }: Element): typeof globalThis {
  return ownerDocument.defaultView ?? globalThis;
}

/** @returns Stops watching. */
export function watchOnScreen(
  element: Element,
  changed: (onScreen: boolean) => void,
  rootMargin = '0px',
): () => void {
  const observer = new (viewOf(element).IntersectionObserver)(
    (entries) => {
      changed(entries.at(-1)?.isIntersecting ?? true);
    },
    { rootMargin },
  );
  observer.observe(element);
  return () => {
    observer.disconnect();
  };
}

/** Once, when it comes near the screen and the page has nothing better to do. @returns Stops waiting. */
export function whenNear(element: Element, near: () => void): () => void {
  const stop = watchOnScreen(
    element,
    (isNear) => {
      if (isNear) {
        stop();
        const view = viewOf(element);
        // Not every browser can tell.
        if (typeof view.requestIdleCallback === 'function') {
          view.requestIdleCallback(near);
        } else {
          near();
        }
      }
    },
    '100%',
  );
  return stop;
}

/** In a window of its own, above all others, which can be seen whatever becomes of the page's. */
export function isInOwnWindow({ ownerDocument }: Element): boolean {
  return ownerDocument !== globalThis.document && ownerDocument.visibilityState === 'visible';
}

/** Now, by its box alone: the observer only knows after the next painted frame. */
export function isOnScreen(element: Element): boolean {
  const { top, left, bottom, right, width, height } = element.getBoundingClientRect();
  const { innerWidth, innerHeight } = viewOf(element);
  return (
    width > 0 && height > 0 && bottom > 0 && right > 0 && top < innerHeight && left < innerWidth
  );
}
