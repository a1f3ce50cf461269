// While somebody develops (`npm run dev`): tells the pages when what they are made of has changed.

import type { ServerResponse } from 'node:http';
import { watchFolder } from '../../scripts/watch.mjs';

export interface Changes {
  /** A page listens, by server-sent events. The head of the reply has been written. */
  follow(res: ServerResponse): void;
  close(): void;
}

export function watchChanges(folders: readonly string[]): Changes {
  const pages = new Set<ServerResponse>();
  const changed = (): void => {
    for (const page of pages) page.write('data: changed\n\n');
  };
  const watchers = folders.map((folder) => watchFolder(folder, changed));
  return {
    follow(res) {
      res.write('retry: 500\n\n');
      pages.add(res);
      res.on('close', () => pages.delete(res));
    },
    close() {
      for (const watcher of watchers) watcher.close();
    },
  };
}
