// Every language says everything in its own words: that nothing is missing the compiler sees, what was left in English
// it does not.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { english } from '../../web/src/words/words.js';
import type { Words } from '../../web/src/words/words.js';

const folder = new URL('../../web/src/words/', import.meta.url);
const codes = readdirSync(folder)
  .filter((name) => /^[a-z]{2}\.ts$/.test(name))
  .map((name) => name.slice(0, 2));

/** The same in both languages. */
const shared: Readonly<Record<string, readonly string[]>> = {
  de: ['Live', 'Codec', 'Jitter'],
  fr: ['Codec'],
  pt: ['Codec'],
};

function texts(words: Words): Map<string, string> {
  const found = new Map<string, string>();
  for (const [group, entries] of Object.entries(words)) {
    for (const [name, value] of Object.entries(entries as Record<string, unknown>)) {
      if (typeof value === 'string') found.set(`${group} ${name}`, value);
      else if (typeof value === 'object') {
        for (const [part, text] of Object.entries(value as Record<string, string>))
          found.set(`${group} ${name} ${part}`, text);
      }
    }
  }
  return found;
}

async function wordsOf(code: string): Promise<Words> {
  const module = (await import(new URL(`${code}.ts`, folder).href)) as Record<string, Words>;
  const [words] = Object.values(module);
  assert.ok(words);
  return words;
}

test('German, Spanish, French, Japanese and Portuguese are there, each as an entry of its own', () => {
  assert.deepEqual(codes.sort(), ['de', 'es', 'fr', 'ja', 'pt']);
  const { exports } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  ) as { exports: Record<string, unknown> };
  for (const code of codes) assert.ok(exports[`./words/${code}`], code);
});

for (const code of codes) {
  test(`${code}: nothing is left in English, and sentences say number and button`, async () => {
    const words = await wordsOf(code);
    const theirs = texts(words);
    const left = [...texts(english)]
      .filter(([name, text]) => theirs.get(name) === text)
      .map(([, text]) => text);
    assert.deepEqual(left, shared[code] ?? []);
    const { other, actions } = words;
    for (const seconds of [0, 1, 2, 20]) {
      assert.match(other.timeLeft(seconds), new RegExp(`(^|\\D)${String(seconds)}(\\D|$)`));
    }
    const warning = other.warning(other.timeLeft(20), actions.extend);
    assert.ok(warning.includes(other.timeLeft(20)) && warning.includes(actions.extend), warning);
    assert.ok(other.extended(other.timeLeft(49)).includes('49'));
    assert.ok(other.saveClip(30).includes('30'));
    assert.equal(other.cameraTime(1, '5 s'), '5 s');
    assert.match(other.cameraTime(2, '50 s'), /50 s.*2/);
  });
}
