// What the simulator wrote into its ledger, as the pages of the demo follow it; and its three totals.

import { onLanguage } from './language.js';
import type { FedRequest, FedSession, LedgerFeed } from './ledger-feed.js';

export interface Ledger {
  readonly sessions: readonly FedSession[];
  readonly requests: readonly FedRequest[];
  /** The server's clock less this page's, milliseconds. */
  readonly clockOffset: number;
}

/** Calls `show` at once with each change, and once a second: some of it counts seconds. */
export function followLedger(show: (ledger: Ledger) => void): void {
  const sessions = new Map<string, FedSession>();
  const requests = new Map<number, FedRequest>();
  let clockOffset = 0;
  const tell = (): void => {
    const ledger = {
      sessions: [...sessions.values()],
      requests: [...requests.values()],
      clockOffset,
    };
    showTotals(ledger);
    show(ledger);
  };
  const feed = new EventSource('/demo/events');
  feed.addEventListener('message', ({ data }: MessageEvent<string>) => {
    const news = JSON.parse(data) as LedgerFeed;
    if (news.all) {
      sessions.clear();
      requests.clear();
    }
    clockOffset = news.now - Date.now();
    for (const session of news.sessions) {
      sessions.set(session.id, session);
    }
    for (const request of news.requests) {
      requests.set(request.id, request);
    }
    tell();
  });
  setInterval(tell, 1000);
  onLanguage(tell);
}

function showTotals({ sessions }: Ledger): void {
  const left = sessions.filter((session) => session.leftOpen).length;
  setText('#opened', String(sessions.length));
  setText('#open-now', String(sessions.filter(({ endedAt }) => endedAt === null).length));
  setText('#left-open', String(left));
  document.querySelector('.verdict')?.classList.toggle('broken', left > 0);
}

function setText(selector: string, content: string): void {
  const element = document.querySelector(selector);
  if (element !== null && element.textContent !== content) {
    element.textContent = content;
  }
}
