// What every story has: a simulator, a web app, a page, and at the end the same questions. Was every
// session closed, did the page stay quiet, and did the token stay where it belongs?

import { test as base, expect, type ConsoleMessage, type Page } from '@playwright/test';
import {
  decodeStrip,
  startSimulator,
  stripInfo,
  type Ledger,
  type SessionRecord,
  type Simulator,
} from '../simulator/index.js';
import { startSite, type Site } from './site.js';
import type { Decoding, Outcome, Seen, SentOptions, SessionFacts } from './tools.js';

export { expect };

/** Looks on, and judges when the story is over. */
export interface Watch {
  /** A text that must never be readable anywhere. */
  secret(text: string): string;
  /** A console error that belongs to the story. */
  allowConsole(pattern: RegExp): void;
  /** Another simulator whose ledger must be clean as well. */
  alsoCheck(ledger: Ledger): void;
}

interface Fixtures {
  simulator: Simulator;
  site: Site;
  watch: Watch;
  /** Accepted by the simulator, and a secret. */
  token: string;
  player: Player;
}

export const test = base.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names from this pattern
  simulator: async ({}, use) => {
    const simulator = await startSimulator({
      cors: 'on',
      // The first is asked with a bearer, the second stands behind a relay.
      devices: [{ id: 'front-door' }, { id: 'porch', auth: 'none', offsetSeconds: 3 }],
    });
    await use(simulator);
    await simulator.close();
  },
  site: async ({ simulator }, use) => {
    const site = await startSite(simulator);
    await use(site);
    await site.close();
  },
  watch: [
    async ({ page, simulator, site }, use) => {
      void site; // must outlive the page: the last DELETE may go through it
      const watcher = new Watcher(page);
      watcher.alsoCheck(simulator.ledger);
      await watcher.start();
      await use(watcher);
      await watcher.finish();
    },
    { auto: true },
  ],
  token: async ({ simulator, watch }, use) => {
    await use(watch.secret(simulator.tokens.issue()));
  },
  player: async ({ page, site }, use) => {
    await use(new Player(page, site));
  },
});

class Watcher implements Watch {
  readonly #page: Page;
  readonly #secrets: string[] = [];
  readonly #allowed: RegExp[] = [];
  readonly #ledgers: Ledger[] = [];
  readonly #console: ConsoleMessage[] = [];
  readonly #pageErrors: string[] = [];
  readonly #urls: string[] = [];

  constructor(page: Page) {
    this.#page = page;
  }

  secret(text: string): string {
    this.#secrets.push(text);
    return text;
  }

  allowConsole(pattern: RegExp): void {
    this.#allowed.push(pattern);
  }

  alsoCheck(ledger: Ledger): void {
    this.#ledgers.push(ledger);
  }

  async start(): Promise<void> {
    const page = this.#page;
    page.on('console', (message) => this.#console.push(message));
    page.on('pageerror', (error) => this.#pageErrors.push(`${String(error)} ${error.stack ?? ''}`));
    page.on('request', (request) => {
      this.#urls.push(request.url(), request.headers()['referer'] ?? '');
    });
    await page.addInitScript(() => {
      addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
        console.error(`policy violated: ${effectiveDirective} ${blockedURI}`);
      });
    });
  }

