// The web app of the tests: pages, the built package and, on the same origin, the simulator as behind a
// relay. Pages come with a policy as strict as a careful app would have.

import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import {
  createServer,
  request,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';
import type { Simulator } from '../simulator/index.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Where sources stand in the tree is where they are served, so that their imports hold in both. */
const packageFile = /^\/web\/((?:src|generated)(?:\/[a-z0-9][a-z0-9-]*)+\.js)$/;
const testScript = /^(\/tests\/(?:browser|bench|engines)\/[a-z-]+)\.js$/;

export interface PageOptions {
  /** False: no policy at all, for pages that are not ours to write. */
  readonly policy?: false | 'strictest';
  /** In place of `'self' 'wasm-unsafe-eval'`. */
  readonly scriptSrc?: string;
  /** A policy that a framework makes for itself, in place of none; false where it cannot do with Trusted Types. */
  readonly trustedTypes?: string | false;
  /** More headers, or others. */
  readonly headers?: Readonly<Record<string, string>>;
}

const ownScripts = "'self' 'wasm-unsafe-eval'";
const strictest = (scriptSrc: string, trustedTypes: string | false): string =>
  `default-src 'none'; script-src ${scriptSrc}; connect-src 'self'; style-src 'self'` +
  (trustedTypes === false
    ? ''
    : `; require-trusted-types-for 'script'; trusted-types ${trustedTypes}`);

/** The strictest policy that the player promises to work under, word for word. */
export const strictPolicy = strictest(ownScripts, "'none'");

export interface Site {
  readonly origin: string;
  /** Serves this markup at a path. */
  addPage(path: string, html: string, options?: PageOptions): void;
  /** Serves the files of a folder, e.g. a built app, below a path. */
  addFolder(path: string, folder: string, options?: PageOptions): void;
  /** Another address for one of the simulator's cameras, as a relay would have it. */
  addEndpoint(path: string, deviceId: string): void;
  /** Lets pages connect there: a policy must not hide what the player itself has to refuse. */
  allowConnections(origin: string): void;
  close(): Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

export const toolsScript = '<script type="module" src="/tests/browser/tools.js"></script>';

export const plainPage = (body = ''): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>test</title>${toolsScript}<body>${body}</body></html>`;

/** The site's pages on another origin, with these headers more. */
export function passOn(
  site: Site,
  req: IncomingMessage,
  res: ServerResponse,
  headers: Readonly<Record<string, string>> = {},
): void {
  const { method, headers: asked } = req;
  request(site.origin + (req.url ?? '/'), { method, headers: asked }, (page) => {
    res.writeHead(page.statusCode ?? 502, { ...page.headers, ...headers });
    page.pipe(res);
  }).end();
}

/** Its origin, on a port that was free. */
export async function listening(server: Server): Promise<string> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

export async function startSite(simulator: Simulator): Promise<Site> {
  const pages = new Map<string, { html: string; options: PageOptions }>();
  const folders = new Map<string, { folder: string; options: PageOptions }>();
  const endpoints = new Map<string, string>();
  const connections = ["'self'", simulator.origin];
  const scripts = new Map<string, string>();

  const policy = ({
    policy: kind,
    scriptSrc = ownScripts,
    trustedTypes = "'none'",
  }: PageOptions): string =>
    kind === 'strictest'
      ? strictest(scriptSrc, trustedTypes)
      : [
          "default-src 'none'",
          `script-src ${scriptSrc}`,
          `connect-src ${connections.join(' ')}`,
          "style-src 'self'",
          "img-src 'self'",
          "media-src 'self' blob:",
          ...(trustedTypes === false
            ? []
            : ["require-trusted-types-for 'script'", `trusted-types ${trustedTypes}`]),
        ].join('; ');

  const policyOf = (options: PageOptions): Readonly<Record<string, string>> =>
    options.policy === false ? {} : { 'Content-Security-Policy': policy(options) };

  const script = async (path: string): Promise<string> => {
    const known = scripts.get(path);
    if (known !== undefined) return known;
    const { code } = await transform(await readFile(`${root}${path}.ts`, 'utf8'), {
      loader: 'ts',
      target: 'es2022',
    });
    scripts.set(path, code);
    return code;
  };

  /** The file that a path means in one of the folders, and the policy of the folder's pages. */
  const fileOf = (path: string): { file: string; options: PageOptions } | undefined => {
    for (const [prefix, { folder, options }] of folders) {
      const below = path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
      if (below !== undefined && !below.includes('..')) {
        return { file: join(folder, below === '' ? 'index.html' : below), options };
      }
    }
    return undefined;
  };

  const serve = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const path = (req.url ?? '/').split('?')[0] ?? '/';
    const reply = (type: string, body: string | Buffer, headers = {}): void => {
      res.writeHead(200, { 'Content-Type': type, 'Cache-Control': 'no-store', ...headers });
      res.end(body);
    };
    const page = pages.get(path);
    const folderFile = fileOf(path);
    const ownFile = packageFile.exec(path)?.[1];
    const testFile = testScript.exec(path)?.[1];
    if (page !== undefined) {
      const { html, options } = page;
      // Not no-store: that would keep pages out of the back/forward cache.
      reply('text/html; charset=utf-8', html, {
        ...{ 'Cache-Control': 'no-cache', ...policyOf(options) },
        ...options.headers,
      });
    } else if (folderFile !== undefined) {
      const { file, options } = folderFile;
      const type = types[extname(file)] ?? 'application/octet-stream';
      const isPage = file.endsWith('.html');
      reply(type, await readFile(file), isPage ? policyOf(options) : {});
    } else if (ownFile !== undefined) {
      reply('text/javascript', await readFile(`${root}dist/${ownFile}`));
    } else if (testFile !== undefined) {
      reply('text/javascript', await script(testFile));
    } else if (path === '/favicon.ico') {
      reply('image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"/>');
    } else {
      res.writeHead(404).end();
    }
  };

  const server = createServer((req, res) => {
    const deviceId = endpoints.get(req.url ?? '');
    if (deviceId !== undefined) req.url = simulator.endpointPath(deviceId);
    if (simulator.handle(req, res)) return;
    serve(req, res).catch(() => res.writeHead(404).end());
  });
  const origin = await listening(server);
  pages.set('/', { html: plainPage(), options: {} });
  return {
    origin,
    addPage: (path, html, options = {}) => void pages.set(path, { html, options }),
    addFolder: (path, folder, options = {}) => void folders.set(path, { folder, options }),
    addEndpoint: (path, deviceId) => void endpoints.set(path, deviceId),
    allowConnections: (origin) => void connections.push(origin),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
