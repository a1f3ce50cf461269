// Takes ten claims at a time and tells its parent of each whether it was given, until it is killed.

import { SharedLog } from '../../../web/src/relay/limits/shared-log.js';

const log = new SharedLog(process.argv[2] ?? '', 4000);
const claims = [{ key: 'door', amount: 1, most: 3000, seconds: 60 }];
for (;;) {
  const steps = Array.from({ length: 10 }, () => ({ id: crypto.randomUUID(), claims }));
  for (const refusal of await log.outcomes(steps)) process.send?.(refusal === undefined);
}
