import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { failedCommand, startCommand } from './test-command.js';
import { offerText } from './test-support.js';

const post = (endpoint: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(endpoint, {
    method: 'POST',
    body: offerText(),
    headers: { 'Content-Type': 'application/sdp', ...headers },
  });

async function fileWith(t: TestContext, text: string, name = 'cameras.json'): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ring-live-simulator-'));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

test('the command prints its cameras, serves them, and leaves when asked, even with a session open', async (t) => {
  const command = await startCommand(t);
  assert.equal((await post(command.endpoint('front-door'))).status, 201);
  assert.equal(await command.end('SIGTERM'), 0);
  assert.match(command.errors, /^leaked: session \S+ on front-door is still open$/m);
});

test('a build fails when a session was left open, and is told which', async (t) => {
  const command = await startCommand(t, ['--fail-on-leak']);
  const location = (await post(command.endpoint('driveway'))).headers.get('Location') ?? '';
  assert.equal(await command.end('SIGINT'), 1);
  const sessionId = location.split('/').at(-1) ?? '';
  assert.ok(command.errors.includes(`leaked: session ${sessionId} on driveway is still open`));
});

test('a build fails for a DELETE too many, also when it ends by the control endpoint', async (t) => {
  const command = await startCommand(t, ['--fail-on-leak']);
  const location = (await post(command.endpoint('driveway'))).headers.get('Location') ?? '';
  for (let times = 2; times > 0; times -= 1) await fetch(location, { method: 'DELETE' });
  const ended = command.end();
  const { leaks } = await command.control('shutdown');
  assert.match(String(leaks), /got 2 DELETEs/);
  assert.equal(await ended, 1);
});

test('a leak before a reset still fails the build', async (t) => {
  const command = await startCommand(t, ['--fail-on-leak']);
  await post(command.endpoint('driveway'));
  await command.control('reset');
  assert.equal((await command.ledger()).open, 0);
  assert.equal(await command.end('SIGTERM'), 1);
});

test('a session that nobody was told about counts as left open', async (t) => {
  const fault = '{"device":"porch","post":{"never":"with-session"}}';
  const command = await startCommand(t, [
    ...['--fail-on-leak', '--device', '{"id":"porch"}', '--fault', fault],
  ]);
  void post(command.endpoint('porch')).catch(() => undefined);
  while ((await command.ledger()).open === 0) assert.equal(command.errors, '');
  assert.equal(await command.end('SIGTERM'), 1);
  assert.match(command.errors, /is open, and nobody can close it/);
});

test('a build passes when all was closed', async (t) => {
  const command = await startCommand(t, ['--fail-on-leak']);
  const location = (await post(command.endpoint('driveway'))).headers.get('Location') ?? '';
  assert.equal((await fetch(location, { method: 'DELETE' })).status, 200);
  assert.equal(await command.end('SIGTERM'), 0);
  assert.equal(command.errors, '');
});

test('cameras, faults, tokens and defaults come from a file, and flags on top of it', async (t) => {
  const path = await fileWith(
    t,
    JSON.stringify({
      defaults: { power: 'line', limitSeconds: null },
      devices: [
        {
          id: 'porch',
          name: 'Porch',
          faults: [
            { post: { reply: 503 }, times: 2 },
            { post: { delaySeconds: 0, reply: { status: 418, body: 'tea' } } },
          ],
        },
      ],
      tokens: ['good', { token: 'elsewhere', devices: ['hall'] }],
      oauth: { clientId: 'app', clientSecret: 'precious' },
      requestsPerSecond: 100,
      seed: 7,
    }),
  );
  const command = await startCommand(t, [
    ...['--config', path, '--token', 'more', '--device', '{"id":"hall","online":false}'],
    ...['--fault', '{"device":"hall","post":{"reply":500},"times":"always"}', '--cors'],
  ]);
  const statusAt = async (id: string, token: string): Promise<number> =>
    (await post(command.endpoint(id), { Authorization: `Bearer ${token}` })).status;
  assert.deepEqual(
    [
      await statusAt('porch', 'good'),
      await statusAt('porch', 'good'),
      await statusAt('porch', 'good'),
      await statusAt('porch', 'bad'),
      await statusAt('porch', 'elsewhere'),
    ],
    [503, 503, 418, 401, 403],
  );
  assert.deepEqual([await statusAt('hall', 'more'), await statusAt('hall', 'more')], [500, 500]);
  const { devices } = await command.control('devices', undefined, 'GET');
  const [porch, hall] = devices as Record<string, Record<string, unknown>>[];
  assert.deepEqual([porch?.['name'], porch?.['limitSeconds']], ['Porch', 60]);
  assert.deepEqual([hall?.['settings']?.['power'], hall?.['settings']?.['cors']], ['line', 'on']);
  assert.equal(await command.end('SIGTERM'), 0);
});

test('with a seed, ids and tokens are the same in each run', async (t) => {
  const drawn = async (seed: string): Promise<string[]> => {
    const command = await startCommand(t, ['--seed', seed]);
    const locations = [];
    for (const id of ['garden', 'front-door', 'garden']) {
      const response = await post(command.endpoint(id));
      locations.push(response.headers.get('Location')?.split('/sessions/')[1] ?? '');
    }
    const { token } = await command.control('tokens', {});
    await command.end('SIGTERM');
    return [...locations, String(token)];
  };
  const first = await drawn('42');
  assert.deepEqual(await drawn('42'), first);
  assert.equal(new Set([...first, ...(await drawn('43'))]).size, 8);
});

const mistakes: [string, string[], RegExp][] = [
  ['an unknown flag', ['--colour', 'blue'], /--colour/],
  ['a word that is no flag', ['porch'], /porch/],
  ['a port that is none', ['--port', '70000'], /^\S+ --port: .*65535/],
  ['a seed that is no number', ['--seed', 'x'], /--seed/],
  ['a device that is no JSON', ['--device', '{id: porch}'], /--device: this is not JSON/],
  ['a device without an id', ['--device', '{}'], /--device: id: missing/],
  [
    'two devices of one name',
    ['--device', '{"id":"a"}', '--device', '{"id":"a"}'],
    /two .* called a/,
  ],
  ['a setting that does not exist', ['--device', '{"id":"a","colour":1}'], /colour: no such key/],
  ['a fault for nobody', ['--fault', '{"device":"moon","post":{}}'], /no device called moon/],
  ['a file that is not there', ['--config', '/nowhere/cameras.json'], /cannot be read \(ENOENT\)/],
];

for (const [story, args, words] of mistakes) {
  test(`${story} is told in one sentence, and nothing starts`, async () => {
    const { code, errors } = await failedCommand(...args);
    assert.equal(code, 2);
    assert.match(errors, words);
    assert.match(errors, /^ring-live-simulator: [^\n]+\nSee --help\.\n$/);
  });
}

test('help and version are told without starting anything', async () => {
  for (const flag of ['--help', '--version']) {
    assert.deepEqual(await failedCommand(flag), { code: 0, errors: '' });
  }
});
