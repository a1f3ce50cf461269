// What the guides list by hand is what there is: kinds of failures, events and attributes;
// how each framework writes the tag.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listFiles, readText } from '../../scripts/files.mjs';
import { samplesOf } from '../../scripts/samples.mjs';
import { elementEvents } from '../../web/src/element/camera-element.js';
import { RingLiveElement } from '../../web/src/element/register.js';
import { liveSessionEvents } from '../../web/src/session/events.js';
import { german } from '../../web/src/words/de.js';

const codes = (text: string): string[] =>
  [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

/** The rows of the table below this head, each as its cells. */
function rowsOf(text: string, head: string): string[][] {
  const [, below = ''] = text.split(head);
  const rows = below.split('\n').slice(1);
  return rows
    .slice(
      0,
      rows.findIndex((row) => !row.startsWith('|')),
    )
    .map((row) => row.split('|').map((cell) => cell.trim()))
    .filter(([, first = '']) => !first.startsWith('---'));
}

const firstCodes = (text: string, head: string): string[] =>
  rowsOf(text, head).flatMap(([, first = '']) => codes(first));

const readme = readText('README.md');

test('the README lists every kind of failure, and no other', () => {
  assert.deepEqual(firstCodes(readme, '| kind |').sort(), Object.keys(german.failures).sort());
});

test('the README lists every event of session and element, and no other but those of a video', () => {
  const listed = firstCodes(readme, '| event of element and session |');
  const own = [...liveSessionEvents, ...elementEvents];
  const aVideo = ['play', 'playing', 'waiting', 'pause', 'ended'];
  assert.deepEqual([...listed].sort(), [...own, ...aVideo].sort());
});

test('the README lists every attribute', () => {
  const listed = rowsOf(readme, '| attribute, and property |').flatMap(([, ...cells]) =>
    codes(cells.join()),
  );
  const others = new Set(listed);
  assert.deepEqual(
    RingLiveElement.observedAttributes.filter((name) => !others.has(name)),
    [],
  );
});

test('how the guide says that a framework writes the tag is how its app does', () => {
  const rows = rowsOf(readText('web/GUIDE.md'), '| | types | property |');
  assert.equal(rows.length, 6);
  for (const [, name = '', ...cells] of rows) {
    const app = `tests/consumers/apps/${(name.split(' ')[0] ?? '').toLowerCase()}/`;
    const others = ['tests/consumers/build.ts', 'tests/consumers/types/jsx.tsx'];
    const files = [...listFiles(app), ...others].map((path) => readText(path)).join('\n');
    for (const code of codes(cells.join()))
      assert.ok(files.includes(code.split('…')[0] ?? ''), `${name}: ${code}`);
  }
});

test('samples are found in each guide, with the name of their file where it is said', () => {
  const text =
    '<!-- a.ts -->\n\n```ts\n1\n```\n```html\n<script type="module">\n2\n</script>\n```\n';
  assert.deepEqual(samplesOf(text), [
    { name: 'a.ts', code: '1\n' },
    { name: '1.js', code: '2\n' },
  ]);
});
