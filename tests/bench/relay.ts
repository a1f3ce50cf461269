// What the relay costs: offers at fixed times, through one relay and past it in the same run, against signalling without
// media. Then two instances behind a balancer that sends each request to either.
// `npx tsx tests/bench/relay.ts [seconds] [offers per second] [file|redis|postgres]`; needs the built package. With a store the
// relay counts in it, on this machine: a quota for each camera and visitor, and its requests.

import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createClient } from 'redis';
import { kinds, startStore } from '../relay/owners/stores.js';
import type { PartReport } from './relay-part.js';

const seconds = Number(process.argv[2] ?? 60);
const rate = Number(process.argv[3] ?? 200);
/** Past the relay: enough for a median and a 99th percentile. */
const directRate = 50;
const heldSeconds = 1;
const warmUpSeconds = 5;

const offer = readFileSync(new URL('../fixtures/sdp/chromium_recvonly_offer.sdp', import.meta.url));
const agent = new Agent({ keepAlive: true });
const parts: ChildProcess[] = [];

interface Part {
  readonly port: number;
  report(): Promise<PartReport>;
}

async function start(...args: string[]): Promise<Part> {
  const file = fileURLToPath(new URL('relay-part.ts', import.meta.url));
  const child = fork(file, args, { execArgv: ['--import', 'tsx'] });
  parts.push(child);
  const [port] = (await once(child, 'message')) as [number];
  const report = async (): Promise<PartReport> => {
    child.send('report');
    const [told] = (await once(child, 'message')) as [PartReport];
    return told;
  };
  return { port, report };
}

interface Answered {
  readonly status: number | undefined;
  readonly location: string | undefined;
}

function send(method: string, port: number, path: string, body?: Buffer): Promise<Answered> {
  const headers = body && { 'Content-Type': 'application/sdp', 'Content-Length': body.length };
  return new Promise((resolve, reject) => {
    const req = request({ agent, method, port, path, ...(headers && { headers }) }, (res) => {
      res.resume().on('end', () => {
        resolve({ status: res.statusCode, location: res.headers.location });
      });
    });
    req.on('error', reject).end(body);
  });
}

/** What became of visits that came to nothing. Of a relay that cannot keep up the system refuses connections: ECONNRESET. */
const failures = new Map<string, number>();

/** Opens, holds and closes. @returns Milliseconds from when it should have been sent to the whole answer; Infinity for none. */
async function visit(port: number, path: string, due: number): Promise<number> {
  return visited(port, path, due).catch(({ code, message }: NodeJS.ErrnoException) => {
    const what = code ?? message;
    failures.set(what, (failures.get(what) ?? 0) + 1);
    return Infinity;
  });
}

async function visited(port: number, path: string, due: number): Promise<number> {
  const { status, location = '' } = await send('POST', port, path, offer);
  const took = performance.now() - due;
  if (status !== 201) throw new Error(`the offer was answered ${String(status)}`);
  await sleep(heldSeconds * 1000);
  const { pathname, search } = new URL(location, `http://localhost${path}`);
  const closed = await send('DELETE', port, pathname + search);
  if (closed.status !== 200) throw new Error(`the DELETE was answered ${String(closed.status)}`);
  return took;
}

/** Open loop: what is slow delays nothing that comes after it, and is not forgiven its own waiting. */
async function load(
  port: number,
  path: string,
  perSecond: number,
  duration = seconds,
): Promise<number[]> {
  const began = performance.now();
  const visits: Promise<number>[] = [];
  while (visits.length < duration * perSecond) {
    const due = began + (visits.length / perSecond) * 1000;
    const early = due - performance.now();
    if (early > 0) await sleep(early);
    else visits.push(visit(port, path.replace('{id}', cameraOf(visits.length)), due));
  }
  return (await Promise.all(visits)).sort((a, b) => a - b);
}

