// PostgreSQL 11 or later: all steps are one statement, and times are the server's. Nothing here waits for the disk: a server
// that crashes forgets what was counted in the last second.

import { made, plainName, type PostgresOptions, type PostgresPool } from '../postgres-tables.js';
import type { LimitStore } from './store.js';

export type { PostgresOptions, PostgresPool };

/**
 * The steps are as the interface has them. Of instances that come together, one after the other looks: each sees what the one
 * before has written.
 */
const runBody = (table: string): string => `
DECLARE
  lock bigint;
  moment timestamptz;
  step jsonb;
  claim record;
  change record;
  over bigint;
  free timestamptz;
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  -- In one order, or two could wait for each other.
  FOR lock IN
    SELECT DISTINCT hashtextextended('${table} ' || (part ->> 'key'), 0) AS h
      FROM jsonb_array_elements(steps) AS each, jsonb_array_elements(coalesce(each -> 'claims', each -> 'changes')) AS part
      ORDER BY h
  LOOP
    PERFORM pg_advisory_xact_lock(lock);
  END LOOP;
  moment := clock_timestamp();
  <<all_steps>>
  FOR number, step IN SELECT ordinality, value FROM jsonb_array_elements(steps) WITH ORDINALITY ORDER BY 1 LOOP
    IF step ? 'changes' THEN
      FOR change IN SELECT * FROM jsonb_to_recordset(step -> 'changes') AS c (key text, amount integer) LOOP
        IF change.amount = 0 THEN
          DELETE FROM ${table} WHERE key = change.key AND id = step ->> 'id';
        ELSE
          UPDATE ${table} SET amount = change.amount
            WHERE key = change.key AND id = step ->> 'id' AND amount > change.amount;
        END IF;
      END LOOP;
      CONTINUE;
    END IF;
    FOR claim IN
      SELECT * FROM jsonb_to_recordset(step -> 'claims') AS c (key text, amount integer, most bigint, seconds float8)
    LOOP
      SELECT claim.amount - claim.most + coalesce(sum(amount), 0) INTO over
        FROM ${table} WHERE key = claim.key AND until > moment;
      CONTINUE WHEN over <= 0;
      SELECT until INTO free FROM (
        SELECT until, sum(amount) OVER (ORDER BY until, id) AS freed
          FROM ${table} WHERE key = claim.key AND until > moment
      ) AS entries WHERE freed >= over ORDER BY until LIMIT 1;
      refused := claim.key;
      wait := coalesce(extract(epoch FROM free - moment), claim.seconds);
      RETURN NEXT;
      CONTINUE all_steps;
    END LOOP;
    INSERT INTO ${table} (key, id, amount, until)
      SELECT c.key, step ->> 'id', c.amount, moment + c.seconds * interval '1 second'
        FROM jsonb_to_recordset(step -> 'claims') AS c (key text, amount integer, seconds float8);
  END LOOP;
  -- What is over, a little with each question; a step seldom brings more.
  DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM ${table} WHERE until <= moment ORDER BY until LIMIT 4 * jsonb_array_length(steps) FOR UPDATE SKIP LOCKED));
END`;

/**
 * Makes a table and a function where they are not there: `<prefix>_limits`, `<prefix>_run`.
 *
 * @param pool Its transactions are `read committed`, as PostgreSQL's are: else a step would not see what the one before has written.
 * @throws TypeError for a prefix that is no plain name.
 */
export function postgresLimits(
  pool: PostgresPool,
  { prefix = 'ring_live' }: PostgresOptions = {},
): LimitStore {
  const name = plainName(prefix, 'postgresLimits');
  const [table, run] = [`${name}_limits`, `${name}_run`];
  const ready = made(pool, [
    `CREATE TABLE IF NOT EXISTS ${table}
       (key text, id text, amount integer NOT NULL, until timestamptz NOT NULL, PRIMARY KEY (key, id))`,
    `CREATE INDEX IF NOT EXISTS ${table.replace('.', '_')}_until ON ${table} (until)`,
    // By time, too: what is over stays in an index until the next vacuum, and of the service that is thousands.
    `CREATE INDEX IF NOT EXISTS ${table.replace('.', '_')}_key_until ON ${table} (key, until)`,
    // What is there is left as it is: another body needs another name. It is planned while the table is empty, when to read it
    // from end to end looks cheapest, and so it would stay until the server has next counted its rows.
    `CREATE FUNCTION ${run} (steps jsonb)
       RETURNS TABLE (number bigint, refused text, wait float8) LANGUAGE plpgsql SET enable_seqscan = off AS $$
       #variable_conflict use_column
       ${runBody(table)} $$`,
  ]);
  return {
    run: async (steps) => {
      await ready();
      const text = `SELECT number, refused, wait FROM ${run}($1)`;
      const rows = (await pool.query(text, [JSON.stringify(steps)])).rows as Refused[];
      const refusals = new Map(rows.map((row) => [Number(row.number) - 1, row]));
      return steps.map((_, number) => {
        const row = refusals.get(number);
        return row && { key: row.refused, seconds: Number(row.wait) };
      });
    },
  };
}

interface Refused {
  /** A bigint, which the package `pg` gives as text. */
  readonly number: unknown;
  readonly refused: string;
  readonly wait: unknown;
}
