// Instances that are killed while they hold tethers: over each store, whoever is left lets their viewers hold on.

import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { describe, test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { kinds, startStore } from './owners/stores.js';
import { bearer, opens, Service } from './service.js';
import { newKey, Site, Witness } from './support.js';
import { endsOnce, hold, opened, pass } from './tethering.js';

interface Instance {
  readonly site: Site;
  /** By SIGKILL. */
  kill(): void;
}

async function startInstance(t: TestContext, args: string[]): Promise<Instance> {
  const file = fileURLToPath(new URL('ending-instance.ts', import.meta.url));
  const child = fork(file, args, { execArgv: ['--import', 'tsx'] });
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  t.after(kill);
  const [port] = (await once(child, 'message')) as [number];
  return { site: new Site(`http://127.0.0.1:${String(port)}`, new Witness()), kill };
}

describe('an instance that is killed while it holds a tether', { concurrency: true }, () => {
  for (const kind of kinds) {
    test(`ends no session that its viewer holds at another one: ${kind}`, async (t) => {
      const store = await startStore(kind);
      t.after(() => store.end());
      const service = await new Service().start(t, (req, res, sent) => {
        if (req.method === 'POST') opens()(req, res, sent);
        else res.end();
      });
      const args = [service.origin, newKey(), bearer, kind, store.place];
      const [one, two] = await Promise.all([startInstance(t, args), startInstance(t, args)]);
      const { tether } = await opened(one.site);
      const first = await hold(one.site, tether);
      one.kill();
      await first.ended;
      const second = await hold(two.site, tether);
      assert.equal(second.status, 200);
      // Longer than the dead one's claim counts, and than it would be waited for.
      await pass(11);
      await endsOnce(service, second, 2.8);
    });
  }
});
