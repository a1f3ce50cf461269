// A viewer who holds a tether, as a player does.

import assert from 'node:assert/strict';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { session, type Service } from './service.js';
import { until, type Site } from './support.js';

export const accepts = { Accept: 'application/sdp, application/x.tether' };
export const seconds = (since: number): number => (performance.now() - since) / 1000;

/** The session's lease, and where its tether is. */
export async function opened(site: Site): Promise<{ lease: string; tether: string }> {
  const { status, headers } = await site.post({ headers: accepts });
  assert.equal(status, 201);
  const [, link = ''] = /^<([^>]+)>; rel="tether"$/.exec(String(headers.link)) ?? [];
  const lease = headers.location ?? '';
  assert.equal(link, `${lease}/tether`);
  return { lease, tether: link };
}

export interface Holding {
  readonly status: number;
  readonly asked: ClientRequest;
  /** Of the reply. */
  readonly ended: Promise<void>;
}

/** Resolves with the head, which must not wait for a second piece. */
export async function hold(site: Site, tether: string, headers = {}): Promise<Holding> {
  const url = new URL(tether, `${site.origin}/ring/devices/front-door/whep`);
  const asked = request(url, { agent: false, headers });
  asked.on('error', () => undefined);
  asked.end();
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    asked.on('response', resolve).on('error', reject);
  });
  const ended = new Promise<void>((resolve) => response.on('close', resolve).resume());
  response.on('error', () => undefined);
  return { status: response.statusCode ?? 0, asked, ended };
}

/** Nothing else tells that something does not happen. */
export const pass = (length: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, length * 1000));

/** The viewer goes without a word: the session is closed within so many seconds, once. */
export async function endsOnce(service: Service, { asked }: Holding, most: number): Promise<void> {
  assert.deepEqual(service.deleted, [], 'it lives');
  asked.destroy();
  const broke = performance.now();
  await until(() => service.deleted.length > 0, 'the session to be closed');
  const took = seconds(broke);
  assert.ok(took > 1.9 && took < most, `${String(took)} s`);
  await pass(2);
  assert.deepEqual(service.deleted, [session]);
}
