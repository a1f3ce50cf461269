// The log of limits, which processes of one machine write together: killed at any byte, begun anew at any moment.

import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { fileLimits } from '../../../web/src/relay/limits/file.js';
import { SharedLog } from '../../../web/src/relay/limits/shared-log.js';

const claim = (key: string, most: number) => ({ key, amount: 1, most, seconds: 60 });
const take = async (log: SharedLog, key: string, most: number): Promise<boolean> => {
  const step = { id: crypto.randomUUID(), claims: [claim(key, most)] };
  return (await log.outcomes([step]))[0] === undefined;
};

function newFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'ring-live-log-'));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

test('what a killed process has written of a line is none, and what was written before and after counts', async (t) => {
  const folder = newFolder(t);
  const path = join(folder, '0.log');
  await take(new SharedLog(folder), 'door', 9);
  const whole = readFileSync(path).length;
  await take(new SharedLog(folder), 'dôor', 9);
  const { length } = readFileSync(path);
  for (let cut = length; cut >= whole; cut -= 1) {
    truncateSync(path, cut);
    const log = new SharedLog(folder);
    assert.equal(await take(log, 'door', 2), true, `cut at ${String(cut)}`);
    assert.equal(await take(log, 'door', 2), false);
    // Without the end of its line, the line is whole.
    assert.equal(await take(new SharedLog(folder), 'dôor', 1), cut < length - 1);
  }
});

test('what is asked before an answer has come is answered after it', async (t) => {
  const limits = fileLimits(newFolder(t));
  const asked = Array.from({ length: 200 }, (_, at) =>
    limits.run([{ id: String(at), claims: [claim('service', 150)] }]),
  );
  const refusals = (await Promise.all(asked)).flat().filter((refusal) => refusal !== undefined);
  assert.equal(refusals.length, 50);
});

test('a log that is long is begun anew, while several write to it: nothing is lost, and little is left', async (t) => {
  const folder = newFolder(t);
  const logs = Array.from({ length: 4 }, () => new SharedLog(folder, 2000));
  const given = await Promise.all(
    logs.map(async (log) => {
      let count = 0;
      for (let tries = 0; tries < 60; tries += 1) if (await take(log, 'door', 100)) count += 1;
      return count;
    }),
  );
  assert.equal(
    given.reduce((sum, count) => sum + count),
    100,
  );
  assert.equal(await take(new SharedLog(folder), 'door', 100), false);
  assert.equal(await take(new SharedLog(folder), 'door', 101), true);
  const names = readdirSync(folder);
  assert.ok(names.length <= 4, names.join(' '));
  assert.ok(!names.includes('0.log'));
});

test('one that was away for several logs goes on from what is there', async (t) => {
  const folder = newFolder(t);
  const [away, busy] = [new SharedLog(folder, 500), new SharedLog(folder, 500)];
  await take(away, 'door', 40);
  for (let count = 0; count < 30; count += 1) await take(busy, 'door', 40);
  for (let count = 31; count < 40; count += 1) assert.equal(await take(away, 'door', 40), true);
  assert.equal(await take(away, 'door', 40), false);
  assert.equal(await take(busy, 'door', 40), false);
});

test('what was said after the end of a log is void, and said again in the next one', async (t) => {
  const folder = newFolder(t);
  const line = { now: Date.now(), by: 'other' };
  const late = { ...line, steps: [{ id: 'late', claims: [claim('door', 1)] }] };
  writeFileSync(join(folder, '0.log'), `${JSON.stringify(line)}\n${JSON.stringify(late)}\n`);
  // Whoever ended it was killed before it could write down what counted.
  writeFileSync(join(folder, '1.log'), '');
  const log = new SharedLog(folder);
  assert.equal(await take(log, 'door', 1), true);
  assert.equal(await take(log, 'door', 1), false);
});

test('processes that are killed at any moment leave every claim that they were given, and no more than there is room for', async (t) => {
  const folder = newFolder(t);
  const most = 3000;
  let given = 0;
  const run = async (milliseconds: number): Promise<void> => {
    const child = fork(fileURLToPath(new URL('log-writer.ts', import.meta.url)), [folder], {
      execArgv: ['--import', 'tsx'],
    });
    child.on('message', (isGiven) => (given += isGiven === true ? 1 : 0));
    await once(child, 'message');
    setTimeout(() => child.kill('SIGKILL'), milliseconds);
    await once(child, 'close');
  };
  await Promise.all([run(150), run(250).then(() => run(100)), run(400)]);
  assert.ok(given > 20, String(given));
  const log = new SharedLog(folder);
  const rest = Array.from({ length: most }, (_, at) => ({
    id: `rest ${String(at)}`,
    claims: [claim('door', most)],
  }));
  const left = (await log.outcomes(rest)).filter((outcome) => outcome === undefined).length;
  // Killed before it could say so, a process has been given up to ten more.
  assert.ok(
    given + left <= most && given + left >= most - 40,
    `${String(given)} + ${String(left)}`,
  );
});
