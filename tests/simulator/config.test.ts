import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { BadInput } from './bad-input.js';
import { readConfigFile } from './config.js';

function readText(text: string): ReturnType<typeof readConfigFile> {
  const folder = mkdtempSync(join(tmpdir(), 'ring-live-simulator-'));
  try {
    const path = join(folder, 'cameras.json');
    writeFileSync(path, text);
    return readConfigFile(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const mistakes: [string, RegExp][] = [
  ['{', /cameras\.json: this is not JSON$/],
  ['[]', /cameras\.json: expected a JSON object$/],
  ['{"cameras":[]}', /cameras\.json: cameras: no such key$/],
  ['{"devices":[]}', /devices: /],
  ['{"devices":[{"id":""}]}', /devices\.0\.id: expected a text$/],
  ['{"devices":[{"id":"a","power":"sun"}]}', /devices\.0\.power: .*"battery"/],
  ['{"devices":[{"id":"a","faults":[{"put":{}}]}]}', /faults\.0\.put: no such key$/],
  ['{"devices":[{"id":"a","faults":[{"post":{"reply":418}}]}]}', /reply: expected 400, 401/],
  ['{"devices":[{"id":"a","faults":[{"post":{"reply":{"status":99}}}]}]}', /reply\.status: /],
  [
    '{"devices":[{"id":"a","faults":[{"get":{"reply":{"status":200,"headers":{"a":"\\n"}}}}]}]}',
    /headers\.a: not a header value$/,
  ],
  ['{"devices":[{"id":"a","faults":[{"times":"often"}]}]}', /times: expected .* or "always"$/],
  ['{"devices":[{"id":"a","faults":[{"times":0.5}]}]}', /times: /],
  ['{"defaults":{"limitSeconds":-1}}', /defaults\.limitSeconds: /],
  ['{"tokens":[7]}', /tokens\.0: expected a token/],
  ['{"oauth":{"clientId":"a"}}', /oauth\.clientSecret: missing$/],
];

for (const [text, words] of mistakes) {
  test(`a mistake in a file is told with its place: ${text}`, () => {
    assert.throws(
      () => readText(text),
      (error) => error instanceof BadInput && words.test(error.message),
    );
  });
}

test('a secret of the wrong kind is not repeated', () => {
  assert.throws(
    () => readText('{"oauth":{"clientId":"a","clientSecret":31337}}'),
    (error) => error instanceof BadInput && !error.message.includes('31337'),
  );
});

test('null takes a setting back to none, and what is not said is not set', () => {
  const { devices, ...others } = readText(
    '{"defaults":{"limitSeconds":null},"devices":[{"id":"a","power":"line"}]}',
  );
  assert.deepEqual(others, { limitSeconds: undefined });
  assert.deepEqual(devices, [{ id: 'a', power: 'line' }]);
});
