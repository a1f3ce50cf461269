import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readText } from './files.mjs';
import { reference } from './reference.mjs';

const now = reference();

test('the committed reference says what the code says', () => {
  const hint = 'write it anew with: npm run build -- --update-types';
  assert.equal(readText('web/API.md') === now, true, hint);
});

test('the reference has the element, the session and the relay, in words', () => {
  for (const line of [
    /^\| `play\(\): Promise<void>` \| Asks the camera for live video/m,
    /^\| `extend` \| `number` \| Seconds of camera time/m,
    /^\| `open\(\): Promise<VideoSize>` \| Asks the camera/m,
    /^\| `stalled\?: number` \| Without a frame for so long/m,
    /^### createRelay$/m,
  ]) {
    assert.ok(line.test(now), String(line)); // `match` would print all of it.
  }
  const strange = /\{@link.*|#[a-z]\w+\(.*/.exec(now);
  assert.equal(strange?.[0], undefined, 'neither links that lead nowhere nor private members');
});
