// The demo page's own script: gives one camera its token, and puts into plain words what the simulator
// wrote into its ledger. The players need nothing of this.

import './stay-local.js';
import './snapshots.js';
import '../src/element/register.js';
import type { FedRequest, FedSession, LedgerFeed } from './ledger-feed.js';

/** Lines kept for each camera. */
const shownRequests = 5;

const sessions = new Map<string, FedSession>();
const requests = new Map<number, FedRequest>();
/** Server's clock less this page's. */
let clockOffset = 0;

/** Asked for each opening. The first token has expired on purpose; a fresh one is kept from then on. */
let token: string | null = null;
const sideGate = document.querySelector('#side-gate');
if (sideGate !== null) {
  (sideGate as HTMLElementTagNameMap['ring-live']).token = async ({ fresh }) => {
    if (fresh) {
      token = await text('/demo/token');
    }
    token ??= await text('/demo/token?expired');
    return token;
  };
}

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
  show();
});
setInterval(show, 1000);

async function text(url: string): Promise<string> {
  return (await fetch(url)).text();
}

function show(): void {
  const all = [...sessions.values()];
  const left = all.filter((session) => session.leftOpen).length;
  setText('#opened', String(all.length));
  setText('#open-now', String(all.filter((session) => session.endedAt === null).length));
  setText('#left-open', String(left));
  document.querySelector('.verdict')?.classList.toggle('broken', left > 0);
  for (const card of document.querySelectorAll<HTMLElement>('.card')) {
    showCard(card, card.dataset['device'] ?? '');
  }
}

function showCard(card: HTMLElement, device: string): void {
  const open = [...sessions.values()].filter(
    (session) => session.deviceId === device && session.endedAt === null,
  );
  const oldest = Math.min(...open.map((session) => session.openedAt));
  const now = make('div', open.length > 0 ? 'now open' : 'now resting');
  now.append(
    make(
      'span',
      '',
      open.length === 0
        ? 'The camera rests'
        : open.length === 1
          ? '1 session open'
          : `${String(open.length)} sessions open`,
    ),
    make(
      'span',
      '',
      open.length === 0
        ? ''
        : `${String(Math.max(0, Math.floor((Date.now() + clockOffset - oldest) / 1000)))} s`,
    ),
  );
  const log = make('ul', 'log');
  const own = [...requests.values()].filter((request) => request.deviceId === device);
  for (const request of own.slice(-shownRequests).reverse()) {
    log.append(line(request));
  }
  card.querySelector('.behind')?.replaceChildren(now, log);
}

function line(request: FedRequest): HTMLElement {
  const { method, status, at } = request;
  const item = make('li', status === null ? 'busy' : status < 300 ? 'good' : 'bad');
  item.append(
    make('span', '', new Date(at - clockOffset).toLocaleTimeString([], { hour12: false })),
    make('span', 'what', `${method} ${status === null ? '…' : String(status)}`),
    make('span', '', meaning(request)),
  );
  return item;
}

/** The status in plain words. */
function meaning({ method, status, sessionId }: FedRequest): string {
  if (status === null) {
    return 'waiting for the camera';
  }
  if (method === 'POST' && status === 201) {
    return 'session opened';
  }
  if (method === 'DELETE' && status < 300) {
    const session = sessionId === null ? undefined : sessions.get(sessionId);
    const seconds = session?.endedAt == null ? null : (session.endedAt - session.openedAt) / 1000;
    return seconds === null ? 'session closed' : `session closed after ${seconds.toFixed(1)} s`;
  }
  return refusals[status] ?? 'refused';
}

const refusals: Readonly<Record<number, string>> = {
  401: 'token refused',
  403: 'not allowed',
  404: 'no such session or camera',
  409: 'the camera is taken',
  429: 'asked too often',
  500: 'trouble in the service',
  503: 'the camera is offline',
};

function make(tag: string, className: string, content = ''): HTMLElement {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = content;
  return element;
}

function setText(selector: string, content: string): void {
  const element = document.querySelector(selector);
  if (element !== null && element.textContent !== content) {
    element.textContent = content;
  }
}
