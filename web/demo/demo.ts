// The demo page's own script: puts into plain words what the simulator wrote into its ledger. The players need
// nothing of this.

import './stay-local.js';
import './troubles.js';
import '../src/element/register.js';
import '../src/zoom/index.js';
import './motion.js';
import { say } from './language.js';
import { followLedger } from './ledger.js';
import type { Ledger } from './ledger.js';
import type { FedRequest } from './ledger-feed.js';
import { showSaved } from './saved.js';

/** Lines kept for each camera. */
const shownRequests = 5;

for (const player of document.querySelectorAll('ring-live')) {
  const strip = player.closest('.card')?.querySelector('.strip');
  if (strip != null) {
    showSaved(player, strip);
  }
}

followLedger((ledger) => {
  for (const card of document.querySelectorAll<HTMLElement>('.card')) {
    showCard(card, card.dataset['device'] ?? '', ledger);
  }
});

function showCard(card: HTMLElement, device: string, ledger: Ledger): void {
  const open = ledger.sessions.filter(
    (session) => session.deviceId === device && session.endedAt === null,
  );
  const oldest = Math.min(...open.map((session) => session.openedAt));
  const seconds = Math.max(0, Math.floor((Date.now() + ledger.clockOffset - oldest) / 1000));
  const count = open.length === 1 ? '{} session open' : '{} sessions open';
  const now = make('div', open.length > 0 ? 'now open' : 'now resting');
  now.append(
    make('span', '', open.length === 0 ? say('The camera rests') : say(count, String(open.length))),
    make('span', '', open.length === 0 ? '' : `${String(seconds)} s`),
  );
  const log = make('ul', 'log');
  const own = ledger.requests.filter((request) => request.deviceId === device);
  for (const request of own.slice(-shownRequests).reverse()) {
    log.append(line(request, ledger));
  }
  card.querySelector('.behind')?.replaceChildren(now, log);
}

function line(request: FedRequest, ledger: Ledger): HTMLElement {
  const { method, status, at } = request;
  const item = make('li', status === null ? 'busy' : status < 400 ? 'good' : 'bad');
  const time = new Date(at - ledger.clockOffset).toLocaleTimeString([], { hour12: false });
  item.append(
    make('span', '', time),
    make('span', 'what', `${method} ${status === null ? '…' : String(status)}`),
    make('span', '', meaning(request, ledger)),
  );
  return item;
}

/** The status in plain words. */
function meaning({ method, status, sessionId }: FedRequest, { sessions }: Ledger): string {
  if (status === null) {
    return say('waiting for the camera');
  }
  if (method === 'POST' && status === 201) {
    return say('session opened');
  }
  if (method === 'DELETE' && status < 300) {
    const session = sessions.find(({ id }) => id === sessionId);
    const seconds = session?.endedAt == null ? null : (session.endedAt - session.openedAt) / 1000;
    return seconds === null
      ? say('session closed')
      : say('session closed after {} s', seconds.toFixed(1));
  }
  if (status < 400) {
    return say(method === 'POST' ? 'last picture found' : 'last picture fetched');
  }
  return say(refusals[status] ?? 'refused');
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
