// The examples of the guide, each in the server that it is for: an offer, its end, a stranger, and a viewer who leaves.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';
import { freePorts } from '../free-ports.js';
import { startSimulator } from '../simulator/index.js';
import type { Environment } from './examples/relay.js';
import { newKey, Site, until, Witness } from './support.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const examples = join(root, 'tests/relay/examples');
const cookie = 'session=of-ann';
/** As a browser sends it, with what other parts of the app have set. */
const cookies = `theme=dark; ${cookie}; visits=3`;

/** Starts the example and returns its origin. */
type Start = (t: TestContext, env: Environment) => Promise<string>;

/** A server of its own; killed at the test's end. */
async function startProcess(
  t: TestContext,
  env: Environment | Readonly<Record<string, string>>,
  args: string[],
  cwd = root,
): Promise<string> {
  const [port = 0] = await freePorts(1);
  const child = spawn(process.execPath, args, {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...env, PORT: String(port), NEXT_TELEMETRY_DISABLED: '1' },
  });
  t.after(async () => {
    if (child.exitCode !== null) return;
    child.kill();
    await once(child, 'exit');
  });
  const origin = `http://127.0.0.1:${String(port)}`;
  let answers = false;
  await until(() => {
    fetch(origin).then(
      () => (answers = true),
      () => undefined,
    );
    return answers;
  }, 'the server to answer');
  return origin;
}

const layout = `export default function Layout({ children }) {
  return <html lang="en"><body>{children}</body></html>;
}`;
const serverComponent = `import { RingLive } from 'ring-live/react';
export default function Page() {
  return <RingLive src="/ring/devices/front-door/whep" controls />;
}`;

const startNext: Start = async (t, env) => {
  // Next writes beside its sources.
  const copy = join(root, 'build/relay-examples');
  rmSync(copy, { recursive: true, force: true });
  cpSync(examples, copy, { recursive: true });
  const folder = join(copy, 'next');
  cpSync(join(examples, 'relay.ts'), join(folder, 'relay.ts')); // beside `app`, as the guide says
  writeFileSync(join(folder, 'app/layout.jsx'), layout);
  writeFileSync(join(folder, 'app/page.jsx'), serverComponent);
  const next = join(root, 'node_modules/next/dist/bin/next');
  const building = spawn(process.execPath, [next, 'build'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    // Without secrets: a build has none.
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
  });
  const [code] = (await once(building, 'exit')) as [number | null];
  assert.equal(code, 0, 'next build failed');
  return startProcess(t, env, [next, 'start'], folder);
};

const startWorker: Start = async (t, env) => {
  const outfile = join(root, 'build/relay-worker.mjs');
  const entryPoints = [join(examples, 'worker.ts')];
  await build({ entryPoints, outfile, bundle: true, format: 'esm', target: 'es2022' });
  const worker = new Miniflare({
    modules: true,
    scriptPath: outfile,
    bindings: { ...env },
    compatibilityDate: '2026-01-01',
    compatibilityFlags: ['enable_request_signal'],
  });
  t.after(() => worker.dispose());
  return (await worker.ready).origin;
};

const hosts: Record<string, Start> = {
  'Node’s http': (t, env) => startProcess(t, env, ['--import', 'tsx', join(examples, 'node.ts')]),
  Hono: (t, env) => startProcess(t, env, ['--import', 'tsx', join(examples, 'hono.ts')]),
  'a Next route handler': startNext,
  'a worker': startWorker,
};

