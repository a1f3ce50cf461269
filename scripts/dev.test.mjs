// `npm run dev` in a copy of the project: what is saved there is served there. How soon is not judged.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { freePorts } from '../tests/free-ports.ts';
import { root } from './run.mjs';

// Inside the project, where npm packages are found further up.
mkdirSync(join(root, 'build'), { recursive: true });
const copy = mkdtempSync(join(root, 'build/dev-'));
let dev;
let exited;
let origin;

before(async () => {
  for (const part of ['package.json', 'tsconfig.base.json', 'scripts', 'web', 'dist'])
    cpSync(join(root, part), join(copy, part), { recursive: true });
  for (const part of ['simulator', 'fixtures'])
    cpSync(join(root, 'tests', part), join(copy, 'tests', part), { recursive: true });
  const [port] = await freePorts(1);
  origin = `http://127.0.0.1:${port}`;
  dev = spawn(process.execPath, ['scripts/dev.mjs', '--web'], {
    cwd: copy,
    env: { ...process.env, PORT: `${port}` },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  exited = new Promise((resolve) => dev.on('exit', resolve));
  let output = '';
  await new Promise((resolve) => {
    exited.then(resolve);
    dev.stdout.on('data', (chunk) => {
      output += chunk;
      if (output.includes(origin)) resolve();
    });
  });
  assert.ok(output.includes(origin), output);
});

after(async () => {
  dev?.kill();
  await exited;
  rmSync(copy, { recursive: true });
});

const get = async (path) => (await fetch(origin + path)).text();

/** What the server tells a page that listens, one message at a time. */
async function listen() {
  const { body } = await fetch(`${origin}/demo/changes`);
  const reader = body.getReader();
  const next = async () => Buffer.from((await reader.read()).value ?? '').toString();
  assert.match(await next(), /^retry:/);
  return { next, close: () => reader.cancel() };
}

test('pages have the script that loads them anew, under the policy that they always have', async () => {
  const response = await fetch(origin);
  assert.match(await response.text(), /src="\/demo\/reload\.js"/);
  const policy = response.headers.get('content-security-policy');
  assert.match(policy, /script-src 'self' 'wasm-unsafe-eval' 'sha256-[\w+/=]+';/);
  assert.match(policy, /trusted-types ring-live$/);
  assert.match(await get('/demo/reload.js'), /location\.reload/);
});

for (const [story, file, path, before] of [
  ['of the package', 'web/src/words/words.ts', '/src/parts/session.js', 'Watch live'],
  ['of the page', 'web/demo/motion.ts', '/demo/motion.js', '#motion'],
]) {
  test(`a file ${story} that is saved is served, and pages are told`, async () => {
    assert.doesNotMatch(await get(path), /just saved/);
    const page = await listen();
    const text = readFileSync(join(copy, file), 'utf8');
    writeFileSync(join(copy, file), text.replace(before, 'just saved'));
    assert.match(await page.next(), /^data: changed/);
    await page.close();
    assert.match(await get(path), /just saved/);
  });
}

test('nothing of it is left when it is ended', async () => {
  dev.kill('SIGTERM');
  await exited;
  await assert.rejects(fetch(origin));
  assert.ok(existsSync(join(copy, 'dist/src/index.js')));
});
