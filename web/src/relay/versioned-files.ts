// Values in files, for any number of processes on one machine. Nothing is ever written over: each change is a new file with
// the next number, which appears whole or not at all (`link` of a file that is on the disk already), and only once. So a
// process may be killed at any moment, and no lock of the file system is needed, which a dead process would leave behind.

import { createHash } from 'node:crypto';
import { link, mkdir, open, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/** One state of one key, as it is on the disk. */
export interface Version {
  readonly number: number;
  readonly identity: string;
  readonly value: string | undefined;
}

/** Of what a killed process has left. */
const strayMilliseconds = 60_000;

/** How many states of a key stay. As long as the one that a new one follows is there, the new one's number has not been used. */
const kept = 16;

export class VersionedFiles {
  readonly #root: string;
  readonly #isDurable: boolean;

  constructor(root: string, isDurable: boolean) {
    this.#root = root;
    this.#isDurable = isDurable;
  }

  /** The newest state; undefined where there has never been one. */
  async read(key: string): Promise<Version | undefined> {
    const folder = this.#folder(key);
    for (;;) {
      const number = (await numbersIn(folder)).at(-1);
      if (number === undefined) return undefined;
      const found = await readVersion(folder, number);
      if (found !== undefined) return { ...found, number };
      // Many newer ones have come since, and this one is gone.
    }
  }

  /** Adds a state after this one; false when another came after it. */
  async append(
    key: string,
    previous: Version | undefined,
    value: string | undefined,
  ): Promise<boolean> {
    const folder = this.#folder(key);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const draft = join(folder, `draft-${crypto.randomUUID()}`);
    try {
      await this.#write(draft, JSON.stringify({ key, value }));
      return await this.#publish(folder, draft, previous);
    } finally {
      await unlink(draft).catch(() => undefined);
    }
  }

  async keys(): Promise<string[]> {
    const keys: string[] = [];
    for (const name of await listed(this.#root)) {
      const folder = join(this.#root, name);
      const number = (await numbersIn(folder)).at(-1);
      const found = number === undefined ? undefined : await readVersion(folder, number);
      if (found?.value !== undefined) keys.push(found.key);
    }
    return keys;
  }

  async #publish(folder: string, draft: string, previous: Version | undefined): Promise<boolean> {
    const number = (previous?.number ?? 0) + 1;
    try {
      await link(draft, pathOf(folder, number));
    } catch (reason) {
      if (codeOf(reason) === 'EEXIST') return false;
      throw reason;
    }
    // The number may have been taken before, and removed since; but never before the one below it. This process was halted
    // for so long that nobody knows: what is written is no newest state, or has been seen as one.
    if (previous !== undefined && !(await isThere(folder, previous))) {
      throw new Error('This process was halted while it wrote.');
    }
    await this.#sync(folder);
    await removeOld(folder, number);
    return true;
  }

  async #write(path: string, text: string): Promise<void> {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(text);
      if (this.#isDurable) await file.sync();
    } finally {
      await file.close();
    }
  }

  /** The name of a new file is on the disk when its folder is, and that one's name when the folder above it is. */
  async #sync(folder: string): Promise<void> {
    if (!this.#isDurable) return;
    for (const path of [folder, this.#root]) {
      const handle = await open(path, 'r');
      await handle.sync().finally(() => handle.close());
    }
  }

  /** Names of owners may be any text. */
  #folder(key: string): string {
    return join(this.#root, createHash('sha256').update(key).digest('hex'));
  }
}

const pathOf = (folder: string, number: number): string => join(folder, String(number));

type Found = Omit<Version, 'number'> & { readonly key: string };

async function readVersion(folder: string, number: number): Promise<Found | undefined> {
  try {
    const file = await open(pathOf(folder, number), 'r');
    try {
      const identity = identityOf(await file.stat());
      const written = JSON.parse(await file.readFile('utf8')) as { key: string; value?: string };
      return { identity, key: written.key, value: written.value };
    } finally {
      await file.close();
    }
  } catch (reason) {
    if (codeOf(reason) === 'ENOENT') return undefined;
    throw reason;
  }
}

/** A file system may give the number of a file that is gone to a new one. */
const identityOf = (stats: { readonly ino: number; readonly mtimeMs: number }): string =>
  `${String(stats.ino)} ${String(stats.mtimeMs)}`;

async function isThere(folder: string, { number, identity }: Version): Promise<boolean> {
  const found = await stat(pathOf(folder, number)).catch(() => undefined);
  return found !== undefined && identityOf(found) === identity;
}

/** In rising order. */
async function numbersIn(folder: string): Promise<number[]> {
  const names = (await listed(folder)).filter((name) => /^\d+$/.test(name));
  return names.map(Number).sort((a, b) => a - b);
}

/** States that are no longer needed, the first ones first; and what killed processes have begun. */
async function removeOld(folder: string, newest: number): Promise<void> {
  const names = await listed(folder);
  const old = names.map(Number).filter((number) => number <= newest - kept);
  for (const number of old.sort((a, b) => a - b)) {
    await unlink(pathOf(folder, number)).catch(() => undefined);
  }
  for (const name of names.filter((each) => each.startsWith('draft-'))) {
    const path = join(folder, name);
    const { mtimeMs = Infinity } = (await stat(path).catch(() => undefined)) ?? {};
    if (mtimeMs < Date.now() - strayMilliseconds) await unlink(path).catch(() => undefined);
  }
}

async function listed(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (reason) {
    if (codeOf(reason) === 'ENOENT') return [];
    throw reason;
  }
}

function codeOf(reason: unknown): string | undefined {
  return (reason as { code?: string }).code;
}
