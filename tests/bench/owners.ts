// Owners' tokens under SIGKILL: eight instances on one store, two hundred owners, tokens that live for four seconds, and
// instances and store killed all the time.
// `npx tsx tests/bench/owners.ts [seconds = 600] [stores = file,redis,postgres] [processes = 8] [owners = 200]`
// With `--away` as the last word: tokens that live for a minute, and the store is away for 20 s.

import { ordeal } from '../relay/owners/ordeal.js';
import type { Kind } from '../relay/owners/stores.js';

const words = process.argv.slice(2).filter((word) => word !== '--away');
const [seconds = '600', kinds = 'file,redis,postgres', processes = '8', owners = '200'] = words;
const isAway = process.argv.includes('--away');

for (const kind of kinds.split(',') as Kind[]) {
  const report = await ordeal({
    kind,
    processes: Number(processes),
    owners: Number(owners),
    seconds: Number(seconds),
    ...(isAway
      ? { tokenSeconds: 60, requestSeconds: 10, storeAwaySeconds: 20 }
      : { tokenSeconds: 4, requestSeconds: 5, killEvery: 2, killStoreEvery: 15 }),
  });
  const { lost, ...rest } = report;
  const waits = lost.map(({ killedAfter }) => killedAfter).filter((wait) => wait !== undefined);
  const unexplained = lost.filter(
    ({ killedAfter, unanswered }) => (killedAfter ?? unanswered) === undefined,
  );
  console.log(kind, {
    ...rest,
    lost: lost.length,
    // Milliseconds from the service's answer to the kill.
    killedAfter: waits.sort((a, b) => a - b).join(' '),
    unanswered: lost.filter(({ unanswered }) => unanswered !== undefined).length,
    unexplained: unexplained.map(({ owner }) => owner),
  });
}
