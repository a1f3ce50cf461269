// PostgreSQL 11 or later: each step is one statement, and times are the server's. Nothing here waits for the disk: a server
// that crashes forgets what was counted in the last second.

import { made, plainName, type PostgresOptions, type PostgresPool } from '../postgres-tables.js';
import type { LimitStore } from './store.js';

export type { PostgresOptions, PostgresPool };

/** Of instances that come together, one after the other looks: each sees what the one before has written. */
const takeBody = (table: string): string => `
DECLARE
  lock bigint;
  moment timestamptz;
  over bigint;
  free timestamptz;
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  -- In one order, or two could wait for each other.
  FOR lock IN SELECT DISTINCT hashtextextended('${table} ' || k, 0) AS h FROM unnest(the_keys) AS k ORDER BY h LOOP
    PERFORM pg_advisory_xact_lock(lock);
  END LOOP;
  moment := clock_timestamp();
  FOR at IN 1 .. cardinality(the_keys) LOOP
    SELECT the_amounts[at] - the_mosts[at] + coalesce(sum(amount), 0) INTO over
      FROM ${table} WHERE key = the_keys[at] AND until > moment;
    IF over > 0 THEN
      SELECT until INTO free FROM (
        SELECT until, sum(amount) OVER (ORDER BY until, id) AS freed
          FROM ${table} WHERE key = the_keys[at] AND until > moment
      ) AS entries WHERE freed >= over ORDER BY until LIMIT 1;
      place := at;
      wait := coalesce(extract(epoch FROM free - moment), the_seconds[at]);
      RETURN NEXT;
      RETURN;
    END IF;
  END LOOP;
  INSERT INTO ${table} (key, id, amount, until)
    SELECT k, the_id, a, moment + s * interval '1 second'
      FROM unnest(the_keys, the_amounts, the_seconds) AS claim (k, a, s);
  IF random() < 0.01 THEN
    DELETE FROM ${table} WHERE (key, id) IN (
      SELECT key, id FROM ${table} WHERE until <= moment LIMIT 1000 FOR UPDATE SKIP LOCKED);
  END IF;
END`;

/** @throws TypeError for a prefix that is no plain name. */
export function postgresLimits(
  pool: PostgresPool,
  { prefix = 'ring_live' }: PostgresOptions = {},
): LimitStore {
  const name = plainName(prefix, 'postgresLimits');
  const [table, take] = [`${name}_limits`, `${name}_take`];
  const ready = made(pool, [
    `CREATE TABLE IF NOT EXISTS ${table}
       (key text, id text, amount integer NOT NULL, until timestamptz NOT NULL, PRIMARY KEY (key, id))`,
    `CREATE INDEX IF NOT EXISTS ${table.replace('.', '_')}_until ON ${table} (until)`,
    // By time, too: what is over stays in an index until the next vacuum, and of the service that is thousands.
    `CREATE INDEX IF NOT EXISTS ${table.replace('.', '_')}_key_until ON ${table} (key, until)`,
    `CREATE FUNCTION ${take}
       (the_id text, the_keys text[], the_amounts integer[], the_mosts integer[], the_seconds float8[])
       RETURNS TABLE (place integer, wait float8) LANGUAGE plpgsql AS $$
       #variable_conflict use_column
       ${takeBody(table)} $$`,
  ]);
  const run = async (text: string, ...values: unknown[]): Promise<unknown[]> => {
    await ready();
    return (await pool.query(text, values)).rows;
  };
  return {
    take: async (id, claims) => {
      const each = <Name extends keyof (typeof claims)[number]>(part: Name) =>
        claims.map((claim) => claim[part]);
      const rows = await run(
        `SELECT place, wait FROM ${take}($1, $2, $3, $4, $5)`,
        ...[id, each('key'), each('amount'), each('most'), each('seconds')],
      );
      const [refused] = rows as { readonly place: number; readonly wait: number }[];
      if (refused === undefined) return undefined;
      return { key: claims[refused.place - 1]?.key ?? '', seconds: Number(refused.wait) };
    },
    lower: async (id, changes) => {
      // What counts nothing any more goes with its time.
      await run(
        `UPDATE ${table} AS taken SET amount = change.amount
           FROM unnest($2::text[], $3::integer[]) AS change (key, amount),
             (SELECT set_config('synchronous_commit', 'off', true) AS value) AS setting
           WHERE setting.value = 'off' AND taken.id = $1 AND taken.key = change.key AND taken.amount > change.amount`,
        ...[id, changes.map(({ key }) => key), changes.map(({ amount }) => amount)],
      );
    },
  };
}
