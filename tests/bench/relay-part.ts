// One process of the relay's load test: `service`, `relay` or `balancer`, started by relay.ts. Tells its port, then what it
// is asked for.

import { readFileSync } from 'node:fs';
import { Agent, createServer, request, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRelay } from 'ring-live/relay';
import { toNodeHandler } from 'ring-live/relay/node';
import { openLimits, type Kind } from '../relay/owners/stores.js';

export interface PartReport {
  /** Of a service. */
  readonly opened: number;
  readonly open: number;
  readonly strayDeletes: number;
  /** Bytes. */
  readonly memory: number;
  /** Milliseconds of all its threads, so far. */
  readonly processor: number;
  /** So far. */
  readonly requests: number;
}

const [role = '', ...args] = process.argv.slice(2);
const open = new Set<string>();
let opened = 0;
let strayDeletes = 0;
let requests = 0;

/** Signalling without media: the documented replies, and the long query of real Locations. */
function service(): RequestListener {
  const answer = readFileSync(
    new URL('../fixtures/sdp/camera_sendonly_answer.sdp', import.meta.url),
  );
  return (req, res) => {
    req.resume().on('end', () => {
      if (req.method === 'DELETE') {
        if (!open.delete(req.url ?? '')) strayDeletes += 1;
        res.end();
        return;
      }
      opened += 1;
      const path = `${req.url ?? ''}/${String(opened)}?X-Signature=${'a'.repeat(350)}`;
      open.add(path);
      res.writeHead(201, { 'Content-Type': 'application/sdp', Location: path }).end(answer);
    });
  };
}

/** @param kind of the store of limits, if any; then each of a thousand cameras and visitors has a quota that is never used up. */
async function relay(
  upstream = '',
  leaseKey = '',
  kind?: Kind,
  place = '',
): Promise<RequestListener> {
  let visitors = 0;
  const shared = kind && {
    limits: (await openLimits(kind, place)).limits,
    quota: { cameraSeconds: 1e6, visitorSeconds: 1e6, openPerCamera: 1e4 },
  };
  return toNodeHandler(
    createRelay({
      upstream,
      leaseKey,
      ...shared,
      authorize: () => `visitor-${String((visitors += 1) % 1000)}`,
      token: () => 'token',
      maxOpening: 1000,
      // More than one app may ask for, but counted.
      requestsPerSecond: kind === undefined ? Infinity : 1e5,
    }),
  );
}

/** As a load balancer without any memory does it. */
function balancer(...ports: string[]): RequestListener {
  const agent = new Agent({ keepAlive: true });
  return (req, res) => {
    const port = ports[Math.floor(Math.random() * ports.length)];
    const { method, url: path, headers } = req;
    const onward = request({ agent, port, method, path, headers }, (reply) => {
      res.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(res);
    });
    onward.on('error', () => res.destroy());
    req.pipe(onward);
  };
}

type Role = (...args: string[]) => RequestListener | Promise<RequestListener>;
const roles: Record<string, Role> = {
  service,
  balancer,
  relay: (upstream, leaseKey, kind, place) => relay(upstream, leaseKey, kind as Kind, place),
};
const server = createServer(await roles[role]?.(...args));
server.on('request', () => (requests += 1));
server.keepAliveTimeout = 60_000; // Or a connection is closed just when it is used again.
server.listen(0, '127.0.0.1', () => {
  process.send?.((server.address() as AddressInfo).port);
});
process.on('message', () => {
  const memory = process.memoryUsage().rss;
  const { user, system } = process.cpuUsage();
  const processor = (user + system) / 1000;
  const sessions = { opened, open: open.size, strayDeletes };
  process.send?.({ ...sessions, memory, processor, requests } satisfies PartReport);
});
process.on('disconnect', () => process.exit());
