// What the service says no to, and what the person in front of <ring-live> sees of it: told, waited
// for, tried again, or given up with one thing to do. How each reply becomes an error is in
// failures.spec.ts (also every unusable answer, `Location` and redirect).

import { replies, type PostFault, type Reply } from '../simulator/index.js';
import { expect, expectOneDeleted, requestsOf, test } from './fixtures.js';
import { expectLive, nth, part, postsOf, sessionsOf, status, told, watch, words } from './stage.js';

const quick = { backoff: 0.3, backoffMost: 0.3 };
const busy: Reply = {
  status: 503,
  headers: { 'Content-Type': 'application/json' },
  body: '{"errors":[{"status":"503","title":"Service Unavailable","detail":"Try later"}]}',
};
const badGateway: Reply = {
  status: 502,
  headers: { 'Content-Type': 'text/html' },
  body: '<html><head><title>502 Bad Gateway</title></head><body><center>nginx</center></body></html>',
};

test.describe('told, waited for, tried again', () => {
  const passing: { what: string; fault: PostFault; kind: string }[] = [
    { what: '409', fault: { reply: replies.conflict() }, kind: 'conflict' },
    { what: '500 without a body', fault: { reply: replies.serverError() }, kind: 'server' },
    { what: '502 in HTML', fault: { reply: badGateway }, kind: 'server' },
    { what: '503 of a busy service', fault: { reply: busy }, kind: 'server' },
  ];

  for (const { what, fault, kind } of passing) {
    test(`${what} passes by itself: the camera plays on the second try`, async ({
      page,
      simulator,
      site,
    }) => {
      simulator.device('porch').onPost(fault);
      await watch(page, site.origin, quick);
      const { detail } = await nth(page, 'recovering');
      expect(detail['error']).toMatchObject({ kind, stage: 'post', retryable: true });
      expect(detail['retryIn']).toBeLessThanOrEqual(0.3);
      await expectLive(page);
      expect(await words(page)).toEqual(['Connecting…', 'Reconnecting…', 'Live']);
      expect(await told(page, 'error')).toEqual([]);
      expect(requestsOf(simulator, 'POST')).toEqual([fault.reply?.status, 201]);
    });
  }

  // A date has whole seconds only; and the page is still to be loaded before it.
  const soon = (): Date => new Date(Math.ceil(Date.now() / 1000) * 1000 + 4000);
  const asked = {
    '429 in seconds': { reply: replies.rateLimited(), after: () => '2' },
    '503 of an offline camera': { reply: replies.deviceOffline(), after: () => '2' },
    '503 with a date': { reply: busy, after: (date: Date) => date.toUTCString() },
  };

  for (const [what, { reply, after }] of Object.entries(asked)) {
    test(`${what}: the service's own Retry-After is kept, not our shorter wait`, async ({
      page,
      simulator,
      site,
    }) => {
      const date = soon();
      const headers = { ...reply.headers, 'Retry-After': after(date) };
      simulator.device('porch').onPost({ reply: { ...reply, headers } });
      await watch(page, site.origin, quick);
      await nth(page, 'recovering');
      await expect(status(page)).toHaveText('Reconnecting…');
      await expectLive(page);
      const [first, second] = postsOf(simulator).map(({ at }) => at) as [number, number];
      const earliest = what.endsWith('date') ? date.getTime() : first + 2000;
      expect(second - earliest).toBeGreaterThan(-20); // two clocks
      expect(second - earliest).toBeLessThan(1500);
      expect(requestsOf(simulator, 'POST')).toEqual([reply.status, 201]);
    });
  }

  test('a person who does not want to wait tries now', async ({ page, simulator, site }) => {
    simulator.device('porch').onPost({ reply: replies.rateLimited(60) });
    await watch(page, site.origin);
    await expect(status(page)).toHaveText('Reconnecting…');
    await page.getByRole('button', { name: 'Try now' }).click();
    await expectLive(page);
    expect(requestsOf(simulator, 'POST')).toEqual([429, 201]);
  });

  test('a person who stops while it waits is not asked back', async ({ page, simulator, site }) => {
    simulator.device('porch').onPost({ reply: replies.rateLimited(60) });
    await watch(page, site.origin);
    await expect(status(page)).toHaveText('Reconnecting…');
    await page.getByRole('button', { name: 'Stop watching' }).click();
    await expect(status(page)).toHaveText('Resting');
    expect((await nth(page, 'close')).detail).toEqual({ endReason: 'requested' });
    expect(requestsOf(simulator, 'POST')).toEqual([429]);
  });

  test('after five failures that woke the camera it gives up, says why, and a person can start over', async ({
    page,
    simulator,
    site,
  }) => {
    simulator.device('porch').onPost({ noMedia: true }, { times: 5 });
    await watch(page, site.origin, { backoff: 0.05, backoffMost: 0.05, firstFrame: 0.3 });
    await expect(status(page)).toHaveText('No live video', { timeout: 15_000 });
    await expect(part(page, 'message')).not.toBeEmpty();
    expect(await told(page, 'recovering')).toHaveLength(4);
    expect(await told(page, 'error')).toHaveLength(1);
    expect(requestsOf(simulator, 'POST')).toEqual([201, 201, 201, 201, 201]);

    await page.evaluate(() => {
      window.tools.player().times = {};
    });
    await page.getByRole('button', { name: 'Try again' }).click();
    await expectLive(page);
    expect(requestsOf(simulator, 'POST')).toHaveLength(6);
  });

  test('what costs the camera nothing is tried for as long as patience lasts', async ({
    page,
    simulator,
    site,
  }) => {
    simulator.device('porch').onPost({ reply: replies.serverError() }, { times: Infinity });
    await watch(page, site.origin, { backoff: 0.05, backoffMost: 0.05, patience: 2 });
    await expect(status(page)).toHaveText('No live video', { timeout: 10_000 });
    await expect(part(page, 'message')).toHaveText(/^The camera service has a problem\./);
    expect((await told(page, 'recovering')).length).toBeGreaterThan(5);
    expect(await told(page, 'error')).toHaveLength(1);
    const posts = postsOf(simulator).map(({ at }) => at);
    expect((posts.at(-1) ?? 0) - (posts[0] ?? 0)).toBeGreaterThan(1900);
  });
});

