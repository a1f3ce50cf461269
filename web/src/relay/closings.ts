import type { Patience } from './problem.js';
import { Recent } from './recent.js';
import type { Reply } from './upstream.js';

export interface Closing {
  readonly reply: Promise<Reply>;
  /** Of all who wait for it. */
  readonly patience: Patience;
}

/** A session may live so long. Whoever comes later is told by the service that it has gone. */
const rememberedSeconds = 60;

/**
 * Of one lease there is one closing at a time, and none after one that worked, however often it is asked for. Not of one
 * address: a service may use it again, for a session that has to be closed too.
 */
export class Closings {
  readonly #underWay = new Map<string, Closing>();
  readonly #over = new Recent<true>(rememberedSeconds);

  /** Undefined when it is closed already. */
  close(lease: string, ask: (patience: Patience) => Promise<Reply>): Closing | undefined {
    if (this.#over.get(lease) === true) return undefined;
    const known = this.#underWay.get(lease);
    if (known !== undefined) return known;
    const patience: Patience = { late: 'upstream-late' };
    const closing = { patience, reply: this.#follow(lease, ask(patience)) };
    this.#underWay.set(lease, closing);
    return closing;
  }

  async #follow(lease: string, asked: Promise<Reply>): Promise<Reply> {
    try {
      const reply = await asked;
      if (isOver(reply.status)) this.#over.set(lease, true);
      return reply;
    } finally {
      this.#underWay.delete(lease);
    }
  }
}

/** @param status Of the reply to a DELETE. */
export const isOver = (status: number): boolean => status < 300 || status === 404 || status === 410;
