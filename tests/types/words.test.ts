// Every language says everything in its own words: that nothing is missing the compiler sees, what was left in English
// it does not.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { laterEnglish } from '../../web/src/words/later-english.js';
import {
  addEnglish,
  defineWords,
  english,
  failureWords,
  wordsFor,
} from '../../web/src/words/words.js';
import type { FoundWords, Words } from '../../web/src/words/words.js';
import { english as englishOfWall } from '../../web/src/wall/words.js';
import type { WallWords } from '../../web/src/wall/words.js';

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

function texts(words: FoundWords): Map<string, string> {
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
  return languageIn<Words>(new URL(`${code}.ts`, folder));
}

async function languageIn<Language>(file: URL): Promise<Language> {
  const [words] = Object.values((await import(file.href)) as Record<string, Language>);
  assert.ok(words);
  return words;
}

test('English is whole once the rest has come, and single words of a page stay in front of it', () => {
  const offline = { kind: 'device-offline', crossOrigin: false } as const;
  const elsewhere = { kind: 'network', crossOrigin: true } as const;
  const first = texts(english).size;
  defineWords('en-GB', { failures: { 'device-offline': { todo: 'Call us.' } } });
  defineWords('en-GB', { statistics: { codec: 'Coding' } });
  assert.equal(wordsFor('').words.failures['device-offline'], undefined);
  assert.match(wordsFor('').words.failures.network?.happened ?? '', /could not be reached/);
  addEnglish(laterEnglish);
  assert.ok(texts(english).size > first + 50);
  assert.deepEqual(failureWords(wordsFor('en-GB').words, offline), {
    happened: 'The camera is offline.',
    todo: 'Call us.',
  });
  assert.equal(wordsFor('en-GB').words.statistics.codec, 'Coding');
  assert.equal(wordsFor('en-GB').words.statistics.jitter, 'Jitter');
  assert.match(failureWords(wordsFor('fr').words, offline).todo, /^Check its power/);
  assert.match(failureWords(english, elsewhere).todo, /CORS/);
});

test('German, Spanish, French, Japanese and Portuguese are there, each as an entry of its own', () => {
  assert.deepEqual(codes.sort(), ['de', 'es', 'fr', 'ja', 'pt']);
  const { exports } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  ) as { exports: Record<string, unknown> };
  for (const code of codes) {
    assert.ok(exports[`./words/${code}`], code);
    assert.ok(exports[`./wall/${code}`], code);
  }
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

for (const code of codes) {
  test(`${code}, of a wall: nothing is left in English, and sentences say name and numbers`, async () => {
    const words = await languageIn<WallWords>(new URL(`../wall/${code}.ts`, folder));
    const same = (Object.keys(englishOfWall) as (keyof WallWords)[]).filter(
      (name) => typeof words[name] === 'string' && words[name] === englishOfWall[name],
    );
    assert.deepEqual(same, code === 'de' ? ['live'] : []);
    assert.ok(words.camera(7).includes('7'));
    assert.ok(words.attention('Gate').includes('Gate'));
    assert.ok(words.budget('8:20').includes('8:20'));
    for (const sentence of [words.tile('Gate', 2, 9), words.moved('Gate', 2, 9)]) {
      for (const part of ['Gate', '2', '9']) assert.ok(sentence.includes(part), sentence);
    }
  });
}
