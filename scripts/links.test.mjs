import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deadLinks, withReachableLinks } from './links.mjs';

const published = ['README.md', 'web/GUIDE.md', 'web/src/relay/README.md'];
const repository = 'https://repository.example/x';
const reachable = (text, path = 'README.md') =>
  withReachableLinks(text, path, published, repository);

test('a link to a published file stays, from wherever it is', () => {
  for (const text of [
    '[a](web/GUIDE.md#b)',
    '[a](web/src/relay/)',
    '[a](#b)',
    '[a](https://x.y/z)',
  ])
    assert.equal(reachable(text), text);
  const text = '[a](../../GUIDE.md) [b](../../../README.md)';
  assert.equal(reachable(text, 'web/src/relay/README.md'), text);
  assert.deepEqual(deadLinks(text, 'web/src/relay/README.md', published), []);
});

test('a link to another file leads to the repository, and a picture to its bytes', () => {
  assert.equal(
    reachable('[a](../tests/x.md#b) ![c](demo/d.png)', 'web/GUIDE.md'),
    `[a](${repository}/blob/HEAD/tests/x.md#b) ![c](${repository}/raw/HEAD/web/demo/d.png)`,
  );
});

test('a link to nothing that is published is dead, one below a published name too', () => {
  const text = '[a](CONTRIBUTING.md) [b](web/GUIDE.md) [c](web/GUIDE)';
  assert.deepEqual(deadLinks(text, 'README.md', published), ['CONTRIBUTING.md', 'web/GUIDE']);
  assert.deepEqual(deadLinks(reachable(text), 'README.md', published), []);
});
