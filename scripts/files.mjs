// The project's own files, for the checks: no build products, nothing installed.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './run.mjs';

const notOurs = new Set([
  '.git',
  'node_modules',
  'build',
  'dist',
  'test-results',
  'playwright-report',
]);

/** Paths below `folder`, relative to the project, in order; `matching` filters by path. */
export function listFiles(folder = '.', matching = () => true) {
  let entries;
  try {
    entries = readdirSync(join(root, folder), { withFileTypes: true });
  } catch {
    return []; // no such folder: no files
  }
  return entries
    .filter((entry) => !notOurs.has(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return listFiles(path, matching);
      return entry.isFile() && matching(path) ? [relative('.', path)] : [];
    });
}

export const readText = (path) => readFileSync(join(root, path), 'utf8');
