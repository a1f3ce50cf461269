// A service that does what no honest one would: each test writes its replies by hand.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TestContext } from 'node:test';
import {
  answer,
  listen,
  type Listening,
  optionsFor,
  startRelay,
  type Changes,
  type Site,
} from './support.js';

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly authorization: string;
  readonly contentType: string | undefined;
  readonly body: string;
}

export type Handler = (req: IncomingMessage, res: ServerResponse, sent: Received) => void;

export class Service {
  readonly received: Received[] = [];
  #server: Listening | undefined;

  get origin(): string {
    return this.#server?.origin ?? '';
  }

  stop(): Promise<void> | undefined {
    return this.#server?.stop();
  }

  /** Path and query of each DELETE. */
  get deleted(): string[] {
    return this.received.filter(({ method }) => method === 'DELETE').map(({ url }) => url);
  }

  get posted(): Received[] {
    return this.received.filter(({ method }) => method === 'POST');
  }

  async start(t: TestContext, handle: Handler): Promise<this> {
    this.#server = await listen(t, (req, res) => {
      void this.#receive(req).then((sent) => {
        handle(req, res, sent);
      });
    });
    return this;
  }

  async #receive(req: IncomingMessage): Promise<Received> {
    let body = '';
    for await (const chunk of req) body += String(chunk);
    const { authorization = '', 'content-type': contentType } = req.headers;
    const sent = { method: req.method ?? '', url: req.url ?? '', authorization, contentType, body };
    this.received.push(sent);
    return sent;
  }
}

export const sessions = '/v1/devices/front-door/media/streaming/whep/sessions';
export const session = `${sessions}/5f3c`;
export const bearer = 'token-of-the-owner';

/** The reply to a POST; DELETEs are answered with 200 unless a handler says otherwise. */
export function opens(
  location = session,
  body: string | Buffer = answer,
  type = 'application/sdp',
): Handler {
  return (_, res) => res.writeHead(201, { Location: location, 'Content-Type': type }).end(body);
}

/** A hand-written service behind a relay. */
export async function startHostile(
  t: TestContext,
  {
    post = opens(),
    delete: onDelete,
    ...changes
  }: Changes & { post?: Handler; delete?: Handler } = {},
): Promise<{ service: Service; site: Site }> {
  const service = await new Service().start(t, (req, res, sent) => {
    if (req.method === 'POST') post(req, res, sent);
    else if (onDelete === undefined) res.end();
    else onDelete(req, res, sent);
  });
  const site = await startRelay(t, optionsFor(service.origin, bearer, changes), bearer);
  return { service, site };
}
