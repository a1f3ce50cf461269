// Redis 6 or later, or Valkey: each step is one script, and times are the server's. What is counted under a key is a hash:
// by id, until when, and how much.

import type { RedisClient } from '../owner-tokens/redis.js';
import type { LimitStore } from './store.js';

export type { RedisClient };

const take = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for at, key in ipairs(KEYS) do
  local amount, most, length = ARGV[3 * at - 1], tonumber(ARGV[3 * at]), ARGV[3 * at + 1]
  local over, taken = amount - most, {}
  local entries = redis.call('HGETALL', key)
  for i = 1, #entries, 2 do
    local till, size = string.match(entries[i + 1], '^(%d+) (%d+)$')
    if tonumber(till) <= now then
      redis.call('HDEL', key, entries[i])
    else
      over = over + size
      taken[#taken + 1] = { tonumber(till), tonumber(size) }
    end
  end
  if over > 0 then
    table.sort(taken, function(a, b) return a[1] < b[1] end)
    for _, entry in ipairs(taken) do
      over = over - entry[2]
      if over <= 0 then return { at, entry[1] - now } end
    end
    return { at, tonumber(length) }
  end
end
for at, key in ipairs(KEYS) do
  local amount, length = ARGV[3 * at - 1], ARGV[3 * at + 1]
  redis.call('HSET', key, ARGV[1], string.format('%.0f %s', now + length, amount))
  if redis.call('PTTL', key) < tonumber(length) then redis.call('PEXPIRE', key, length) end
end
return {}`;

const lower = `
for at, key in ipairs(KEYS) do
  local till, size = string.match(redis.call('HGET', key, ARGV[1]) or '', '^(%d+) (%d+)$')
  local amount = tonumber(ARGV[at + 1])
  if till and tonumber(size) > amount then
    if amount == 0 then
      redis.call('HDEL', key, ARGV[1])
    else
      redis.call('HSET', key, ARGV[1], string.format('%s %.0f', till, amount))
    end
  end
end
return 0`;

/** @param prefix Before each of its keys. In a cluster all of them have to be in one slot: `{ring-live}:limit:`. */
export function redisLimits(client: RedisClient, prefix = 'ring-live:limit:'): LimitStore {
  const evaluate = (script: string, keys: readonly { key: string }[], ...args: string[]) => {
    const names = keys.map(({ key }) => prefix + key);
    return client.sendCommand(['EVAL', script, String(names.length), ...names, ...args]);
  };
  return {
    take: async (id, claims) => {
      const sizes = claims.flatMap(({ amount, most, seconds }) => [
        ...[amount, most, Math.ceil(seconds * 1000)].map(String),
      ]);
      const [at, wait] = (await evaluate(take, claims, id, ...sizes)) as unknown[];
      if (at === undefined) return undefined;
      return { key: claims[Number(at) - 1]?.key ?? '', seconds: Number(wait) / 1000 };
    },
    lower: async (id, changes) => {
      await evaluate(lower, changes, id, ...changes.map(({ amount }) => String(amount)));
    },
  };
}
