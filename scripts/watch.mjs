// Watches folders for `npm run dev`.
import { readdirSync, watch } from 'node:fs';
import { join } from 'node:path';

/** A build writes one file after the other: all of them are one change. */
const pause = 200;

/**
 * Calls changed() soon after something below the folder was written, replaced, added or removed. Node's own recursive
 * watching loses files that editors replace, and folders that come back: this watches folders only, each by itself.
 */
export function watchFolder(folder, changed) {
  const watchers = new Map();
  let soon;

  function foldersBelow(path) {
    try {
      const entries = readdirSync(path, { withFileTypes: true });
      const inner = entries.filter((entry) => entry.isDirectory());
      return [path, ...inner.flatMap(({ name }) => foldersBelow(join(path, name)))];
    } catch {
      return []; // gone meanwhile
    }
  }

  function forget(path) {
    for (const [watched, watcher] of watchers) {
      if (watched !== path && !watched.startsWith(`${path}/`)) continue;
      watcher.close();
      watchers.delete(watched);
    }
  }

  function look() {
    for (const path of foldersBelow(folder)) {
      if (!watchers.has(path))
        watchers.set(
          path,
          watch(path, (...news) => hear(path, ...news)),
        );
    }
  }

  function hear(path, event, name) {
    // What comes back under the same name is another folder.
    if (event === 'rename' && name !== null) forget(join(path, name));
    look();
    clearTimeout(soon);
    soon = setTimeout(changed, pause);
  }

  look();
  return {
    close() {
      clearTimeout(soon);
      forget(folder);
    },
  };
}