test.describe('final, with one thing to do', () => {
  const final: { what: string; reply: Reply; message: RegExp }[] = [
    { what: '400', reply: replies.badRequest('Bad'), message: /did not understand the request/ },
    { what: '401', reply: replies.unauthorized(), message: /sign-in was not accepted/ },
    { what: '403', reply: replies.forbidden(), message: /may not watch this camera/ },
    { what: '404', reply: replies.notFound(), message: /was not found/ },
    {
      what: '422 in problem details',
      reply: {
        status: 422,
        headers: { 'Content-Type': 'application/problem+json' },
        body: '{"type":"about:blank","title":"Unprocessable Content","status":422}',
      },
      message: /did not understand the request/,
    },
    { what: '503 offline', reply: replies.deviceOffline(), message: /^The camera is offline\./ },
  ];

  for (const { what, reply, message } of final) {
    test(`${what}: said in a sentence with a button, and not asked again`, async ({
      page,
      simulator,
      site,
    }) => {
      simulator.device('porch').onPost({ reply }, { times: Infinity });
      await watch(page, site.origin, { backoff: 0.01, backoffMost: 0.01 });
      expect((await nth(page, 'close')).detail).toEqual({ endReason: 'failed' });
      await expect(status(page)).toHaveText('No live video');
      await expect(part(page, 'message')).toHaveText(message);
      await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
      expect(await told(page, 'recovering')).toEqual([]);
      expect(requestsOf(simulator, 'POST')).toEqual([reply.status]);
    });
  }
});

