import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startBoth } from './support.js';

test('an offer goes out, an answer comes back, and the lease closes the session', async (t) => {
  const { simulator, site } = await startBoth(t);
  const opened = await site.post();
  assert.equal(opened.status, 201);
  assert.equal(opened.headers['content-type'], 'application/sdp');
  assert.equal(opened.headers['cache-control'], 'no-store');
  assert.match(opened.body, /^v=0\r\n[^]*a=sendonly/);
  assert.match(opened.headers.location ?? '', /^whep\/[\w-]+$/);
  assert.equal(simulator.ledger.open().length, 1);

  const closed = await site.delete(opened.headers.location);
  assert.equal(closed.status, 200);
  assert.equal(closed.body, '');
  assert.equal(simulator.ledger.open().length, 0);
  assert.deepEqual(site.problems, []);
});
