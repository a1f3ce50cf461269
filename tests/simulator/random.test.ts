import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { RandomSource } from './random.js';
import { offerText, start } from './test-support.js';

/** Session ids by camera, after a session on each of these in turn. */
async function sessionIds(
  t: TestContext,
  seed: number | undefined,
  ids: string[],
): Promise<Record<string, string[]>> {
  const { simulator, client } = await start(t, {
    seed,
    devices: [{ id: 'hall' }, { id: 'porch' }],
  });
  const drawn: Record<string, string[]> = { hall: [], porch: [] };
  for (const id of ids) {
    const response = await client.post(offerText(), {}, id);
    const location = response.headers.get('Location') ?? '';
    drawn[id]?.push(location.split('/').at(-1) ?? '');
    assert.equal((await client.delete(location)).status, 200);
  }
  assert.deepEqual(simulator.leaks(), []);
  return drawn;
}

test("with a seed, a camera's sessions have the same ids, whatever happens to the others", async (t) => {
  const ids = await sessionIds(t, 7, ['hall', 'porch', 'hall', 'porch']);
  assert.deepEqual(await sessionIds(t, 7, ['porch', 'porch', 'hall', 'hall']), ids);
  const others = await sessionIds(t, 8, ['porch', 'porch', 'hall', 'hall']);
  const all = [ids, others].flatMap((drawn) => Object.values(drawn).flat());
  assert.equal(new Set(all).size, 8);
});

test('without a seed, nothing comes twice', async (t) => {
  const ids = await sessionIds(t, undefined, ['hall', 'hall']);
  const again = await sessionIds(t, undefined, ['hall', 'hall']);
  assert.equal(new Set([...(ids['hall'] ?? []), ...(again['hall'] ?? [])]).size, 4);
});

test('ids are of their form, and numbers within their bounds', () => {
  const random = new RandomSource(1);
  assert.match(
    random.uuid(),
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  assert.match(random.token(), /^[\w-]{32}$/);
  const numbers = Array.from({ length: 300 }, () => random.integer(3, 6));
  assert.deepEqual([...new Set(numbers)].sort(), [3, 4, 5]);
});