for (const [name, start] of Object.entries(hosts)) {
  test(`the example for ${name} opens, closes, refuses strangers and closes after who has left`, async (t) => {
    const simulator = await startSimulator();
    t.after(() => simulator.close());
    const token = simulator.tokens.issue();
    const witness = new Witness();
    witness.keep(token, new URL(simulator.origin).host);
    const env = {
      LEASE_KEY: newKey(),
      RING_TOKEN: token,
      RING_API: simulator.origin,
      COOKIE_OF_ANN: cookie,
    };
    const site = new Site(await start(t, env), witness);
    const headers = { Cookie: cookies };

    if (start === startNext) {
      const page = await site.ask({ path: '/' });
      assert.match(page.body, /<ring-live src="\/ring\/devices\/front-door\/whep" controls=""/);
    }

    const opened = await site.post({ headers });
    assert.equal(opened.status, 201, opened.body);
    assert.match(opened.body, /a=sendonly/);
    assert.equal((await site.delete(opened.headers.location, { headers })).status, 200);

    assert.equal((await site.post()).status, 403);
    for (const wrong of [`${cookie}2`, `x${cookie}`, 'session=of-bob'])
      assert.equal((await site.post({ headers: { Cookie: wrong } })).status, 403);
    assert.equal((await site.post({ headers, device: 'cellar' })).status, 403);
    const foreign = { ...headers, 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' };
    assert.equal((await site.post({ headers: foreign })).status, 400);
    assert.equal((await site.post({ headers, body: 'v'.repeat(70_000) })).status, 413);
    assert.equal(simulator.ledger.sessions().length, 1);

    simulator.device('front-door').onPost({ delaySeconds: 0.5 });
    const requests = simulator.ledger.requests().length;
    const socket = site.rawPost({ headers });
    await until(() => simulator.ledger.requests().length > requests, 'the POST to arrive');
    socket.destroy();
    await until(() => simulator.ledger.sessions().length === 2, 'the late session');
    // workerd on one's own machine tells a worker nothing of who has left (cloudflare/workerd#4185): there the
    // relay waits until nobody has come for the answer.
    await simulator.ledger.whenIdle(15_000);
    assert.equal(simulator.ledger.sessions()[1]?.endedBy, 'delete');

    assert.deepEqual(simulator.ledger.violations(), []);
    witness.testify();
  });
}

test('the example with tokens: from an empty folder to a linked owner and an open camera, also after a restart', async (t) => {
  const simulator = await startSimulator({
    oauth: { clientId: 'app', clientSecret: 'precious' },
  });
  t.after(() => simulator.close());
  const folder = mkdtempSync(join(tmpdir(), 'ring-live-example-'));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  const env = {
    ...{ RING_CLIENT_ID: 'app', RING_CLIENT_SECRET: 'precious', COOKIE_OF_ANN: cookie },
    ...{ LEASE_KEY: newKey(), TOKEN_KEY: newKey(), TOKEN_FOLDER: folder },
    ...{ RING_API: simulator.origin, RING_OAUTH: `${simulator.origin}/oauth/token` },
  };
  const witness = new Witness();
  witness.keep('precious', new URL(simulator.origin).host);
  const start = async (): Promise<Site> =>
    new Site(await startProcess(t, env, ['--import', 'tsx', join(examples, 'tokens.ts')]), witness);
  const headers = { Cookie: cookies };
  const site = await start();
  assert.equal((await site.post({ headers })).status, 500, 'nobody is linked');
  const code = simulator.issueCode({ devices: ['front-door'] });
  assert.equal((await site.ask({ path: `/ring/linked?code=${code}` })).status, 400, 'a stranger');
  const linked = await site.ask({ path: `/ring/linked?code=${code}`, headers });
  assert.equal(linked.status, 303, linked.body);
  assert.equal((await site.ask({ path: '/ring/linked?code=guess', headers })).status, 400);

  for (const each of [site, await start()]) {
    const opened = await each.post({ headers });
    assert.equal(opened.status, 201, opened.body);
    assert.equal((await each.delete(opened.headers.location, { headers })).status, 200);
    assert.equal((await each.post({ headers, device: 'garden' })).status, 500);
    // The next one finds a token that nobody takes any more.
    simulator.tokens.expireAll();
  }
  assert.equal(simulator.oauth.links()[0]?.grants, 2, 'the code, and one refresh');
  assert.deepEqual(readdirSync(folder).sort(), ['locks', 'owners']);
  assert.deepEqual(simulator.ledger.violations(), []);
  witness.testify();
});
