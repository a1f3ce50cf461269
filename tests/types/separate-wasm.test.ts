// The WebAssembly as a file of its own: where the page says it is, and what is told when it is not.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, test } from 'node:test';
import { LiveSession, RingLiveError, preload } from '../../web/src/index.js';
import { loadModule, replaceModule } from '../../web/src/session/module.js';

const wasm = await readFile(new URL('../../web/generated/native.wasm', import.meta.url));
const replies: Readonly<Record<string, { type: string; body: Buffer | string }>> = {
  '/native.wasm': { type: 'application/wasm', body: wasm },
  '/untyped.wasm': { type: 'application/octet-stream', body: wasm },
  '/page.wasm': { type: 'text/html', body: '<!doctype html><title>Not found</title>' },
  '/broken.wasm': { type: 'application/wasm', body: wasm.subarray(0, 5000) },
  // A module of one import that ours does not know: a.zz
  '/other.wasm': {
    type: 'application/wasm',
    body: Buffer.from('0061736d01000000010401600000020801016102' + '7a7a0000', 'hex'),
  },
};

let origin = '';
let asked: string[] = [];
const server = createServer((req, res) => {
  asked.push(req.url ?? '');
  const reply = replies[req.url ?? ''];
  if (reply === undefined) {
    res.writeHead(404).end();
  } else {
    res.writeHead(200, { 'Content-Type': reply.type }).end(reply.body);
  }
});

before(async () => {
  // Without a sign of a browser the module is not even looked for.
  Reflect.set(
    globalThis,
    'RTCPeerConnection',
    class {
      close = (): void => undefined;
    },
  );
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
after(() => {
  Reflect.deleteProperty(globalThis, 'RTCPeerConnection');
  server.close();
  server.closeAllConnections();
});
afterEach(() => {
  replaceModule(null);
  asked = [];
});

const detailOf = async (address: string | URL): Promise<unknown> => {
  await preload({ wasm: address });
  return loadModule().then(
    () => 'loaded',
    ({ kind, fault, retryable }: { kind: string; fault: string; retryable: boolean }) => ({
      ...{ kind, fault, retryable },
    }),
  );
};

test('without a word from the page nothing is fetched', async () => {
  await preload();
  assert.equal((await loadModule()).module.viewing_count(), 0);
  assert.deepEqual(asked, []);
});

test('the page says where it is, once, and every session uses it', async () => {
  await preload({ wasm: `${origin}/native.wasm` });
  await preload();
  assert.equal((await loadModule()).module.viewing_count(), 0);
  assert.deepEqual(asked, ['/native.wasm']);
});

test('a server that does not know the type of the file will do', async () => {
  assert.equal(await detailOf(new URL('/untyped.wasm', origin)), 'loaded');
});

test('the file and the copy inside the code are the same bytes', async () => {
  const instantiate = WebAssembly.instantiate;
  const seen: BufferSource[] = [];
  try {
    WebAssembly.instantiate = ((source: BufferSource, imports: WebAssembly.Imports) => {
      seen.push(source);
      return instantiate(source, imports);
    }) as typeof instantiate;
    // A module starts once, and another test may have been first.
    const fresh = new URL('../../web/generated/native.js?fresh', import.meta.url).href;
    const { default: start } = (await import(fresh)) as { default: () => Promise<unknown> };
    await start();
  } finally {
    WebAssembly.instantiate = instantiate;
  }
  assert.deepEqual(Buffer.from(seen[0] as Uint8Array), wasm);
});

test('a file that is not there is the page’s fault, and is asked for again', async () => {
  const gone = { kind: 'network', fault: 'page', retryable: true };
  assert.deepEqual(await detailOf(`${origin}/gone.wasm`), gone);
  assert.deepEqual(asked, ['/gone.wasm', '/gone.wasm']);
});

test('a server that cannot be reached is a matter of the network', async () => {
  const unreachable = { kind: 'network', fault: 'network', retryable: true };
  assert.deepEqual(await detailOf('http://127.0.0.1:9/native.wasm'), unreachable);
});

for (const name of ['page', 'broken', 'other']) {
  test(`${name}.wasm is not the player's module`, async () => {
    const wrong = { kind: 'unsupported-browser', fault: 'page', retryable: false };
    assert.deepEqual(await detailOf(`${origin}/${name}.wasm`), wrong);
  });
}

test('the opening that needs it tells what is wrong', async () => {
  await preload({ wasm: `${origin}/page.wasm` });
  const error: unknown = await new LiveSession({ src: `${origin}/whep` }).open().catch((e) => e);
  assert.ok(error instanceof RingLiveError);
  assert.match(error.detail, /serves as the player's WebAssembly/);
});
