// What a PostgreSQL server is asked to make, once, before it is used.

/** A `Pool` of the package `pg`. */
export interface PostgresPool {
  query(
    text: string,
    values: unknown[],
  ): Promise<{ readonly rows: unknown[]; readonly rowCount: number | null }>;
}

export interface PostgresOptions {
  /** Before the names of all that is made where it is not there. Default `ring_live`. May name a schema. */
  readonly prefix?: string;
}

/** Names cannot be parameters of a statement. Throws a TypeError for what is none. */
export function plainName(prefix: string, what: string): string {
  if (/^([a-z_][a-z0-9_]*\.)?[a-z_][a-z0-9_]*$/.test(prefix)) return prefix;
  throw new TypeError(`${what}: prefix must be a plain name.`);
}

/** What PostgreSQL says of what another instance has just made, or is making. */
const madeMeanwhile = ['23505', '42P07', '42723'];

/** @returns Resolves when all of it is there; made by the first call that reaches the server. */
export function made(pool: PostgresPool, statements: readonly string[]): () => Promise<void> {
  let making: Promise<void> | undefined;
  const make = async (): Promise<void> => {
    for (const statement of statements) {
      await pool.query(statement, []).catch((reason: { readonly code?: string }) => {
        if (!madeMeanwhile.includes(reason.code ?? '')) throw reason;
      });
    }
  };
  return () => {
    making ??= make().catch((reason: unknown) => {
      making = undefined; // Another time the server may be there.
      throw reason;
    });
    return making;
  };
}