  async finish(): Promise<void> {
    const readable = await this.#leave();
    for (const ledger of this.#ledgers) await expectQuiet(ledger);
    expect(this.#pageErrors, 'errors and unhandled rejections of the page').toEqual([]);
    expect(this.#troubles(), 'console errors').toEqual([]);
    const everything = [
      readable,
      ...this.#pageErrors,
      ...this.#urls,
      ...this.#console.map((message) => `${message.text()} ${message.location().url}`),
    ].join('\n');
    for (const secret of this.#secrets) {
      expect(everything.includes(secret), 'the token can be read somewhere').toBe(false);
    }
  }

  /** Reads the page to the end, then goes away: that alone has to end what is still open. */
  async #leave(): Promise<string> {
    if (this.#page.isClosed()) return '';
    const readable = await this.#page.evaluate(() =>
      'tools' in window ? window.tools.readable() : document.documentElement.outerHTML,
    );
    await this.#page.goto('about:blank');
    return readable;
  }

  /** Chromium's own note about an error status of the endpoint is no news: the stories script them. */
  #troubles(): string[] {
    const isOwnNote = (message: ConsoleMessage): boolean =>
      /^Failed to load resource: the server responded with a status of/.test(message.text()) &&
      message.location().url.includes('/whep');
    return this.#console
      .filter((message) => message.type() === 'error' && !isOwnNote(message))
      .map((message) => message.text())
      .filter((text) => !this.#allowed.some((pattern) => pattern.test(text)));
  }
}

/** Nothing is open, and nothing was ever forgotten, closed twice or closed at random. */
export async function expectQuiet(ledger: Ledger): Promise<void> {
  await ledger.whenIdle(5000);
  expect(ledger.open()).toEqual([]);
  expect(ledger.violations()).toEqual([]);
}

/** The session that this story opened: one, closed by one DELETE. */
export async function expectOneDeleted({ ledger }: Simulator): Promise<SessionRecord> {
  await ledger.whenIdle(5000);
  const sessions = ledger.sessions();
  expect(sessions).toHaveLength(1);
  expect(sessions[0]).toMatchObject({ endedBy: 'delete', deletes: 1 });
  return sessions[0] as SessionRecord;
}

export function requestsOf({ ledger }: Simulator, method: string): (number | undefined)[] {
  const requests = ledger.requests().filter((request) => request.method === method);
  return requests.map(({ status }) => status);
}

/** Pixels with frame numbers, from a page that does not have the tools. */
export function stripsOf(page: Page, selector: string, count: number): Promise<number[][]> {
  return page.locator(selector).evaluate(
    async (element, [{ cells, cellWidth, y }, wanted]) => {
      // A player's is another one when the next session has taken over.
      const front = (): HTMLVideoElement | null | undefined =>
        element instanceof HTMLVideoElement
          ? element
          : element.shadowRoot?.querySelector<HTMLVideoElement>('video[part~="video"]');
      const canvas = new OffscreenCanvas(cells, 1);
      const context = canvas.getContext('2d');
      if (!context) throw new Error('no canvas here');
      context.imageSmoothingEnabled = false;
      const strips: number[][] = [];
      while (strips.length < wanted) {
        const video = front();
        if (!video) throw new Error('no video here');
        await new Promise((resolve) => {
          video.requestVideoFrameCallback(resolve);
          new MutationObserver(resolve).observe(video, { attributeFilter: ['part'] });
        });
        if (video !== front()) continue;
        context.drawImage(video, 0, y, cells * cellWidth, 1, 0, 0, cells, 1);
        const strip = [...context.getImageData(0, 0, cells, 1).data];
        if (String(strip) !== String(strips.at(-1))) strips.push(strip); // see tools.ts
      }
      return strips;
    },
    [stripInfo, count] as const,
  );
}

/** The player of a page that does not have the tools: live, with moving pictures. */
export async function expectPlaying(page: Page, timeout = 10_000): Promise<void> {
  await expect(page.locator('ring-live')).toHaveJSProperty('phase', 'live', { timeout });
  expectRising((await stripsOf(page, 'ring-live', 4)).map(decodeStrip));
}

/** The test page's tools, from outside. The page is loaded when first needed. */
export class Player {
  readonly #page: Page;
  readonly #site: Site;

  constructor(page: Page, site: Site) {
    this.#page = page;
    this.#site = site;
  }

  async load(path = '/'): Promise<void> {
    if (this.#page.url() === 'about:blank') await this.#page.goto(this.#site.origin + path);
  }

  /** From now on the page's peers and requests are written down. */
  async record(): Promise<void> {
    await this.load();
    await this.#page.evaluate(() => {
      window.tools.record();
    });
  }

  /** Opens, and waits for the first frame or the failure. */
  async play(options: SentOptions): Promise<Outcome> {
    await this.load();
    return this.#page.evaluate((sent) => window.tools.play(sent), options);
  }

  async begin(options: SentOptions): Promise<void> {
    await this.load();
    await this.#page.evaluate((sent) => void window.tools.begin(sent), options);
  }

  outcome(): Promise<Outcome> {
    return this.#page.evaluate(() => window.tools.outcome());
  }

  close(): Promise<void> {
    return this.#page.evaluate(() => window.tools.session?.close());
  }

  /** What the last peer decodes; see `record()`. */
  decoding(): Promise<Decoding> {
    return this.#page.evaluate(() => window.tools.decoding());
  }

  async facts(): Promise<SessionFacts> {
    const facts = await this.#page.evaluate(() => window.tools.facts());
    if (facts === null) throw new Error('no session was begun');
    return facts;
  }

  async seen(type: string): Promise<Seen[]> {
    const seen = await this.#page.evaluate(() => window.tools.seen);
    return seen.filter((event) => event.type === type);
  }

  until(type: string): Promise<Seen> {
    return this.#page.evaluate((wanted) => window.tools.until(wanted), type);
  }

  /** Session and attempt phases in the order in which they were told. */
  async phases(): Promise<string[]> {
    const changes = await this.seen('phasechange');
    return changes.map(
      ({ detail }) => `${String(detail['phase'])} ${String(detail['attemptPhase'] ?? '-')}`,
    );
  }

  /** The numbers read from pictures that come one after the other. */
  async frames(count = 4): Promise<(number | undefined)[]> {
    const strips = await this.#page.evaluate(
      ([row, wanted]) => window.tools.strips(window.tools.video, row, wanted),
      [stripInfo, count] as const,
    );
    return strips.map(decodeStrip);
  }

  /** Moving pictures: each readable, none back. */
  async expectMoving(): Promise<void> {
    expectRising(await this.frames());
  }
}

export function expectRising(frames: readonly (number | undefined)[]): void {
  const steps = frames.slice(1).map((frame, index) => {
    const before = frames[index];
    return frame === undefined || before === undefined ? Number.NaN : (frame - before + 120) % 120;
  });
  for (const step of steps) {
    expect(step, `frames ${frames.join(' ')}`).toBeGreaterThan(0);
    expect(step, `frames ${frames.join(' ')}`).toBeLessThan(60);
  }
}
