// The demo's server: the app's own origin with the pages, the built package and the relay; and, on another origin, the
// simulated camera service, which lets no page in. `tsx web/demo/server.ts`; PORT (8080) and HOST (127.0.0.1) choose where;
// --reload is for `npm run dev`.
//
// For people at their own machine: for the page without a relay it hands out tokens to whoever asks, and lets the service
// be reached on the page's own origin, below `/v1/`.

import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transform } from 'esbuild';
import { startSimulator, type Simulator } from '../../tests/simulator/index.js';
import { relayTo, welcome, type Handler } from './app.js';
import { cameras, issueToken, makeTrouble } from './cameras.js';
import type { Changes } from './changes.js';
import { feed } from './feed.js';
import { importMapHash, readPage } from './pages.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
/** What writes MP4, for ring-live/clip. */
const mediabunny = fileURLToPath(
  new URL('../../node_modules/mediabunny/dist/bundles/mediabunny.min.mjs', import.meta.url),
);

/** What is saved or built is on the page at once: see changes.ts. */
const reloadScript = '/demo/reload.js';

const html = 'text/html; charset=utf-8';
const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/** What pages load of the demo: a fixed list, so that no path can lead elsewhere. */
const pageFiles: Readonly<Record<string, string>> = {
  '/demo/demo.css': 'demo.css',
  '/favicon.svg': 'favicon.svg',
  '/favicon.ico': 'favicon.svg',
};

const pageScripts: ReadonlySet<string> = new Set(
  [
    ...['demo', 'desk', 'desk-cameras', 'direct', 'german', 'language', 'ledger', 'motion'],
    ...['saved', 'stay-local', 'troubles'],
  ].map((name) => `/demo/${name}.js`),
);

/** The package as it is built: plain names only, so that no path can climb out of it. */
const packageFile = /^\/(?:src|generated)(?:\/[a-z0-9][a-z0-9-]*)+\.(?:js|wasm)$/;

const securityHeaders = {
  'Content-Security-Policy': [
    "default-src 'none'",
    `script-src 'self' 'wasm-unsafe-eval' '${importMapHash()}'`,
    "connect-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob:",
    "media-src 'self' blob:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types ring-live', // for the worker of ring-live/clip alone
  ].join('; '),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store', // A demo is edited and rebuilt while it runs.
} as const;

export interface Demo {
  /** `http://host:port`. */
  readonly origin: string;
  readonly simulator: Simulator;
  close(): Promise<void>;
}

export interface DemoOptions {
  /** 0 takes any free one. */
  port?: number;
  host?: string;
  /** Pages load themselves anew when they, or the package, have changed. */
  reload?: boolean;
}

/** What the pages ask for beside files. */
interface Behind {
  readonly simulator: Simulator;
  readonly changes: Changes | undefined;
}

