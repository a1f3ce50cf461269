import assert from 'node:assert/strict';
import { test } from 'node:test';
import { start } from './test-support.js';

interface Resource {
  type: string;
  id: string;
  attributes: Record<string, unknown>;
  relationships?: Record<string, { data: { type: string; id: string } }>;
}
interface ListDocument {
  data: Resource[];
  included?: Resource[];
}

const devices = [{ id: 'front-door', name: 'Front door' }, { id: 'hall' }];
const bearer = (token: string): RequestInit => ({ headers: { Authorization: `Bearer ${token}` } });

test('devices are listed, with the resources asked for, each found by its relationship', async (t) => {
  const { simulator, client } = await start(t, { devices });
  const response = await fetch(
    `${simulator.origin}/v1/devices?include=status,capabilities,location,configurations`,
    bearer(client.token),
  );
  assert.equal(response.status, 200);
  const { data, included = [] } = (await response.json()) as ListDocument;
  assert.deepEqual(
    data.map(({ type, id, attributes }) => [type, id, attributes['name']]),
    [
      ['devices', 'front-door', 'Front door'],
      ['devices', 'hall', 'hall'],
    ],
  );
  const found = data.flatMap(({ relationships = {} }) =>
    Object.values(relationships).map(
      ({ data: { type, id } }) =>
        included.filter((one) => one.type === type && one.id === id).length,
    ),
  );
  assert.deepEqual(found, Array(8).fill(1));
});

test('without include nothing is included, and an unknown one is refused', async (t) => {
  const { simulator, client } = await start(t, { devices });
  const ask = (query: string): Promise<Response> =>
    fetch(`${simulator.origin}/v1/devices${query}`, bearer(client.token));
  assert.equal(((await (await ask('')).json()) as ListDocument).included, undefined);
  assert.equal((await ask('?include=status,shoes')).status, 400);
});

test('a device tells whether it is online, what it can, and what the test gave it', async (t) => {
  const { simulator, client } = await start(t, {
    devices: [
      {
        id: 'hall',
        online: false,
        resources: { capabilities: { battery_status: 'low' }, location: { country: 'US' } },
      },
    ],
  });
  const read = async (path: string): Promise<Resource> => {
    const response = await fetch(
      `${simulator.origin}/v1/devices/hall${path}`,
      bearer(client.token),
    );
    return ((await response.json()) as { data: Resource }).data;
  };
  assert.equal((await read('')).id, 'hall');
  assert.deepEqual(await read('/status'), {
    type: 'device-status',
    id: 'hall',
    attributes: { online: false },
  });
  simulator.device('hall').configure({ online: true });
  assert.deepEqual((await read('/status')).attributes, { online: true });
  const { type, attributes } = await read('/capabilities');
  assert.equal(type, 'device-capabilities');
  assert.deepEqual((attributes['video'] as Record<string, unknown>)['codecs'], ['AVC']);
  assert.equal(attributes['battery_status'], 'low');
  assert.deepEqual((await read('/location')).attributes, { country: 'US' });
  assert.ok('image_enhancements' in (await read('/configurations')).attributes);
});

test('reads are refused as everything else is: 401, 403, 404', async (t) => {
  const { simulator } = await start(t, { devices });
  const scoped = bearer(simulator.tokens.issue(undefined, { devices: ['hall'] }));
  const statuses = async (init: RequestInit): Promise<number[]> => {
    const paths = ['', '/front-door', '/hall', '/hall/status', '/moon', '/hall/shoes'];
    const all = paths.map((path) => fetch(`${simulator.origin}/v1/devices${path}`, init));
    return (await Promise.all(all)).map(({ status }) => status);
  };
  assert.deepEqual(await statuses({}), [401, 401, 401, 401, 404, 404]);
  assert.deepEqual(await statuses(bearer('wrong')), [401, 401, 401, 401, 404, 404]);
  assert.deepEqual(await statuses(scoped), [200, 403, 200, 200, 404, 404]);
  const list = (await (
    await fetch(`${simulator.origin}/v1/devices`, scoped)
  ).json()) as ListDocument;
  assert.deepEqual(
    list.data.map(({ id }) => id),
    ['hall'],
  );
  const refused = await fetch(`${simulator.origin}/v1/devices`);
  assert.equal(await refused.text(), '{"errors":[{"status":"401","title":"Invalid Client"}]}');
  const post = await fetch(`${simulator.origin}/v1/devices`, { method: 'POST' });
  assert.equal(post.status, 405);
});

test('behind a relay that holds the token, reads ask for none', async (t) => {
  const { simulator } = await start(t, { devices, auth: 'none' });
  assert.equal((await fetch(`${simulator.origin}/v1/devices`)).status, 200);
  assert.equal((await fetch(`${simulator.origin}/v1/devices/hall/status`)).status, 200);
});

test('a read can be made to fail, and slow', async (t) => {
  const { simulator, client } = await start(t, { devices });
  const device = simulator.device('hall');
  device.onGet({ reply: { status: 500 }, delaySeconds: 0.1 });
  const url = `${simulator.origin}/v1/devices/hall/status`;
  const startedAt = performance.now();
  assert.equal((await fetch(url, bearer(client.token))).status, 500);
  assert.ok(performance.now() - startedAt > 90);
  assert.equal((await fetch(url, bearer(client.token))).status, 200);
});

test('above its rate every request is answered 429, and the next second is another one', async (t) => {
  const { simulator, client } = await start(t, { devices, requestsPerSecond: 2 });
  const ask = async (): Promise<number> =>
    (await fetch(`${simulator.origin}/v1/devices/hall/status`, bearer(client.token))).status;
  const statuses = await Promise.all(Array.from({ length: 6 }, ask));
  assert.ok(statuses.filter((status) => status === 429).length >= 2, String(statuses));
  assert.ok(statuses.includes(200));
  const deadline = performance.now() + 3000;
  while ((await ask()) === 429) assert.ok(performance.now() < deadline, 'still refused');
});
