// How a page signs in to an endpoint that is not its own origin's: header fields, asked before each request, and cookies.
// The endpoint of these stories is a server of its own, which writes down what came and lets the simulator answer.

import type { IncomingMessage } from 'node:http';
import type { Page } from '@playwright/test';
import { startElsewhere } from './elsewhere.js';
import { expect, expectOneDeleted, test as base } from './fixtures.js';
import { endpoint, expectLive, nth, player, show } from './stage.js';
import { plainPage } from './site.js';
import type { Simulator } from '../simulator/index.js';

type Player = HTMLElementTagNameMap['ring-live'];
interface Asked {
  readonly method: string;
  readonly ticket: string | undefined;
  readonly cookie: string | undefined;
}
interface Elsewhere {
  readonly src: string;
  readonly asked: Asked[];
  /** The next POST gets this status. */
  refuse(status: number): void;
  /** The next POST is sent on to there. */
  redirect(to: string): void;
}

const test = base.extend<{ elsewhere: Elsewhere }>({
  elsewhere: async ({ simulator, site }, use) => {
    const asked: Asked[] = [];
    let refusal: { status: number; location?: string } | null = null;
    const { origin, close } = await startElsewhere(site, 'X-Ticket', (req, res) => {
      const { method = '', headers } = req;
      asked.push({ method, ticket: headers['x-ticket'] as string, cookie: headers.cookie });
      if (method === 'POST' && refusal !== null) {
        const { status, location } = refusal;
        refusal = null;
        res.writeHead(status, location === undefined ? {} : { location }).end();
        return;
      }
      void passOn(simulator, req).then(({ status, location, body }) => {
        res.writeHead(status, location === null ? {} : { location }).end(body);
      });
    });
    await use({
      src: origin + endpoint('porch'),
      asked,
      refuse: (status) => (refusal = { status }),
      redirect: (location) => (refusal = { status: 307, location }),
    });
    close();
  },
});

async function passOn(
  { origin }: Simulator,
  req: IncomingMessage,
): Promise<{ status: number; location: string | null; body: string }> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  const method = req.method ?? 'GET';
  const answer = await fetch(origin + (req.url ?? '/'), {
    method,
    headers: { 'content-type': req.headers['content-type'] ?? 'text/plain' },
    ...(method === 'DELETE' ? {} : { body: Buffer.concat(chunks) }),
  });
  const location = answer.headers.get('location');
  return {
    status: answer.status,
    // The simulator names its own origin; a relay would name its own.
    location: location === null ? null : new URL(location, origin).href.slice(origin.length),
    body: await answer.text(),
  };
}

const tickets = ({ asked }: Elsewhere): string[] =>
  asked.map(({ method, ticket }) => `${method} ${String(ticket)}`);

/** Each asking gives another ticket; from `until` on it never answers. */
async function showWithTickets(page: Page, origin: string, src: string, until = Infinity) {
  await show(page, origin, { src, controls: '' }, { times: { close: 0.5 } });
  await player(page).evaluate((element, last) => {
    let count = 0;
    (element as Player).headers = async () => {
      count += 1;
      await (count > last ? new Promise(() => undefined) : Promise.resolve());
      return { 'X-Ticket': `ticket-${String(count)}`, Accept: 'nothing at all' };
    };
    void (element as Player).play();
  }, until);
}

test("a page's own header fields go with each request, asked for before each", async ({
  page,
  simulator,
  site,
  elsewhere,
  watch,
}) => {
  watch.secret('ticket-1');
  await showWithTickets(page, site.origin, elsewhere.src);
  await expectLive(page);
  await player(page).evaluate((element) => (element as Player).pause());
  await expectOneDeleted(simulator);
  expect(tickets(elsewhere)).toEqual(['POST ticket-1', 'DELETE ticket-2']);
});

test('after a 401 they are asked for once more', async ({ page, site, elsewhere }) => {
  elsewhere.refuse(401);
  await showWithTickets(page, site.origin, elsewhere.src);
  await expectLive(page);
  await player(page).evaluate((element) => (element as Player).pause());
  expect(tickets(elsewhere)).toEqual(['POST ticket-1', 'POST ticket-2', 'DELETE ticket-3']);
});

test('a page that goes cannot wait: the DELETE carries the last ones', async ({
  page,
  simulator,
  site,
  elsewhere,
}) => {
  await showWithTickets(page, site.origin, elsewhere.src);
  await expectLive(page);
  await page.goto('about:blank');
  await expectOneDeleted(simulator);
  expect(tickets(elsewhere)).toEqual(['POST ticket-1', 'DELETE ticket-1']);
});

test('a function that never answers again keeps no session open', async ({
  page,
  simulator,
  site,
  elsewhere,
}) => {
  await showWithTickets(page, site.origin, elsewhere.src, 1);
  await expectLive(page);
  await player(page).evaluate((element) => (element as Player).pause());
  await expectOneDeleted(simulator);
  expect(tickets(elsewhere)).toEqual(['POST ticket-1', 'DELETE ticket-1']);
});

test('they are never sent along a redirect', async ({ page, simulator, site, elsewhere }) => {
  elsewhere.redirect(simulator.origin + endpoint('porch'));
  await showWithTickets(page, site.origin, elsewhere.src);
  await nth(page, 'error');
  expect(simulator.ledger.requests()).toEqual([]);
});

test('nor are cookies', async ({ page, site, elsewhere }) => {
  site.addPage('/signed-in', plainPage(), { headers: { 'Set-Cookie': 'visit=7; Path=/' } });
  elsewhere.redirect(elsewhere.src);
  const options = { src: elsewhere.src, autoplay: '', credentials: 'include' };
  await show(page, `${site.origin}/signed-in`, options);
  await nth(page, 'error');
  expect(elsewhere.asked).toHaveLength(1);
});

test('cookies go to an endpoint on another origin when the page says so, and only then', async ({
  page,
  simulator,
  site,
  elsewhere,
}) => {
  site.addPage('/signed-in', plainPage(), { headers: { 'Set-Cookie': 'visit=7; Path=/' } });
  const visit = async (credentials: string): Promise<void> => {
    await show(page, `${site.origin}/signed-in`, { src: elsewhere.src, autoplay: '', credentials });
    await expectLive(page);
    await player(page).evaluate((element) => (element as Player).pause());
  };
  await visit('same-origin');
  await visit('include');
  await simulator.ledger.whenIdle(5000);
  expect(elsewhere.asked.map(({ method, cookie }) => `${method} ${String(cookie)}`)).toEqual([
    ...['POST undefined', 'DELETE undefined'],
    ...['POST visit=7', 'DELETE visit=7'],
  ]);
});

test('what cannot be header fields is refused where it is set', async ({ page, site }) => {
  await show(page, site.origin, { src: endpoint('porch') });
  const thrown = await player(page).evaluate((element) => {
    const names: string[] = [];
    for (const headers of [{ 'no name': 'x' }, { ok: 'two\nlines' }]) {
      try {
        (element as Player).headers = headers;
      } catch (error) {
        names.push((error as Error).name);
      }
    }
    return names;
  });
  expect(thrown).toEqual(['TypeError', 'TypeError']);
});
