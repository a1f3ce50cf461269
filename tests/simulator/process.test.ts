import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  startSimulatorProcess,
  type SimulatorProcess,
  type SimulatorProcessOptions,
} from './index.js';
import { offerText, still, until, Viewer } from './test-support.js';

async function startProcess(
  t: TestContext,
  options: SimulatorProcessOptions = { devices: [{ id: 'porch' }] },
): Promise<SimulatorProcess> {
  const simulator = await startSimulatorProcess(options);
  t.after(() => simulator.kill());
  return simulator;
}

function post(
  simulator: SimulatorProcess,
  offer = offerText(),
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(simulator.origin + simulator.endpointPath('porch'), {
    method: 'POST',
    body: offer,
    headers: { 'Content-Type': 'application/sdp', ...headers },
  });
}

async function watch(t: TestContext, simulator: SimulatorProcess): Promise<[Viewer, string]> {
  const viewer = new Viewer(t);
  const response = await post(simulator, await viewer.offer());
  viewer.accept(await response.text());
  await until(() => viewer.frames.length > 3, 'the picture');
  return [viewer, response.headers.get('Location') ?? ''];
}

test('a killed service answers nobody and its picture stops; restarted at the same place it knows nothing of before', async (t) => {
  const simulator = await startProcess(t);
  const [viewer, location] = await watch(t, simulator);
  assert.equal((await simulator.ledger()).open, 1);

  await simulator.kill();
  await still(() => viewer.frames.length, 300);
  await assert.rejects(post(simulator));
  await simulator.kill(); // twice does no harm

  const { origin } = simulator;
  await simulator.restart();
  assert.equal(simulator.origin, origin);
  assert.equal((await fetch(location, { method: 'DELETE' })).status, 404);
  await watch(t, simulator);
  const ledger = await simulator.ledger();
  assert.deepEqual([ledger.open, ledger.sessions.length], [1, 1]);
});

test('a running service can be restarted at once', async (t) => {
  const simulator = await startProcess(t);
  assert.equal((await post(simulator)).status, 201);
  await simulator.restart();
  assert.equal((await simulator.ledger()).sessions.length, 0);
});

test('its cameras, settings and tokens are those that were asked for', async (t) => {
  const simulator = await startProcess(t, {
    devices: [{ id: 'porch', limitSeconds: 0.3, concurrency: 'reject', overlapStatus: 503 }],
    tokens: ['precious'],
    cors: true,
  });
  assert.equal((await post(simulator)).status, 401);
  const headers = { Authorization: 'Bearer precious' };
  const response = await post(simulator, offerText(), headers);
  assert.equal(response.status, 201);
  assert.equal(response.headers.get('Access-Control-Allow-Origin'), '*');
  assert.equal((await post(simulator, offerText(), headers)).status, 503);
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.equal((await simulator.ledger()).sessions[0]?.endedBy, 'limit');
});

test('a service that cannot start says so', async (t) => {
  const { origin } = await startProcess(t);
  const port = Number(new URL(origin).port);
  await assert.rejects(startSimulatorProcess({ port }), /left with 1 instead of listening/);
});

test('a service does not outlive the test that started it, even one that was killed', async (t) => {
  const program = `import { startSimulatorProcess } from '${new URL('process.ts', import.meta.url).href}';
    console.log((await startSimulatorProcess()).origin);
    setInterval(() => undefined, 1000);`;
  const parent = spawn(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', program],
    { cwd: fileURLToPath(new URL('.', import.meta.url)), stdio: ['ignore', 'pipe', 'inherit'] },
  );
  t.after(() => parent.kill('SIGKILL'));
  const [chunk] = (await once(parent.stdout, 'data')) as [Buffer];
  const ledger = `${chunk.toString().trim()}/ledger`;
  assert.equal((await fetch(ledger)).status, 200);
  parent.kill('SIGKILL');
  const gone = async (): Promise<boolean> => (await fetch(ledger).catch(() => null)) === null;
  const deadline = performance.now() + 5000;
  while (!(await gone())) assert.ok(performance.now() < deadline, 'the service is still there');
});
