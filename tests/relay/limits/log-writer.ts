// Takes ten claims at a time and tells its parent of each, until it is killed.

import { SharedLog } from '../../../web/src/relay/limits/shared-log.js';

const log = new SharedLog(process.argv[2] ?? '', 4000);
const claims = [{ key: 'door', amount: 1, most: 3000, seconds: 60 }];
for (;;) {
  const steps = Array.from({ length: 10 }, () => ({ id: crypto.randomUUID(), claims }));
  for (const outcome of await log.outcomes(steps)) if (outcome === undefined) process.send?.(1);
}
