// `npx ring-live-relay`, as a backend that is not JavaScript has it: from an unlinked owner to a camera that was on and is off.

import assert from 'node:assert/strict';
import { execFile, spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ticketReader } from '../../web/src/relay/tickets.js';
import { readText } from '../../scripts/files.mjs';
import { startSimulator } from '../simulator/index.js';
import { newKey, offer } from './support.js';

const secret = newKey();
const place = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const inMinutes = (minutes: number): number => Math.floor(Date.now() / 1000) + minutes * 60;

function ticket(changes: object = {}, key = secret, head: object = { alg: 'HS256' }): string {
  const claims = { aud: 'ring-live', exp: inMinutes(5), sub: 'ann', owner: 'owner-1', ...changes };
  const text = [head, claims]
    .map((each) => Buffer.from(JSON.stringify(each)).toString('base64url'))
    .join('.');
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
}

const asking = (token: string, headers: Record<string, string> = {}): Request =>
  new Request('https://relay.example/', {
    headers: { Authorization: `Bearer ${token}`, ...headers },
  });

test('a ticket says who watches what, until its end and no longer than an hour', async () => {
  const read = ticketReader(secret);
  const devices = ['front-door'];
  const good = { visitor: 'ann', owner: 'owner-1', devices, link: false };
  assert.deepEqual(await read(asking(ticket({ devices }))), good);
  const cookie = { Cookie: `theme=dark; ring-ticket=${ticket({ devices })}` };
  assert.deepEqual(await read(new Request('https://relay.example/', { headers: cookie })), good);
  const unsigned = ticket({ devices }, secret, { alg: 'none' });
  for (const [what, token] of Object.entries({
    nothing: '',
    'of another key': ticket({ devices }, newKey()),
    unsigned,
    'without a seal': unsigned.replace(/[^.]*$/, ''),
    over: ticket({ exp: inMinutes(-1) }),
    'for ever': ticket({ exp: undefined }),
    'for a day': ticket({ exp: inMinutes(24 * 60) }),
    'for somebody else': ticket({ aud: 'other-app' }),
    'of nobody': ticket({ sub: '' }),
    'without an owner': ticket({ owner: undefined }),
    'for everything': ticket({ devices: '*' }),
  }))
    assert.equal(await read(asking(token)), undefined, what);
  assert.throws(() => ticketReader('too short'), TypeError);
  assert.throws(() => ticketReader(undefined), TypeError);
});

const makers: Record<string, readonly string[]> = {
  python3: [place('tickets/ticket.py')],
  php: [place('tickets/ticket.php')],
  go: ['run', place('tickets/ticket.go')],
  java: [place('tickets/Ticket.java')],
};
for (const [command, args] of Object.entries(makers)) {
  const probe = command === 'go' ? 'version' : '--version';
  const isHere = spawnSync(command, [probe]).status === 0;
  test(`a ticket that ${command} made`, { skip: !isHere && 'not installed' }, async () => {
    const env = { ...process.env, TICKET_SECRET: secret };
    const { stdout } = await promisify(execFile)(command, args, { env });
    const read = await ticketReader(secret)(asking(stdout.trim()));
    assert.deepEqual(read, {
      ...{ visitor: 'ann', owner: 'owner-1', devices: ['front-door'], link: false },
    });
  });
}

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
test(
  'systemd has nothing against the unit of the guide',
  { skip: !hasSystemd && 'no systemd' },
  (t) => {
    const [, unit = ''] = /```ini\n(.*?)```/s.exec(readText('web/src/relay/README.md')) ?? [];
    const folder = mkdtempSync(join(tmpdir(), 'ring-live-unit-'));
    t.after(() => {
      rmSync(folder, { recursive: true });
    });
    const file = join(folder, 'ring-live-relay.service');
    // It looks whether the program is there.
    writeFileSync(file, unit.replace('/usr/bin/node', process.execPath));
    const judged = spawnSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' });
    assert.equal(judged.stderr, '');
    assert.equal(judged.status, 0);
  },
);

