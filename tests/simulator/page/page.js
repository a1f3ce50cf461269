// @ts-check
/* global EventSource, document */
// The page of the command: puts what the simulator tells into tables. Every text goes in as text.

/** @typedef {import('../ledger.js').SessionRecord} Session */
/** @typedef {import('../ledger.js').RequestRecord} Request */
/** @typedef {import('../control.js').DeviceView} DeviceView */
/** @typedef {import('../ledger.js').LedgerView & { devices: DeviceView[] }} News */

const shown = 200;

/** @type {Map<string, Session>} */
const sessions = new Map();
/** @type {Map<number, Request>} */
const requests = new Map();

const link = byId('link');
const source = new EventSource('/events');
source.onopen = () => {
  // From the start again: whoever is there now need not be whom we have heard before.
  sessions.clear();
  requests.clear();
  link.textContent = 'Live';
};
source.onerror = () => {
  link.textContent = 'The simulator does not answer';
};
source.onmessage = (/** @type {MessageEvent<string>} */ event) => {
  show(JSON.parse(event.data));
};

/** @param {News} news */
function show(news) {
  for (const [id, { seq }] of sessions) if (seq <= news.cleared) sessions.delete(id);
  for (const [number, { seq }] of requests) if (seq <= news.cleared) requests.delete(number);
  for (const session of news.sessions) sessions.set(session.sessionId, session);
  for (const request of news.requests) requests.set(request.number, request);
  forgetOld(sessions);
  forgetOld(requests);
  const { devices, mostOpen, violations } = news;
  byId('cameras').replaceChildren(
    ...devices.map((device) => cameraRow(device, mostOpen[device.id] ?? 0)),
  );
  byId('violations').replaceChildren(
    ...(violations.length === 0
      ? [make('li', 'nothing', 'good')]
      : violations.map((text) => make('li', text, 'bad'))),
  );
  byId('sessions').replaceChildren(...[...sessions.values()].reverse().map(sessionRow));
  const told = [...requests.values()].filter(isTold).reverse();
  byId('log').replaceChildren(...told.map(logLine));
}

/** @param {Map<unknown, unknown>} map */
function forgetOld(map) {
  for (const key of map.keys()) {
    if (map.size <= shown) return;
    map.delete(key);
  }
}

/** Not what this page and pollers ask. @param {Request} request */
function isTold({ method, path }) {
  return method !== 'GET' || /\/(v1|oauth)\//.test(path);
}

/** @param {DeviceView} device @param {number} most */
function cameraRow({ id, name, settings, limitSeconds, faultsLeft }, most) {
  const open = [...sessions.values()].filter(
    (session) => session.deviceId === id && session.endedAt === undefined,
  );
  const faults = Object.entries(faultsLeft)
    .filter(([, left]) => left !== 0)
    .map(([kind, left]) => `${left ?? 'every'} ${kind.toUpperCase()}`);
  return row(
    name === id ? id : `${name} (${id})`,
    settings.online ? `online, ${settings.power}` : make('span', 'offline', 'bad'),
    `${limitSeconds} s`,
    String(open.length),
    String(most),
    faults.join(', ') || 'none',
  );
}

/** @param {Session} session */
function sessionRow({ sessionId, deviceId, openedAt, firstFrameAt, endedAt, endedBy, deletes }) {
  return row(
    time(openedAt),
    deviceId,
    firstFrameAt === undefined ? 'none' : after(openedAt, firstFrameAt),
    endedAt === undefined
      ? make('span', 'open', 'good')
      : `${after(openedAt, endedAt)}, by ${endedBy}`,
    String(deletes),
    make('code', sessionId),
  );
}

/** @param {Request} request */
function logLine({ at, method, path, status, clientGone }) {
  const end = clientGone ? 'client gone' : (status ?? 'waiting');
  const isBad = clientGone || (status !== undefined && status >= 400);
  return make('li', `${time(at)}  ${end}  ${method} ${path}`, isBad ? 'bad' : '');
}

/** @param {(string | Node)[]} cells */
function row(...cells) {
  const line = document.createElement('tr');
  for (const cell of cells) {
    const box = document.createElement('td');
    box.append(cell);
    line.append(box);
  }
  return line;
}

/** @param {string} tag @param {string} text @param {string} className */
function make(tag, text, className = '') {
  const element = document.createElement(tag);
  element.textContent = text;
  element.className = className;
  return element;
}

/** @param {number} from @param {number} to */
const after = (from, to) => `after ${((to - from) / 1000).toFixed(1)} s`;

/** @param {number} at */
const time = (at) => new Date(at).toLocaleTimeString([], { hour12: false });

/** @param {string} id */
function byId(id) {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no ${id}`);
  return element;
}
