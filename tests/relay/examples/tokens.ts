import { createServer } from 'node:http';
import { createRelay } from 'ring-live/relay';
import { toNodeHandler } from 'ring-live/relay/node';
import { createTokens } from 'ring-live/relay/tokens';
import { fileStore } from 'ring-live/relay/tokens/file';

const { env } = process;

const tokens = createTokens({
  clientId: env['RING_CLIENT_ID'] ?? '',
  clientSecret: env['RING_CLIENT_SECRET'] ?? '',
  key: env['TOKEN_KEY'] ?? '',
  store: fileStore(env['TOKEN_FOLDER'] ?? 'tokens'),
  // Whose camera is it? Yours.
  ownerOf: ({ deviceId }) => (deviceId === 'front-door' ? 'ann' : null),
  // For development; without it the camera service itself.
  ...(env['RING_OAUTH'] !== undefined && { tokenUrl: env['RING_OAUTH'] }),
  onEvent: ({ type, owner, cause }) => {
    console.log(type, owner, cause ?? '');
  },
});

const watch = toNodeHandler(
  createRelay({
    leaseKey: env['LEASE_KEY'] ?? '',
    authorize: ({ headers }) => whoIs(headers.get('Cookie')),
    token: tokens.token,
    ...(env['RING_API'] !== undefined && { upstream: env['RING_API'] }),
  }),
);

const server = createServer((req, res) => {
  const url = new URL(req.url ?? '/', 'http://localhost');
  if (url.pathname !== '/ring/linked') {
    watch(req, res);
    return;
  }
  // Where the service sends an owner who has agreed, with a code.
  const owner = whoIs(req.headers.cookie ?? null);
  const linked = owner === null ? Promise.reject(new Error('nobody')) : link(url, owner);
  linked.then(
    () => res.writeHead(303, { Location: '/' }).end(),
    () => res.writeHead(400).end('Please link your account again.'),
  );
});
server.listen(Number(env['PORT']));

async function link(url: URL, owner: string): Promise<void> {
  await tokens.link(url.searchParams.get('code') ?? '', owner);
}

/** Stands for the sessions that your app has. */
function whoIs(cookies: string | null): string | null {
  return cookies?.split('; ').includes(env['COOKIE_OF_ANN'] ?? '') === true ? 'ann' : null;
}

// What the service has given is written before the end.
process.on('SIGTERM', () => {
  server.close();
  void tokens.close();
});
