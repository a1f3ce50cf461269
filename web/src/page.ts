// What the page goes through, as far as it matters to a camera: hidden, left, frozen, brought back,
// on and off the network. Facts only; what follows from them is the core's to decide.

export interface PageNews {
  /** The tab came to the front, or went behind. */
  visibilityChanged(visible: boolean): void;
  /** Nothing may run from now on, perhaps for ever. Told synchronously: a last request must leave now. */
  left(): void;
  /** Back from the back/forward cache, or from being frozen. */
  returned(): void;
  networkChanged(online: boolean): void;
}

/** False only where there is a page and it is hidden: a server has none. */
export function pageIsVisible(): boolean {
  return globalThis.document?.visibilityState !== 'hidden';
}

/** False only where a browser is sure of it. */
export function isOnline(): boolean {
  return globalThis.navigator?.onLine !== false;
}

/** @returns Stops watching. */
export function watchPage(news: PageNews): () => void {
  const watching = new AbortController();
  const on = (target: EventTarget | undefined, type: string, listen: () => void): void => {
    target?.addEventListener(type, listen, { signal: watching.signal });
  };
  // A server has neither window nor document.
  const page = globalThis.document;
  const view = typeof globalThis.addEventListener === 'function' ? globalThis : undefined;
  on(page, 'visibilitychange', () => {
    news.visibilityChanged(pageIsVisible());
  });
  // Not `unload` or `beforeunload`: they cost the back/forward cache.
  on(view, 'pagehide', news.left);
  on(view, 'pageshow', news.returned);
  on(page, 'freeze', news.left);
  on(page, 'resume', news.returned);
  on(view, 'online', () => {
    news.networkChanged(true);
  });
  on(view, 'offline', () => {
    news.networkChanged(false);
  });
  return () => {
    watching.abort();
  };
}
