// The strictest policy that the player promises to work under, word for word: nothing that it does is reported, by
// event, to the page's observers or to the server.

import { createServer } from 'node:http';
import type { Page } from '@playwright/test';
import { test as base, expect } from './fixtures.js';
import { listening, plainPage, strictPolicy } from './site.js';
import { ended, expectLive, nth, part, player, show, src, status } from './stage.js';

interface Reports {
  /** What browsers have sent here so far. */
  readonly received: string[];
  readonly url: string;
}

const test = base.extend<{ reports: Reports; strict: string }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names from this pattern
  reports: async ({}, use) => {
    const received: string[] = [];
    const server = createServer((req, res) => {
      let body = '';
      req.on('data', (chunk: Buffer) => (body += chunk.toString()));
      req.on('end', () => {
        if (body !== '') received.push(body);
        res.writeHead(204).end();
      });
    });
    const origin = await listening(server);
    await use({ received, url: `${origin}/reports` });
    server.closeAllConnections();
    server.close();
  },
  /** Address of a page with that policy, and with the same once more, told to report. */
  strict: async ({ page, site, reports }, use) => {
    site.addPage('/strict', plainPage(), {
      headers: {
        'Content-Security-Policy': strictPolicy,
        'Content-Security-Policy-Report-Only': `${strictPolicy}; report-uri ${reports.url}`,
      },
    });
    await page.addInitScript(() => {
      window.violations = [];
      addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
        window.violations.push(`${effectiveDirective} ${blockedURI}`);
      });
      new ReportingObserver(
        (list) => {
          for (const { type, body } of list)
            window.violations.push(`${type} ${JSON.stringify(body)}`);
        },
        { buffered: true },
      ).observe();
    });
    await use(`${site.origin}/strict`);
  },
});

declare global {
  interface Window {
    violations: string[];
  }
}

async function expectNoReport(page: Page, { received }: Reports): Promise<void> {
  expect(await page.evaluate(() => window.violations)).toEqual([]);
  expect(received).toEqual([]);
}

test('what a page does against the policy is reported on all three ways', async ({
  page,
  reports,
  strict,
  watch,
}) => {
  watch.allowConsole(/Content.Security.Policy|policy violated/i);
  await page.goto(strict);
  await page.evaluate(() => {
    const image = document.createElement('img');
    image.src = '/no-such-image';
    document.body.append(image);
  });
  await expect.poll(() => reports.received.join()).toContain('no-such-image');
  const violations = (): Promise<string> => page.evaluate(() => window.violations.join('\n'));
  await expect.poll(violations).toContain('img-src');
  await expect.poll(violations).toContain('csp-violation');
});

test('the element plays and goes on with the next session', async ({
  page,
  reports,
  simulator,
  strict,
}) => {
  simulator.device('porch').configure({ limitSeconds: 6 });
  const attributes = { src, autoplay: '', controls: '', extend: '12' };
  await show(page, strict, attributes, { times: { batteryLimit: 6 } });
  await expectLive(page);
  await nth(page, 'close');
  expect(await ended(simulator, 1)).toMatchObject({ endedBy: 'delete', deletes: 1 });
  await expectNoReport(page, reports);
});

test('the element fails, is tried again, is stopped and removed', async ({
  page,
  reports,
  simulator,
  strict,
}) => {
  simulator.device('porch').onPost({ reply: { status: 404 } });
  await show(page, strict);
  await expect(status(page)).toHaveText('No live video');
  await part(page, 'main-button').click();
  await expectLive(page);
  await page.evaluate(() => window.tools.player().pause());
  expect(await ended(simulator)).toMatchObject({ endedBy: 'delete', deletes: 1 });
  await player(page).evaluate((element: HTMLElement & { play(): Promise<void> }) => element.play());
  await player(page).evaluate((element) => {
    element.remove();
  });
  expect(await ended(simulator, 1)).toMatchObject({ endedBy: 'delete', deletes: 1 });
  await expectNoReport(page, reports);
});

for (const { what, detail, prepare } of [
  {
    what: 'may not compile WebAssembly',
    detail: "'wasm-unsafe-eval'",
    prepare: () => undefined,
  },
  {
    what: 'has no WebAssembly',
    detail: 'WebAssembly is missing',
    prepare: () => Reflect.deleteProperty(window, 'WebAssembly'),
  },
]) {
  test(`a page that ${what} is told so, in words and as a value`, async ({
    page,
    simulator,
    site,
    watch,
  }) => {
    watch.allowConsole(/wasm-unsafe-eval|unsafe-eval|script-src/);
    await page.addInitScript(prepare);
    site.addPage('/forbidden', plainPage(), { scriptSrc: "'self'" });
    await show(page, `${site.origin}/forbidden`);
    const failure = await nth(page, 'error');
    expect(failure.detail['error']).toMatchObject({ kind: 'unsupported-browser', stage: 'setup' });
    expect((failure.detail['error'] as { detail: string }).detail).toContain(detail);
    await expect(part(page, 'message')).toBeVisible();
    expect(simulator.ledger.requests()).toEqual([]);
  });
}
