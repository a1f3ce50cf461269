// Two instances behind nginx, set up as the guide shows it: whichever is asked, and whichever dies.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { freePorts } from '../free-ports.js';
import { startSimulator } from '../simulator/index.js';
import { startEnding, type EndingInstance } from './ending.js';
import { newKey, Site, until, Witness, type Sent } from './support.js';

const place = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** What nginx writes of each request: its method and status, and the instances that it asked. */
interface Passed {
  readonly method: string;
  readonly status: string;
  readonly asked: readonly string[];
}

interface Proxy {
  readonly origin: string;
  passed(): Passed[];
}

/** The guide's lines with these addresses, in a folder of its own. */
async function startNginx(t: TestContext, instances: readonly EndingInstance[]): Promise<Proxy> {
  const folder = mkdtempSync(join(tmpdir(), 'ring-live-nginx-'));
  const [port = 0] = await freePorts(1);
  const here = `127.0.0.1:${String(port)}`;
  const addresses = [...instances.map(({ address }) => address), here];
  const places = ['127.0.0.1:8090', '127.0.0.1:8091', '127.0.0.1:8080'];
  const guide = places.reduce(
    (text, each, index) => {
      assert.ok(text.includes(each));
      return text.replace(each, addresses[index] ?? '');
    },
    readFileSync(place('examples/nginx.conf'), 'utf8'),
  );
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${folder}/${kind};`)
    .join('\n');
  const config = `
daemon off; pid ${folder}/pid; worker_processes 2; error_log ${folder}/errors;
events {}
http {
${temporary}
log_format passed '$request_method|$status|$upstream_addr';
access_log ${folder}/passed passed;
${guide}
}`;
  writeFileSync(join(folder, 'nginx.conf'), config);
  const child = spawn('nginx', ['-p', folder, '-e', `${folder}/errors`, '-c', 'nginx.conf'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    // Debian keeps it where only root looks.
    env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` },
  });
  t.after(async () => {
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    rmSync(folder, { recursive: true });
  });
  const origin = `http://${here}`;
  let answers = false;
  await until(() => {
    assert.equal(child.exitCode, null, 'nginx ended');
    fetch(`${origin}/ring/health`).then(
      () => (answers = true),
      () => undefined,
    );
    return answers;
  }, 'nginx');
  return {
    origin,
    passed: () =>
      readFileSync(join(folder, 'passed'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => {
          const [method = '', status = '', asked = ''] = line.split('|');
          return { method, status, asked: asked.split(', ') };
        }),
  };
}

async function startAll(t: TestContext) {
  const simulator = await startSimulator();
  t.after(() => simulator.close());
  const token = simulator.tokens.issue();
  const args = [simulator.origin, newKey(), token];
  const instances = await Promise.all([startEnding(t, args), startEnding(t, args)]);
  const proxy = await startNginx(t, instances);
  const witness = new Witness();
  witness.keep(token, new URL(simulator.origin).host);
  t.after(() => {
    witness.testify();
  });
  return { simulator, instances, proxy, site: new Site(proxy.origin, witness) };
}

test('an instance is killed in the middle: what it opened the other one closes, and nothing stays open', async (t) => {
  const { simulator, instances, proxy, site } = await startAll(t);
  const [killed, other] = instances;
  const door = simulator.device('front-door');
  const post = (): Promise<Sent> => site.post();
  const open = await Promise.all(Array.from({ length: 16 }, post));

  // Of eight offers that are with the service, the killed one has about half.
  door.onPost({ delaySeconds: 0.7 }, { times: 8 });
  door.configure({ limitSeconds: 4 });
  const arrived = simulator.ledger.requests().length + 8;
  const inMiddle = Array.from({ length: 8 }, post);
  await until(() => simulator.ledger.requests().length === arrived, 'the offers to arrive');
  killed.child.kill('SIGKILL');
  const answers = [...open, ...(await Promise.all(inMiddle))];
  await until(() => simulator.ledger.sessions().length === 24, 'the service to open them all');
  door.configure({ limitSeconds: 60 });
  const after = await Promise.all(Array.from({ length: 8 }, post));

  const taken = [...answers, ...after].filter(({ status }) => status === 201);
  const lost = answers.filter(({ status }) => status === 502).length;
  assert.equal(taken.length + lost, 32, 'nobody is told anything else');
  for (const { status } of after) assert.equal(status, 201);
  const closings = taken.map(({ headers }) => site.delete(headers.location));
  for (const { status } of await Promise.all(closings)) assert.equal(status, 200);

  const passed = proxy.passed();
  const openedBy = ({ address }: EndingInstance): number =>
    passed.filter(({ status, asked }) => status === '201' && asked[0] === address).length;
  assert.ok(openedBy(killed) > 0 && openedBy(other) > 0, 'both have opened sessions');
  const offers = passed.filter(({ method, status }) => method === 'POST' && status === '502');
  for (const { asked } of offers) assert.deepEqual(asked, [killed.address], 'sent once');

  // Nobody knows the address of what the killed one was opening: its limit ends it.
  await simulator.ledger.whenIdle(8000);
  const ended = (by: string): number =>
    simulator.ledger.sessions().filter(({ endedBy }) => endedBy === by).length;
  assert.equal(ended('delete'), taken.length);
  assert.equal(ended('limit'), lost);
  assert.deepEqual(simulator.ledger.violations(), []);
});

test('who leaves in the middle of an offer is noticed through nginx, and the session closed', async (t) => {
  const { simulator, site } = await startAll(t);
  simulator.device('front-door').onPost({ delaySeconds: 0.4 });
  const socket = site.rawPost();
  await until(() => simulator.ledger.requests().length > 0, 'the offer to arrive');
  socket.destroy();
  await until(() => simulator.ledger.sessions().length > 0, 'the session');
  await simulator.ledger.whenIdle(3000);
  assert.equal(simulator.ledger.sessions()[0]?.endedBy, 'delete');
  assert.deepEqual(simulator.ledger.violations(), []);
});