test.describe('slow and lost', () => {
  test('a POST that takes two seconds is waited for, not sent again', async ({
    page,
    simulator,
    site,
  }) => {
    simulator.device('porch').onPost({ delaySeconds: 2 });
    await watch(page, site.origin);
    await expectLive(page);
    expect(await words(page)).toEqual(['Connecting…', 'Live']);
    expect(requestsOf(simulator, 'POST')).toEqual([201]);
  });

  test('a POST whose answer is lost is given up, and another one plays once what it opened is over', async ({
    page,
    simulator,
    site,
  }) => {
    const limit = 3;
    simulator.device('porch').configure({ limitSeconds: limit }); // nobody can close the lost session
    simulator.device('porch').onPost({ never: 'with-session' });
    await watch(page, site.origin, { ...quick, post: 1, batteryLimit: limit });
    const { detail } = await nth(page, 'recovering');
    expect(detail['error']).toMatchObject({ kind: 'timeout', stage: 'post', status: null });
    expect(detail['retryIn']).toBeGreaterThan(2.9);
    await expectLive(page);
    expect(requestsOf(simulator, 'POST')).toEqual([undefined, 201]);
    expect(simulator.ledger.mostOpen('porch')).toBe(1);
  });

  test('an answer that comes when a person has begun anew is deleted, and the new one plays', async ({
    page,
    simulator,
    site,
  }) => {
    simulator.device('porch').onPost({ delaySeconds: 3 });
    await watch(page, site.origin, { postSlow: 0.3 });
    await expect(status(page)).toHaveText('The camera takes longer than usual…');
    await page.getByRole('button', { name: 'Stop watching' }).click();
    await expect(status(page)).toHaveText('Resting');
    await page.evaluate(() => window.tools.player().play());
    await expectLive(page);
    await simulator.ledger.when(() => sessionsOf(simulator).length === 2, 5000);
    await simulator.ledger.when(() => simulator.ledger.open().length === 1, 5000);
    // Opened by the first POST, and by then not wanted any more.
    expect(sessionsOf(simulator)[1]).toMatchObject({ endedBy: 'delete', deletes: 1 });
    await expectLive(page);
  });

  test('a first frame after four seconds is worth the wait', async ({ page, simulator, site }) => {
    simulator.device('porch').onPost({ firstFrameSeconds: 4 });
    await watch(page, site.origin);
    await expectLive(page);
    // Once it is the camera that is waited for, it is said.
    expect(await words(page)).toEqual(['Connecting…', 'Waiting for the camera…', 'Live']);
    expect(requestsOf(simulator, 'POST')).toEqual([201]);
  });

  test('a camera that connects and stays dark is tried again, the first session deleted before', async ({
    page,
    simulator,
    site,
  }) => {
    simulator.device('porch').onPost({ noMedia: true });
    simulator.device('porch').onDelete({ delaySeconds: 1 }); // longer than the wait
    await watch(page, site.origin, { ...quick, firstFrame: 2 });
    const { detail } = await nth(page, 'recovering');
    expect(detail['error']).toMatchObject({ kind: 'timeout', stage: 'first-frame' });
    await expectLive(page);
    expect(simulator.ledger.mostOpen('porch')).toBe(1);
    expect(sessionsOf(simulator)[0]).toMatchObject({ endedBy: 'delete', deletes: 1 });
  });

  test('video that comes and cannot be decoded says so', async ({ page, simulator, site }) => {
    simulator.device('porch').onPost({ noKeyframes: true });
    await watch(page, site.origin, { ...quick, firstFrame: 2 });
    const { detail } = await nth(page, 'recovering');
    expect(detail['error']).toMatchObject({
      ...{ kind: 'undecodable', stage: 'first-frame' },
      detail: expect.stringMatching(/^Video comes, and not one frame could be decoded/) as unknown,
    });
    await expectLive(page);
    expect(sessionsOf(simulator)[0]).toMatchObject({ endedBy: 'delete', deletes: 1 });
  });

  test('an answer that cannot be used is final: deleted, said, not tried again', async ({
    page,
    simulator,
    site,
  }) => {
    simulator.device('porch').onPost({ answer: 'garbage' });
    await watch(page, site.origin);
    await expect(status(page)).toHaveText('No live video');
    await expect(part(page, 'message')).toHaveText(/sent an answer that cannot be used/);
    await expectOneDeleted(simulator);
  });
});

test.describe('a provider of tokens', () => {
  for (const what of ['rejects', 'returns nothing']) {
    test(`one that ${what} is told without its words, and nothing is sent`, async ({
      page,
      simulator,
      player,
      watch: watcher,
    }) => {
      watcher.secret('secret-of-the-provider');
      await player.load();
      const error = await page.evaluate(
        async ([apiBase, rejects]) => {
          const token = (): Promise<string> =>
            rejects
              ? Promise.reject(new Error('no bearer secret-of-the-provider'))
              : Promise.resolve('');
          return (await window.tools.play({ deviceId: 'front-door', apiBase, token })).error;
        },
        [simulator.origin, what === 'rejects'] as const,
      );
      expect(error).toMatchObject({ kind: 'unauthorized', stage: 'token', retryable: false });
      expect(simulator.ledger.requests()).toEqual([]);
    });
  }
});
