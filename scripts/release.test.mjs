import assert from 'node:assert/strict';
import { test } from 'node:test';
import { notesOf, refusals } from './release.mjs';

const ready = {
  version: '0.2.0',
  lockVersion: '0.2.0',
  changelog: '# Changelog\n\n## 0.2.0\n\n- Better.\n\n## 0.1.0\n\n- First.\n',
  changed: [],
  tags: ['v0.1.0'],
};

test('nothing speaks against a release that is ready', () => {
  assert.deepEqual(refusals(ready), []);
});

for (const [story, change, reason] of [
  ['a version of two numbers', { version: '0.2', lockVersion: '0.2' }, /^0\.2 is no semantic/],
  ['a version with a leading zero', { version: '0.02.0' }, /^0\.02\.0 is no semantic/],
  ['a lock file of another version', { lockVersion: '0.1.0' }, /^package-lock\.json still says/],
  ['a version without change notes', { version: '0.3.0' }, /no section "## 0\.3\.0"/],
  ['empty change notes', { changelog: '## 0.2.0\n\n## 0.1.0\n- First.' }, /0\.2\.0 .* is empty/],
  ['notes that say unreleased', { changelog: '## Unreleased: 0.2.0\n- x' }, /unreleased changes/],
  ['a version that is tagged', { tags: ['v0.2.0'] }, /there is a tag v0\.2\.0/],
  [
    'a placeholder for the repository',
    { links: ['git+https://repository.example/x.git'] },
    /leads to a placeholder/,
  ],
  ['a changed file', { changed: [' M web/src/index.ts'] }, /^not committed: {2}M web\/src\/index/],
]) {
  test(`${story} is refused`, () => {
    const reasons = refusals({ ...ready, ...change });
    assert.ok(
      reasons.some((text) => reason.test(text)),
      reasons.join('\n'),
    );
  });
}

test('all reasons are told at once', () => {
  assert.equal(refusals({ ...ready, version: '1', changed: ['?? a', '?? b'] }).length, 5);
});

test('a section ends where the next one begins, and a date may follow the version', () => {
  const changelog = '## 0.2.0 (2030-01-01)\n\n- Better.\n\n## 0.1.0\n\n- First.\n';
  assert.equal(notesOf(changelog, '0.2.0'), '- Better.');
  assert.equal(notesOf(changelog, '0.1.0'), '- First.');
  assert.equal(notesOf(changelog, '0.1'), undefined);
});