const quantile = (sorted: number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
const ms = (value: number): string => `${value.toFixed(2)} ms`;
const mb = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;

const relayed = '/ring/devices/{id}/whep';
const direct = '/v1/devices/{id}/media/streaming/whep/sessions';
const cameraOf = (visit: number): string => `camera-${String(visit % 1000)}`;
let failed = false;

function check(what: string, isRight: boolean): void {
  if (isRight) return;
  console.error(`too much: ${what}`);
  failed = true;
}

function closedAll(what: string, { opened, open, strayDeletes }: PartReport): void {
  console.log(
    `${what}: opened ${String(opened)}, left open ${String(open)}, stray DELETEs ${String(strayDeletes)}`,
  );
  check('sessions left open', open === 0 && strayDeletes === 0 && opened > 0);
}

/** Depends less on what else the machine does than a latency. */
const perRequest = (before: PartReport, after: PartReport): number =>
  (after.processor - before.processor) / (after.requests - before.requests);

async function forgetDisk(url: string): Promise<void> {
  const client = await createClient({ url }).connect();
  await client.configSet('appendonly', 'no');
  client.destroy();
}

async function oneRelay(store: string[] = []): Promise<void> {
  const service = await start('service');
  const upstream = `http://127.0.0.1:${String(service.port)}`;
  const relay = await start('relay', upstream, randomBytes(32).toString('base64url'), ...store);
  // A process that has just begun compiles first, which is not the question.
  await load(relay.port, relayed, rate, warmUpSeconds);
  const warm = await relay.report();
  const memory: number[] = [];
  const watching = setInterval(() => {
    void relay.report().then(({ memory: now }) => memory.push(now));
  }, 5000);
  const [through, past] = await Promise.all([
    load(relay.port, relayed, rate),
    load(service.port, direct, directRate),
  ]);
  clearInterval(watching);
  for (const [name, all] of [
    ['through the relay', through],
    ['past it', past],
  ] as const) {
    const median = ms(quantile(all, 0.5));
    console.log(
      `${name}: ${String(all.length)} offers, median ${median}, p99 ${ms(quantile(all, 0.99))}`,
    );
  }
  const added = quantile(through, 0.5) - quantile(past, 0.5);
  const addedP99 = quantile(through, 0.99) - quantile(past, 0.99);
  console.log(`added: median ${ms(added)}, p99 ${ms(addedP99)}`);
  console.log(`memory of the relay, each 5 s: ${memory.map(mb).join(', ')}`);
  console.log(
    `processor time of the relay: ${ms(perRequest(warm, await relay.report()))} a request`,
  );
  closedAll('one relay', await service.report());
  check('median', added <= 3);
  check('p99', addedP99 <= 15);
}

async function twoRelays(): Promise<void> {
  const service = await start('service');
  const upstream = `http://127.0.0.1:${String(service.port)}`;
  const leaseKey = randomBytes(32).toString('base64url');
  const first = await start('relay', upstream, leaseKey);
  const second = await start('relay', upstream, leaseKey);
  const balancer = await start('balancer', String(first.port), String(second.port));
  const all = await load(balancer.port, relayed, rate / 2);
  console.log(`two relays: ${String(all.length)} offers, p99 ${ms(quantile(all, 0.99))}`);
  closedAll('two relays', await service.report());
}

const kind = kinds.find((each) => each === process.argv[4]);
const store = kind && (await startStore(kind));
// Limits need no disk: with each write on it, as tokens need, Redis takes as long as the disk for each of them.
if (kind === 'redis' && store !== undefined) await forgetDisk(store.place);
try {
  if (kind !== undefined && store !== undefined) await oneRelay([kind, store.place]);
  else {
    await oneRelay();
    await twoRelays();
  }
} finally {
  const ended = Promise.all(parts.map((part) => once(part, 'exit')));
  for (const part of parts) part.disconnect();
  await ended;
  await store?.end();
}
for (const [what, count] of failures) check(`${String(count)} visits failed: ${what}`, false);
process.exitCode = failed ? 1 : 0;
