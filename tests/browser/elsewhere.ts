// An endpoint on an origin of its own, whose app answers the preflights of the site's pages.

import { createServer, type RequestListener } from 'node:http';
import { listening, type Site } from './site.js';

/** @param header Of the page's own, in its requests. @param answer To whatever is no preflight. */
export async function startElsewhere(
  site: Site,
  header: string,
  answer: RequestListener,
): Promise<{ readonly origin: string; close(): void }> {
  const server = createServer((req, res) => {
    res.setHeader('Access-Control-Allow-Origin', site.origin);
    res.setHeader('Access-Control-Allow-Credentials', 'true');
    res.setHeader('Access-Control-Allow-Methods', 'POST, PATCH, DELETE');
    res.setHeader('Access-Control-Allow-Headers', `Content-Type, ${header}`);
    res.setHeader('Access-Control-Expose-Headers', 'Location');
    if (req.method === 'OPTIONS') res.writeHead(204).end();
    else answer(req, res);
  });
  const origin = await listening(server);
  site.allowConnections(origin);
  // What is open may end: the page may still wait for a reply there.
  return { origin, close: () => void server.close() };
}
