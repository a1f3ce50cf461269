// A process that counts in a store until it is killed, and tells each number after it was written.

import { openStore, type Kind } from './stores.js';

const [kind, place] = process.argv.slice(2) as [Kind, string];
const { store } = await openStore(kind, place);
for (;;) {
  const before = await store.get('count');
  const next = String(Number(before ?? 0) + 1);
  if (await store.compareAndSet('count', before, next)) process.send?.(Number(next));
}