/** The command, and what it prints. */
async function startCommand(
  t: TestContext,
  env: Record<string, string>,
): Promise<{ origin: string; printed: Record<string, unknown>[]; end: () => Promise<unknown> }> {
  const child = spawn(process.execPath, [place('../../scripts/relay.mjs')], {
    env: { ...process.env, ...env, PORT: '0', NOTICE_SECONDS: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  const printed: Record<string, unknown>[] = [];
  const lines = createInterface(child.stdout);
  lines.on('line', (line) => printed.push(JSON.parse(line) as Record<string, unknown>));
  await once(lines, 'line');
  const end = async (): Promise<unknown> => {
    child.kill('SIGTERM');
    return ended;
  };
  return { origin: `http://127.0.0.1:${String(printed[0]?.['port'])}`, printed, end };
}

test('an owner is linked, a camera is on and off again, and the command ends by itself', async (t) => {
  const simulator = await startSimulator({
    oauth: { clientId: 'app', clientSecret: 'secret' },
    devices: [{ id: 'front-door' }],
  });
  t.after(() => simulator.close());
  const folder = mkdtempSync(join(tmpdir(), 'ring-live-command-'));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  const { origin, printed, end } = await startCommand(t, {
    ...{ TICKET_SECRET: secret, LEASE_KEY: newKey(), STORE: folder, CAMERA_SECONDS: '100' },
    ...{ RING_CLIENT_ID: 'app', RING_CLIENT_SECRET: 'secret' },
    ...{ RING_API: simulator.origin, RING_OAUTH: `${simulator.origin}/oauth/token` },
  });
  const ask = (path: string, claims: object, init: RequestInit = {}): Promise<Response> =>
    fetch(origin + path, {
      ...init,
      headers: { 'Content-Type': 'application/sdp', Authorization: `Bearer ${ticket(claims)}` },
    });
  const watching = { devices: ['front-door'] };
  const door = '/ring/devices/front-door/whep';
  const post = (claims: object): Promise<Response> =>
    ask(door, claims, { method: 'POST', body: offer });
  const account = '/ring/account';

  assert.equal((await fetch(`${origin}/ring/health`)).status, 200);
  assert.deepEqual(await (await ask(account, { link: true })).json(), { state: 'unlinked' });
  assert.equal((await ask(account, watching)).status, 403);
  const headers = { Cookie: `ring-ticket=${ticket({ link: true })}` };
  assert.equal((await fetch(origin + account, { headers })).status, 403);
  const code = simulator.issueCode({ devices: ['front-door'] });
  const linking = { method: 'POST', body: code };
  assert.deepEqual(await (await ask(account, { link: true }, linking)).json(), { state: 'linked' });
  assert.equal((await ask(account, { link: true }, linking)).status, 502); // Codes work once.

  assert.equal((await post({ devices: ['garden'] })).status, 403);
  assert.equal((await post({ ...watching, link: true })).status, 403);
  assert.equal((await post({ ...watching, owner: 'owner-2' })).status, 500);
  const opened = await post(watching);
  assert.equal(opened.status, 201);
  await opened.text();
  assert.equal((await post(watching)).status, 429); // 60 of 100 seconds are promised.
  const lease = new URL(opened.headers.get('Location') ?? '', origin + door).pathname;
  assert.equal((await ask(lease, watching, { method: 'DELETE' })).status, 200);
  await simulator.ledger.whenIdle(5000);
  assert.deepEqual(simulator.ledger.violations(), []);

  assert.deepEqual(await end(), [0, null]);
  const types = printed.map(({ type, code: why }) =>
    why === undefined ? type : `${String(type)} ${String(why)}`,
  );
  for (const expected of ['listening', 'linked', 'opened', 'closed', 'problem camera-time-used'])
    assert.ok(types.includes(expected), `${expected} in ${types.join(', ')}`);
  assert.doesNotMatch(JSON.stringify(printed), new RegExp(secret));
});
