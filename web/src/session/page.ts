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

const listeners = new Set<PageNews>();
let watching: AbortController | undefined;

/**
 * All are told by one listener: when the page goes, every DELETE leaves before the first microtask
 * runs, and with it whatever takes the browser longer.
 *
 * @returns Stops watching.
 */
export function watchPage(news: PageNews): () => void {
  listeners.add(news);
  watching ??= listen();
  return () => {
    listeners.delete(news);
    if (listeners.size === 0) {
      watching?.abort();
      watching = undefined;
    }
  };
}

function listen(): AbortController {
  const listening = new AbortController();
  const on = (
    target: EventTarget | undefined,
    type: string,
    tell: (news: PageNews) => void,
  ): void => {
    const tellAll = (): void => {
      for (const news of listeners) {
        tell(news);
      }
    };
    target?.addEventListener(type, tellAll, { signal: listening.signal });
  };
  // A server has neither window nor document.
  const page = globalThis.document;
  const view = typeof globalThis.addEventListener === 'function' ? globalThis : undefined;
  on(page, 'visibilitychange', (news) => {
    news.visibilityChanged(pageIsVisible());
  });
  // Not `unload` or `beforeunload`: they cost the back/forward cache.
  on(view, 'pagehide', left);
  on(view, 'pageshow', returned);
  on(page, 'freeze', left);
  on(page, 'resume', returned);
  on(view, 'online', (news) => {
    news.networkChanged(true);
  });
  on(view, 'offline', (news) => {
    news.networkChanged(false);
  });
  return listening;
}

function left(news: PageNews): void {
  news.left();
}

function returned(news: PageNews): void {
  news.returned();
}