export async function startDemo(options: DemoOptions = {}): Promise<Demo> {
  const { port = 8080, host = '127.0.0.1', reload = false } = options;
  const simulator = await startSimulator({
    cors: 'off',
    auth: 'bearer',
    host,
    devices: [...cameras],
  });
  const relay = relayTo(simulator);
  const changes = reload ? (await import('./changes.js')).watchChanges([here, dist]) : undefined;
  const server = createServer((req, res) => {
    if (!passOn(req, res, relay, simulator)) {
      serve(req, res, { simulator, changes }).catch(() => {
        if (!res.headersSent) res.writeHead(500, securityHeaders);
        res.end();
      });
    }
  });
  try {
    await listen(server, port, host);
  } catch (reason) {
    changes?.close();
    await simulator.close();
    throw reason;
  }
  const { port: taken } = server.address() as AddressInfo;
  return {
    origin: `http://${host.includes(':') ? `[${host}]` : host}:${String(taken)}`,
    simulator,
    async close() {
      changes?.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await simulator.close();
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** False where it is about the demo's own files. */
function passOn(
  req: IncomingMessage,
  res: ServerResponse,
  relay: Handler,
  simulator: Simulator,
): boolean {
  if (req.url?.startsWith('/v1/') === true) return simulator.handle(req, res);
  if (req.url?.startsWith('/ring/') !== true) return false;
  relay(req, res);
  return true;
}

async function serve(
  req: IncomingMessage,
  res: ServerResponse,
  { simulator, changes }: Behind,
): Promise<void> {
  const [path = '/', query = ''] = (req.url ?? '/').split('?');
  if (req.method === 'POST' && path.startsWith('/demo/trouble/')) {
    trouble(req, res, simulator, path.slice('/demo/trouble/'.length));
  } else if (req.method !== 'GET' && req.method !== 'HEAD') {
    reply(res, 405, 'text/plain; charset=utf-8', 'Only GET and HEAD are known here.\n');
  } else if (path === '/demo/events') {
    res.writeHead(200, { ...securityHeaders, 'Content-Type': 'text/event-stream' });
    await feed(res, simulator.ledger);
  } else if (path === '/demo/changes' && changes !== undefined) {
    res.writeHead(200, { ...securityHeaders, 'Content-Type': 'text/event-stream' });
    changes.follow(res);
  } else if (path === '/demo/token') {
    reply(
      res,
      200,
      'text/plain; charset=utf-8',
      issueToken(simulator, new URLSearchParams(query).has('expired')),
    );
  } else if (pageScripts.has(path) || (path === reloadScript && changes !== undefined)) {
    reply(res, 200, typeOf(path), await script(basename(path, '.js')));
  } else {
    const page = await readPage(path);
    if (page === undefined) {
      await serveFile(res, path);
    } else {
      reply(res, 200, html, changes ? reloading(page) : page, welcome(req));
    }
  }
}

async function serveFile(res: ServerResponse, path: string): Promise<void> {
  const file = fileOf(path);
  const content = file === undefined ? undefined : await readFile(file).catch(() => undefined);
  if (file === undefined || content === undefined) {
    reply(res, 404, 'text/plain; charset=utf-8', 'Not found.\n');
  } else {
    reply(res, 200, typeOf(file), content);
  }
}

function fileOf(path: string): string | undefined {
  const own = Object.hasOwn(pageFiles, path) ? pageFiles[path] : undefined;
  if (own !== undefined) return join(here, own);
  if (path === '/mediabunny.js') return mediabunny;
  return packageFile.test(path) ? join(dist, path) : undefined;
}

function typeOf(path: string): string {
  return types[extname(path)] ?? 'application/octet-stream';
}

function reply(
  res: ServerResponse,
  status: number,
  type: string,
  body: string | Buffer,
  more: Record<string, string> = {},
): void {
  res.writeHead(status, { ...securityHeaders, 'Content-Type': type, ...more });
  res.end(body);
}

function reloading(page: string): string {
  const script = `<script type="module" src="${reloadScript}"></script>`;
  return page.replace('</head>', `${script}</head>`);
}

/** A script of the page without its types: browsers do not read them. */
async function script(name: string): Promise<string> {
  const source = await readFile(join(here, `${name}.ts`), 'utf8');
  const { code } = await transform(source, { loader: 'ts', target: 'es2022', sourcemap: 'inline' });
  return code;
}

/** For the demo's own page only: a page of another origin must not play with it. */
function trouble(
  req: IncomingMessage,
  res: ServerResponse,
  simulator: Simulator,
  name: string,
): void {
  const isOwn = req.headers['sec-fetch-site'] === 'same-origin';
  const status = !isOwn ? 403 : makeTrouble(simulator, name) ? 204 : 404;
  res.writeHead(status, securityHeaders).end();
}

async function main(): Promise<void> {
  const port = Number(process.env['PORT'] ?? 8080);
  const host = process.env['HOST'] ?? '127.0.0.1';
  const demo = await startDemo({ port, host, reload: process.argv.includes('--reload') });
  console.log(
    `ring-live demo: ${demo.origin}/ (the simulated camera service: ${demo.simulator.origin})`,
  );
  const stop = (): void => {
    void demo.close().finally(() => process.exit(0));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  main().catch((reason: unknown) => {
    const code = (reason as NodeJS.ErrnoException).code;
    const where = process.env['PORT'] ?? '8080';
    console.error(
      code === 'EADDRINUSE'
        ? `ring-live demo: port ${where} is taken. Choose another: PORT=8081 npm start`
        : `ring-live demo: ${String(reason)}`,
    );
    process.exitCode = 1;
  });
}
