// PostgreSQL 9.5 or later. Each step is one statement, and a transaction of its own; times are the server's.

import { made, plainName, type PostgresOptions, type PostgresPool } from '../postgres-tables.js';
import type { TokenStore } from './store.js';

export type { PostgresOptions, PostgresPool };

/**
 * Makes two tables where they are not there: `<prefix>_owners`, `<prefix>_locks`.
 *
 * @throws TypeError for a prefix that is no plain name.
 */
export function postgresStore(
  pool: PostgresPool,
  { prefix = 'ring_live' }: PostgresOptions = {},
): TokenStore {
  const name = plainName(prefix, 'postgresStore');
  const [owners, locks] = [`${name}_owners`, `${name}_locks`];
  const ready = made(pool, [
    `CREATE TABLE IF NOT EXISTS ${owners} (key text PRIMARY KEY, value text NOT NULL)`,
    `CREATE TABLE IF NOT EXISTS ${locks}
       (key text PRIMARY KEY, holder text NOT NULL, until timestamptz NOT NULL)`,
  ]);

  const run = async (text: string, ...values: unknown[]): Promise<Record<string, unknown>[]> => {
    await ready();
    return (await pool.query(text, values)).rows as Record<string, unknown>[];
  };
  const changes = async (text: string, ...values: unknown[]): Promise<boolean> =>
    (await run(`${text} RETURNING 1`, ...values)).length > 0;

  return {
    get: async (key) => {
      const [row] = await run(`SELECT value FROM ${owners} WHERE key = $1`, key);
      return row?.['value'] as string | undefined;
    },
    compareAndSet: (key, before, after) => {
      if (before === undefined && after === undefined)
        return run(`SELECT 1 FROM ${owners} WHERE key = $1`, key).then((rows) => rows.length === 0);
      if (before === undefined)
        return changes(
          `INSERT INTO ${owners} (key, value) VALUES ($1, $2) ON CONFLICT DO NOTHING`,
          ...[key, after],
        );
      if (after === undefined)
        return changes(`DELETE FROM ${owners} WHERE key = $1 AND value = $2`, key, before);
      return changes(
        `UPDATE ${owners} SET value = $3 WHERE key = $1 AND value = $2`,
        ...[key, before, after],
      );
    },
    keys: async () => (await run(`SELECT key FROM ${owners}`)).map((row) => String(row['key'])),
    lock: (key, holder, seconds) =>
      changes(
        `INSERT INTO ${locks} AS held (key, holder, until)
         VALUES ($1, $2, clock_timestamp() + $3 * interval '1 second')
         ON CONFLICT (key) DO UPDATE SET holder = excluded.holder, until = excluded.until
         WHERE held.until <= clock_timestamp()`,
        ...[key, holder, seconds],
      ),
    unlock: async (key, holder) => {
      await run(`DELETE FROM ${locks} WHERE key = $1 AND holder = $2`, key, holder);
    },
  };
}
