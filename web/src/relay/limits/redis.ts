// Redis 6 or later, or Valkey: all steps are one script, and times are the server's. What is counted under a key is a hash:
// by id, until when, and how much.

import type { RedisClient } from '../owner-tokens/redis.js';
import type { LimitStep, LimitStore } from './store.js';

export type { RedisClient };

/**
 * KEYS: the key of each part of each step. ARGV: the steps, as [id, isTaking, parts], where a part is [amount, most,
 * milliseconds] or [amount]. Answers [number of the step, number of the part, milliseconds] for each refusal.
 */
const script = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function entry(text)
  local till, size = string.match(text or '', '^(%d+) (%d+)$')
  return tonumber(till), tonumber(size)
end

-- Until there is room for it, in milliseconds.
local function wait(key, part)
  local over, taken = part[1] - part[2], {}
  local entries = redis.call('HGETALL', key)
  for i = 1, #entries, 2 do
    local till, size = entry(entries[i + 1])
    if till <= now then
      redis.call('HDEL', key, entries[i])
    else
      over = over + size
      taken[#taken + 1] = { till, size }
    end
  end
  if over <= 0 then return 0 end
  table.sort(taken, function(a, b) return a[1] < b[1] end)
  for _, each in ipairs(taken) do
    over = over - each[2]
    if over <= 0 then return each[1] - now end
  end
  return part[3]
end

local function take(first, id, parts)
  for at, part in ipairs(parts) do
    local milliseconds = wait(KEYS[first + at], part)
    if milliseconds > 0 then return at, milliseconds end
  end
  for at, part in ipairs(parts) do
    local key, length = KEYS[first + at], part[3]
    redis.call('HSET', key, id, string.format('%.0f %.0f', now + length, part[1]))
    if redis.call('PTTL', key) < length then redis.call('PEXPIRE', key, string.format('%.0f', length)) end
  end
end

local function lower(first, id, parts)
  for at, part in ipairs(parts) do
    local key, amount = KEYS[first + at], part[1]
    local till, size = entry(redis.call('HGET', key, id))
    if till and size > amount then
      if amount == 0 then
        redis.call('HDEL', key, id)
      else
        redis.call('HSET', key, id, string.format('%.0f %.0f', till, amount))
      end
    end
  end
end

local first, refusals = 0, {}
for number, step in ipairs(cjson.decode(ARGV[1])) do
  local id, isTaking, parts = unpack(step)
  if isTaking then
    local at, milliseconds = take(first, id, parts)
    if at then refusals[#refusals + 1] = { number, at, milliseconds } end
  else
    lower(first, id, parts)
  end
  first = first + #parts
end
return refusals`;

/** @param prefix Before each of its keys. In a cluster all of them have to be in one slot: `{ring-live}:limit:`. */
export function redisLimits(client: RedisClient, prefix = 'ring-live:limit:'): LimitStore {
  return {
    run: async (steps) => {
      const keys = steps.flatMap(keysOf);
      const names = keys.map((key) => prefix + key);
      const text = JSON.stringify(steps.map(partsOf));
      const command = ['EVAL', script, String(names.length), ...names, text];
      const outcomes = new Map(
        ((await client.sendCommand(command)) as unknown[][]).map(([number, at, wait]) => [
          Number(number) - 1,
          { at: Number(at) - 1, seconds: Number(wait) / 1000 },
        ]),
      );
      return steps.map((step, number) => {
        const outcome = outcomes.get(number);
        return outcome && { key: keysOf(step)[outcome.at] ?? '', seconds: outcome.seconds };
      });
    },
  };
}

const keysOf = (step: LimitStep): string[] =>
  ('claims' in step ? step.claims : step.changes).map(({ key }) => key);

function partsOf(step: LimitStep): [id: string, isTaking: boolean, parts: number[][]] {
  if ('changes' in step) return [step.id, false, step.changes.map(({ amount }) => [amount])];
  const parts = step.claims.map(({ amount, most, seconds }) => [
    ...[amount, most, Math.ceil(seconds * 1000)],
  ]);
  return [step.id, true, parts];
}
