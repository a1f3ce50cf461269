// PostgreSQL 9.5 or later. Each step is one statement, and a transaction of its own; times are the server's.

import type { TokenStore } from './store.js';

/** A `Pool` of the package `pg`. */
export interface PostgresPool {
  query(
    text: string,
    values: unknown[],
  ): Promise<{ readonly rows: unknown[]; readonly rowCount: number | null }>;
}

export interface PostgresOptions {
  /** Of the two tables that are made when they are not there: `<prefix>_owners`, `<prefix>_locks`. May name a schema. */
  readonly prefix?: string;
}

/** @throws TypeError for a prefix that is no plain name. */
export function postgresStore(
  pool: PostgresPool,
  { prefix = 'ring_live' }: PostgresOptions = {},
): TokenStore {
  // Names cannot be parameters of a statement.
  if (!/^([a-z_][a-z0-9_]*\.)?[a-z_][a-z0-9_]*$/.test(prefix)) {
    throw new TypeError('postgresStore: prefix must be a plain name.');
  }
  const [owners, locks] = [`${prefix}_owners`, `${prefix}_locks`];
  let made: Promise<void> | undefined;

  const run = async (text: string, ...values: unknown[]): Promise<Record<string, unknown>[]> => {
    made ??= makeTables(pool, owners, locks);
    await made.catch((reason: unknown) => {
      made = undefined; // Another time the server may be there.
      throw reason;
    });
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

/** What PostgreSQL says of a table that another instance has just made. */
const madeMeanwhile = ['23505', '42P07'];

async function makeTables(pool: PostgresPool, owners: string, locks: string): Promise<void> {
  for (const columns of [
    `${owners} (key text PRIMARY KEY, value text NOT NULL)`,
    `${locks} (key text PRIMARY KEY, holder text NOT NULL, until timestamptz NOT NULL)`,
  ]) {
    await pool
      .query(`CREATE TABLE IF NOT EXISTS ${columns}`, [])
      .catch((reason: { readonly code?: string }) => {
        if (!madeMeanwhile.includes(reason.code ?? '')) throw reason;
      });
  }
}
