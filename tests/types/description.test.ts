// What editors and documentation tools are told about <ring-live> is what it is.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { readText } from '../../scripts/files.mjs';
import { RingLiveElement } from '../../web/src/element/register.js';
import { liveSessionEvents } from '../../web/src/session/events.js';
import { wallAttributes } from '../../web/src/wall/wall-attributes.js';

interface Named {
  readonly name: string;
  readonly description?: string;
}
interface Declaration {
  readonly tagName: string;
  readonly attributes: readonly Named[];
  readonly events: readonly Named[];
  readonly members: readonly Named[];
  readonly cssParts: readonly Named[];
  readonly cssStates: readonly Named[];
  readonly cssProperties: readonly Named[];
  readonly slots: readonly Named[];
}
interface Module {
  readonly path: string;
  readonly declarations: [Declaration];
}
interface Manifest {
  readonly modules: readonly [Module, Module];
}
interface HtmlData {
  readonly tags: readonly [Named & { readonly attributes: readonly Named[] }];
}
interface WebTypes {
  readonly name: string;
  readonly version: string;
  readonly contributions: {
    readonly html: {
      readonly elements: readonly [Named & { readonly attributes: readonly Named[] }];
    };
  };
}

const root = new URL('../../', import.meta.url);
const read = async (path: string): Promise<unknown> =>
  JSON.parse(await readFile(new URL(path, root), 'utf8')) as unknown;

const {
  modules: [{ path, declarations }, ofWall],
} = (await read('dist/custom-elements.json')) as Manifest;
const [element] = declarations;
const [wall] = ofWall.declarations;

const names = (things: readonly Named[]): string[] => things.map(({ name }) => name).sort();
const observed = [...RingLiveElement.observedAttributes].sort();

test('the manifest has the element’s attributes, each with a sentence', () => {
  assert.equal(element.tagName, 'ring-live');
  assert.deepEqual(names(element.attributes), observed);
  for (const { name, description } of element.attributes) assert.ok(description, name);
});

test('the manifest has every event of the session, each with a sentence', () => {
  const described = names(element.events);
  assert.deepEqual(
    liveSessionEvents.filter((name) => !described.includes(name)),
    [],
  );
  assert.equal(new Set(described).size, described.length);
  for (const { name, description } of element.events) assert.ok(description, name);
});

test('the manifest has what pages may call, and nothing else', () => {
  const members = names(element.members);
  for (const name of [
    'src',
    'deviceId',
    'token',
    'iceServers',
    'phase',
    'play',
    'pause',
    'extend',
  ]) {
    assert.ok(members.includes(name), name);
  }
  assert.deepEqual(
    members.filter((name) => !(name in RingLiveElement.prototype)),
    [],
  );
  assert.deepEqual(
    members.filter((name) => /^#|Callback$/.test(name)),
    [],
  );
});

test('the manifest names the file that registers the tag', async () => {
  assert.match(
    await readFile(new URL(path, root), 'utf8'),
    /customElements\.define\(["']ring-live["']/,
  );
});

test('editors are told the same attributes', async () => {
  const { tags } = (await read('dist/html-custom-data.json')) as HtmlData;
  assert.deepEqual(
    tags.map(({ name }) => name),
    ['ring-live', 'ring-live-wall'],
  );
  assert.deepEqual(names(tags[0].attributes), observed);

  const webTypes = (await read('dist/web-types.json')) as WebTypes;
  const { version } = (await read('package.json')) as { version: string };
  assert.deepEqual([webTypes.name, webTypes.version], ['ring-live', version]);
  const [tag] = webTypes.contributions.html.elements;
  assert.equal(tag.name, 'ring-live');
  assert.deepEqual(names(tag.attributes), observed);
});

test('the wall is described too: its attributes, events, and what pages may call', () => {
  assert.equal(wall.tagName, 'ring-live-wall');
  assert.deepEqual(names(wall.attributes), [...wallAttributes].sort());
  assert.deepEqual(names(wall.events), ['livechange', 'reorder']);
  for (const { name, description } of [...wall.attributes, ...wall.events]) {
    assert.ok(description, name);
  }
  const called = ['maxLive', 'patrol', 'budget', 'controls', 'times', 'players', 'live'];
  assert.deepEqual(names(wall.members), [...called, 'enlarged', 'attend'].sort());
});

/** What the guide lists behind this word, in code, until the next item or paragraph. */
function listedIn(guide: string, head: string): string[] {
  const [, list = ''] = guide.split(head);
  const [item = ''] = list.split(/\n- |\n\n|\. [A-Z`]/);
  return [...item.matchAll(/`([a-z-]+)`/g)].map(([, name = '']) => name).sort();
}

test('the guide of each element lists its parts, and of the player its states, slots and custom properties', () => {
  const guide = readText('web/src/element/README.md');
  assert.deepEqual(listedIn(guide, '**Parts**'), names(element.cssParts));
  assert.deepEqual(listedIn(guide, '**States**'), names(element.cssStates));
  assert.deepEqual(['', ...listedIn(guide, '**Slots**')], names(element.slots));
  assert.deepEqual(listedIn(guide, '**Custom properties**'), names(element.cssProperties));
  assert.deepEqual(listedIn(readText('web/src/wall/README.md'), ' Parts:'), names(wall.cssParts));
});
