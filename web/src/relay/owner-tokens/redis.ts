// Redis 6 or later, or Valkey. Each step is one command or one script: the server does them one after the other.

import type { TokenStore } from './store.js';

/** A connected client of the package `redis`. Of `ioredis`: `{ sendCommand: ([name, ...rest]) => client.call(name, ...rest) }`. */
export interface RedisClient {
  sendCommand(command: string[]): Promise<unknown>;
}

const compareAndSet = `
local now = redis.call('GET', KEYS[1]) or ''
if now ~= ARGV[1] then return 0 end
if ARGV[2] == '' then redis.call('DEL', KEYS[1]) else redis.call('SET', KEYS[1], ARGV[2]) end
return 1`;

const unlock = `
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 0`;

/** @param prefix Before each of its keys. */
export function redisStore(client: RedisClient, prefix = 'ring-live:'): TokenStore {
  const values = `${prefix}owner:`;
  const locks = `${prefix}lock:`;
  const evaluate = (script: string, key: string, ...args: string[]): Promise<unknown> =>
    client.sendCommand(['EVAL', script, '1', key, ...args]);
  return {
    get: async (key) => textOf(await client.sendCommand(['GET', values + key])),
    compareAndSet: async (key, before = '', after = '') =>
      Number(await evaluate(compareAndSet, values + key, before, after)) === 1,
    keys: async () => (await scan(client, values)).map((name) => name.slice(values.length)),
    lock: async (key, holder, seconds) => {
      const milliseconds = String(Math.ceil(seconds * 1000));
      const set = ['SET', locks + key, holder, 'NX', 'PX', milliseconds];
      return textOf(await client.sendCommand(set)) === 'OK';
    },
    unlock: async (key, holder) => {
      await evaluate(unlock, locks + key, holder);
    },
  };
}

/** In steps, which do not hold up the server. A key may come twice. */
async function scan(client: RedisClient, prefix: string): Promise<string[]> {
  const found = new Set<string>();
  const pattern = `${prefix.replace(/[\\*?[\]]/g, '\\$&')}*`;
  let cursor = '0';
  do {
    const answer = await client.sendCommand(['SCAN', cursor, 'MATCH', pattern, 'COUNT', '1000']);
    const [next, keys] = answer as [unknown, unknown[]];
    for (const key of keys) found.add(textOf(key) ?? '');
    cursor = textOf(next) ?? '0';
  } while (cursor !== '0');
  return [...found];
}

/** A client may be set to give bytes. */
function textOf(answer: unknown): string | undefined {
  return answer === null || answer === undefined ? undefined : String(answer);
}
