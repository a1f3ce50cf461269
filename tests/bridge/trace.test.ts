// A run through the real module gives a trace that replays; one that was touched does not; and
// nothing of the page, the camera or the token is in it.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { traceOf } from '../../web/src/session/contract.js';
import { FakePeer, answerSdp, created, inWorld, offerSdp, settle, token } from './harness.js';
import type { World } from './harness.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const native = join(root, 'build/gcc/wasm/ring_replay');

/** The programs that replay: the one of the package, and the native one where it is built. */
const programs: [string, string[]][] = [
  [process.execPath, [join(root, 'scripts/replay.mjs')]],
  ...(existsSync(native) ? [[native, []] as [string, string[]]] : []),
];

interface Result {
  code: number | null;
  text: string;
}

/** What every program says of a file; they must agree. */
function replay(trace: string, ...options: string[]): Result {
  const folder = mkdtempSync(join(tmpdir(), 'ring-live-trace-'));
  const file = join(folder, 'trace.json');
  writeFileSync(file, trace);
  const results = programs.map(([program, before]): Result => {
    const { status, stdout, stderr } = spawnSync(program, [...before, file, ...options], {
      encoding: 'utf8',
    });
    return { code: status, text: stdout + stderr };
  });
  rmSync(folder, { recursive: true });
  const [first, ...others] = results;
  assert.ok(first);
  for (const other of others) assert.deepEqual(other, first, 'natively as in WebAssembly');
  return first;
}

/** A viewing with all that a service may say, then closed. */
async function view(world: World): Promise<string> {
  await (
    await world.reachPost()
  ).reply(
    new Response('{"title":"Secret title","detail":"d1 of 10.0.0.1"}', {
      status: 503,
      headers: { 'Retry-After': '2', 'x-request-id': 'secret-request' },
    }),
  );
  await world.pass(3000);
  await world.giveToken();
  await world.peer().gather();
  await world.requests.at(-1)?.reply(created());
  await world.peer().become('connected');
  world.module.frame_shown(world.id, 2, 1280, 720);
  await settle();
  world.peer().decoded = 20;
  await world.pass(2000);
  await world.close();
  await world.requests.at(-1)?.reply(new Response(null, { status: 200 }));
  return traceOf(world.module.record(world.id));
}

test('a trace replays with the same decisions', () =>
  inWorld(async (world) => {
    const { code, text } = replay(await view(world));
    assert.equal(code, 0, text);
    assert.match(text, /\nsame: \d+ events decided as recorded\n$/);
    assert.match(text, /reply-arrived 1 status=503/);
    assert.match(text, /-> recovering server post 1 503/);
    assert.match(text, /-> phase live\n/);
    assert.match(text, /-> end-session 2 bearer\n/);
  }));

test('nothing of the page, the camera or the token is in it', () =>
  inWorld(
    async (world) => {
      const trace = await view(world);
      const secrets = [token, 'Bearer', 'secret', 'Secret', 'amazonvision', 'd1', 's1"', 'page.ex'];
      secrets.push('10.9.8.7', 'uFr4g', 'pWd', 'AB:CD', '77777', 'candidate:');
      for (const secret of secrets) {
        assert.ok(!trace.replaceAll('o1.invalid/s1"', '').includes(secret), secret);
      }
      assert.equal(replay(trace).code, 0);
    },
    {},
    {
      RTCPeerConnection: class extends FakePeer {
        override offer = offerSdp
          .replace('o=- 1 2 IN IP4 127.0.0.1', 'o=- 77777 2 IN IP4 10.9.8.7')
          .concat('a=ice-ufrag:uFr4g\r\na=ice-pwd:pWd\r\na=fingerprint:sha-256 AB:CD\r\n')
          .concat('a=candidate:1 1 udp 1 10.9.8.7 9 typ host\r\n');
      },
    },
  ));

test('a changed time is found where it first decides otherwise', () =>
  inWorld(async (world) => {
    const lines = (await view(world)).split('\n');
    // The alarm of the retry came, they say, before its time.
    const retry = lines.findIndex(
      (line) => line.includes('"tick"') && line.includes('open-peer 2'),
    );
    const time = Number(/\d+/.exec(lines[retry] ?? '')?.[0]);
    lines[retry] = (lines[retry] ?? '').replace(`${time}`, `${time - 1}`);
    const { code, text } = replay(lines.join('\n'));
    assert.equal(code, 1, text);
    assert.match(text, new RegExp(`\\ndifferent at event ${retry}:\\n`));
    assert.match(text, /\n {2}recorded: .*open-peer 2.*\n {2}replayed: nothing\n$/);
  }));

