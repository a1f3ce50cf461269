// A log for any number of processes on one machine. What is asked for is appended to it, and all of them read it in the same order
// and go by the same rules: so each knows what was given to whom, without a lock, which a dead process would leave behind.
// Nothing waits for the disk: after a power cut it may be as it was some seconds ago.

import { constants, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { Counts } from './counts.js';
import type { LimitStep, Refusal } from './store.js';

/** One for each step; what has been lowered has none. */
export type Outcomes = readonly (Refusal | undefined)[];

/** What one process asks for at the same time. */
interface Line {
  readonly by: string;
  /** In milliseconds, by the clock of the machine. */
  readonly now: number;
  /** None in the last one: the next log goes on, and what comes after it here is void. */
  readonly steps?: readonly LimitStep[];
}

/** Bytes; then it is begun anew, with what still counts by then. */
const longLog = 8 * 2 ** 20;

/** `7.log` goes on from `7.counts`. */
export class SharedLog {
  readonly #folder: string;
  readonly #longest: number;
  /** Of the log that is read, up to there; undefined before the first. */
  #number: number | undefined;
  #read = 0;
  #counts = new Counts();

  constructor(folder: string, longest = longLog) {
    this.#folder = folder;
    this.#longest = longest;
  }

  async outcomes(steps: readonly LimitStep[]): Promise<Outcomes> {
    for (;;) {
      const number = (this.#number ??= await this.#load());
      const outcomes = await this.#say({ by: crypto.randomUUID(), now: Date.now(), steps });
      if (outcomes === undefined) {
        // Neither heard nor void: others have ended this log long ago, and removed it.
        if (number === this.#number) this.#number = undefined;
        continue;
      }
      if (this.#read > this.#longest) await this.#beginAnew(number + 1);
      return outcomes;
    }
  }

  /** Begins at the newest log whose counts are known. */
  async #load(): Promise<number> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    for (;;) {
      const number = await this.#newest();
      await this.#make(number);
      const text = await readFile(this.#path(number, 'counts'), 'utf8').catch(ignoreMissing);
      // Or it has been removed before it was made (again) here.
      if (number !== (await this.#newest())) continue;
      this.#counts = (text && parsed(Counts.parse, text)) || new Counts();
      this.#read = 0;
      return number;
    }
  }

  /** Whoever ends a log writes down what counts then. Killed before, it leaves two logs to be read. */
  async #beginAnew(next: number): Promise<void> {
    await this.#make(next);
    const isMine = (await this.#say({ by: crypto.randomUUID(), now: 0 })) !== undefined;
    if (!isMine) return;
    const draft = this.#path(next, crypto.randomUUID());
    await writeFile(draft, this.#counts.toString(), { mode: 0o600 });
    await rename(draft, this.#path(next, 'counts'));
    for (const name of await readdir(this.#folder)) {
      if (Number.parseInt(name) < next) await rm(join(this.#folder, name), { force: true });
    }
  }

  /** Undefined when it was not heard. */
  async #say(line: Line): Promise<Outcomes | undefined> {
    // Not made where it is not there. Appended whole: the system lets one write after the other.
    const flags = constants.O_RDWR | constants.O_APPEND;
    const file = await open(this.#path(this.#number ?? 0, 'log'), flags).catch(ignoreMissing);
    if (file === undefined) return undefined;
    try {
      // What a killed process has begun before is a line of its own, too.
      const bytes = new TextEncoder().encode(`\n${JSON.stringify(line)}\n`);
      const { bytesWritten } = await file.write(bytes);
      if (bytesWritten < bytes.length) throw new Error('The disk is full.');
      return this.#follow(await this.#unread(file), line.by);
    } finally {
      await file.close();
    }
  }

  /** Whole lines. */
  async #unread(file: FileHandle): Promise<string> {
    const { size } = await file.stat();
    const bytes = new Uint8Array(Math.max(size - this.#read, 0));
    await file.read(bytes, 0, bytes.length, this.#read);
    const end = bytes.lastIndexOf(10) + 1;
    this.#read += end;
    return new TextDecoder().decode(bytes.subarray(0, end));
  }

  /** @returns What comes of this process's own line. */
  #follow(text: string, own: string): Outcomes | undefined {
    let outcomes: Outcomes | undefined;
    for (const line of text.split('\n')) {
      const { by, now = 0, steps } = parsed(lineOf, line) ?? {};
      if (by === undefined) continue;
      const these = steps?.map((step) => this.#counts.run(step, now)) ?? [];
      if (by === own) outcomes = these;
      if (steps !== undefined) continue;
      this.#number = (this.#number ?? 0) + 1;
      this.#read = 0;
      break;
    }
    return outcomes;
  }

  async #newest(): Promise<number> {
    const names = await readdir(this.#folder);
    const counts = names.filter((name) => /^\d+\.counts$/.test(name));
    return Math.max(0, ...counts.map((name) => Number.parseInt(name)));
  }

  async #make(number: number): Promise<void> {
    await writeFile(this.#path(number, 'log'), '', { flag: 'a', mode: 0o600 });
  }

  #path(number: number, what: string): string {
    return join(this.#folder, `${String(number)}.${what}`);
  }
}

const lineOf = (text: string): Partial<Line> => JSON.parse(text) as Partial<Line>;

/** Undefined for what a killed process has not written to its end. */
function parsed<T>(parse: (text: string) => T, text: string): T | undefined {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

function ignoreMissing(reason: unknown): undefined {
  if ((reason as { code?: string }).code !== 'ENOENT') throw reason;
}
