// Instances that are killed while they hold tethers: over each store, whoever is left lets their viewers hold on.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { startEnding, type EndingInstance } from './ending.js';
import { kinds, startStore } from './owners/stores.js';
import { bearer, opens, Service } from './service.js';
import { newKey, Site, Witness } from './support.js';
import { endsOnce, hold, opened, pass } from './tethering.js';

const siteOf = ({ address }: EndingInstance): Site => new Site(`http://${address}`, new Witness());

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
      const [one, two] = await Promise.all([startEnding(t, args), startEnding(t, args)]);
      const { tether } = await opened(siteOf(one));
      const first = await hold(siteOf(one), tether);
      one.child.kill('SIGKILL');
      await first.ended;
      const second = await hold(siteOf(two), tether);
      assert.equal(second.status, 200);
      // Longer than the dead one's claim counts, and than it would be waited for.
      await pass(11);
      await endsOnce(service, second, 2.8);
    });
  }
});