test('a changed event and a changed decision are found', () =>
  inWorld(async (world) => {
    const trace = await view(world);
    const at = (part: string): number => trace.split('\n').findIndex((line) => line.includes(part));

    const event = replay(trace.replace('"answer-applied",2', '"answer-refused",2'));
    assert.equal(event.code, 1);
    assert.match(event.text, new RegExp(`\\ndifferent at event ${at('"answer-applied",2')}:\\n`));

    const decision = replay(trace.replace('"phase live"', '"phase rolling"'));
    assert.equal(decision.code, 1);
    assert.match(decision.text, new RegExp(`\\ndifferent at event ${at('"phase live"')}:\\n`));

    const config = replay(trace.replace('"post":10000', '"limit_margin":700,"post":10000'));
    assert.notEqual(config.code, 2);
  }));

test('counts of frames are told in one line unless all are wanted', () =>
  inWorld(async (world) => {
    const trace = await view(world);
    assert.match(replay(trace).text, /\(\d+ ticks and counts\)/);
    assert.doesNotMatch(replay(trace, '--all').text, /ticks and counts/);
  }));

test('a session without events, and one that is gone', () =>
  inWorld(async (world) => {
    const { code, text } = replay(await traceOf(world.module.record(world.id)));
    assert.equal(code, 0, text);
    assert.match(text, /same: 0 events/);
    assert.equal(world.module.record(world.id + 999), '');
  }));

test('what is no trace is told in one line', () =>
  inWorld(async (world) => {
    const trace = await view(world);
    const broken: [string, RegExp][] = [
      ['', /not JSON/],
      [trace.slice(0, -20), /not JSON, or was cut off/],
      ['[1]', /not a trace/],
      ['{"ring-live-trace":"1"}', /not a trace/],
      [trace.replace('trace":12', 'trace":13'), /number 13, this program reads number 12/],
      [trace.replace('"config"', '"konfig"'), /no config/],
      [trace.replace('"state"', '"stage"'), /no state/],
      [trace.replace('"state":[0,0,', '"state":[0,7,'), /state: its 'phase'/],
      [trace.replace('"state":[0,0,', '"state":[0,2,'), /names an attempt that is not there/],
      [trace.replace('"seed":1', '"seed":-1'), /config: its 'seed'/],
      [trace.replace('"post":30000', '"post":0'), /a time in its config is 0/],
      [trace.replace('"bearer":"provider"', '"bearer":7'), /config: its 'bearer'/],
      [trace.replace('"open-requested"', '"opened"'), /event 1: no event is called like that/],
      [trace.replace('\n[0,', '\n["0",'), /event 1: its time/],
      [trace.replace('\n[0,', '\n[9223372036854775807,'), /event 1: its time/],
      [trace.replace('"offer-ready",1,0', '"offer-ready",1,99'), /its 'sdp' cannot be read/],
      [trace.replace('"open-peer 1"', '{}'), /event 1: its decisions/],
      ['['.repeat(100_000), /not JSON/],
    ];
    for (const [text, expected] of broken) {
      const result = replay(text);
      assert.equal(result.code, 2, result.text);
      assert.match(result.text, expected);
      assert.match(result.text, /^unreadable: [^\n]*\n$/);
    }
  }));

test('a file that is not there, and no file', () => {
  for (const [program, before] of programs) {
    const gone = spawnSync(program, [...before, '/nowhere/trace.json'], { encoding: 'utf8' });
    assert.equal(gone.status, 2);
    assert.match(gone.stderr, /^unreadable: there is no file [^\n]*\n$/);
    const none = spawnSync(program, before, { encoding: 'utf8' });
    assert.equal(none.status, 2);
    assert.match(none.stderr, /^usage: /);
  }
});

test('the answer that was applied is not in the trace either', () =>
  inWorld(async (world) => {
    await (await world.reachPost()).reply(created(`${answerSdp}a=ice-pwd:n0body\r\n`));
    assert.ok(!(await traceOf(world.module.record(world.id))).includes('n0body'));
  }));
