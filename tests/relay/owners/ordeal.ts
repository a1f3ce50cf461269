// Many instances on one store, many owners, tokens that live for seconds, and SIGKILL for instances and store alike. The
// service's own books say what became of each refresh token.

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { createTokens, type Tokens } from '../../../web/src/relay/owner-tokens/index.js';
import { startSimulator, type LinkRecord, type Simulator } from '../../simulator/index.js';
import { newKey, offer } from '../support.js';
import type { InstanceOptions, Told } from './instance.js';
import { openStore, startStore, type Kind, type StoreServer } from './stores.js';

export interface OrdealOptions {
  readonly kind: Kind;
  readonly processes: number;
  readonly owners: number;
  /** At the most. */
  readonly seconds: number;
  /** Ends before when there was so much of each. */
  readonly enough?: {
    readonly answered: number;
    readonly refreshes: number;
    readonly kills: number;
    readonly storeKills: number;
  };
  readonly tokenSeconds: number;
  /** Seconds between two kills, about; without it none is killed. */
  readonly killEvery?: number;
  readonly killStoreEvery?: number;
  /** In the middle the store is killed and stays away for so long. */
  readonly storeAwaySeconds?: number;
  /** For an answer of the service; 10 is the default of the tokens. */
  readonly requestSeconds: number;
  /** Milliseconds between two requests of a visitor; each instance has four. */
  readonly restMilliseconds?: number;
}

/** An owner who has to link again, and what explains it: a kill, or an answer that an instance waited for in vain. */
export interface Lost {
  readonly owner: string;
  /** Milliseconds from the service's answer to the kill of the instance that waited for it. */
  readonly killedAfter: number | undefined;
  /** On a busy machine the service may answer after an instance has given up. */
  readonly unanswered: string | undefined;
  /** Milliseconds from the service's last answer for this owner: instances killed at it, and from when to when the store was away. */
  readonly kills: readonly number[];
  readonly away: readonly (readonly number[])[];
}

export interface Report {
  readonly kills: number;
  readonly storeKills: number;
  /** Refresh tokens that were used. */
  readonly refreshes: number;
  /** Refresh tokens that were sent again after their use. */
  readonly replays: number;
  readonly lost: readonly Lost[];
  /** Owners whose tokens do not work at the end, though they are not said to be lost. */
  readonly broken: readonly string[];
  readonly answered: Readonly<Record<string, number>>;
  /** Requests refused for a token that was dead when it was given. */
  readonly knownDead: number;
  readonly withoutToken: Readonly<Record<string, number>>;
  /** Answers of 200 while the store was away. */
  readonly whileAway: number;
  readonly sessions: {
    readonly opened: number;
    readonly closed: number;
    /** POSTs whose instance was killed before it answered. */
    readonly cut: number;
    /** Sessions that ended otherwise than by a DELETE. */
    readonly left: number;
    readonly violations: readonly string[];
  };
}

const root = fileURLToPath(new URL('../../..', import.meta.url));
const rest = (seconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, seconds * 1000));
const around = (seconds: number): number => seconds * (0.5 + Math.random());
const anyOf = <T>(all: readonly T[]): T | undefined => all[Math.floor(Math.random() * all.length)];

/** Bundled, an instance starts in a tenth of the time. */
async function bundle(): Promise<string> {
  const outfile = join(root, 'build/owners-instance.mjs');
  const entryPoints = [join(root, 'tests/relay/owners/instance.ts')];
  const common = { bundle: true, platform: 'node', format: 'esm', packages: 'external' } as const;
  await build({ ...common, entryPoints, outfile });
  return outfile;
}

export async function ordeal(options: OrdealOptions): Promise<Report> {
  const owners = Array.from({ length: options.owners }, (_, at) => `owner-${String(at)}`);
  const { tokenSeconds } = options;
  const simulator = await startSimulator({
    oauth: { clientId: 'app', clientSecret: 'secret', tokenSeconds },
    devices: owners.map((id) => ({ id, limitSeconds: 4 })),
  });
  const server = await startStore(options.kind);
  const run = new Ordeal(options, owners, simulator, server, await bundle());
  try {
    return await run.run();
  } finally {
    await run.end();
    await server.end();
    await simulator.close();
  }
}

interface Instance {
  readonly child: ChildProcess;
  /** Owners whose tokens it is refreshing. */
  readonly refreshing: Set<string>;
  port: number | undefined;
  answered: number;
}

/** A busy machine takes longer to start an instance than to kill it: it has to have done something first. */
const answersBeforeKill = 5;

/** What has been said by then is still heard a moment later. */
interface Killed {
  readonly refreshing: ReadonlySet<string>;
  readonly at: number;
}

class Ordeal {
  readonly #options: OrdealOptions;
  readonly #owners: readonly string[];
  readonly #simulator: Simulator;
  readonly #server: StoreServer;
  readonly #file: string;
  readonly #key = newKey();
  readonly #instances = new Set<Instance>();
  readonly #killed: Killed[] = [];
  readonly #lost: Lost[] = [];
  readonly #outages: number[][] = [];
  /** By owner: when an instance last gave up waiting for an answer. */
  readonly #unanswered = new Map<string, { readonly cause: string; readonly at: number }>();
  readonly #relinking = new Map<string, Promise<void>>();
  readonly #answered: Record<string, number> = {};
  readonly #withoutToken: Record<string, number> = {};
  #storeKills = 0;
  #knownDead = 0;
  #whileAway = 0;
  #isAway = false;
  #isOver = false;
  #opened = 0;
  #closed = 0;
  #cut = 0;
  #tokens: Tokens | undefined;
  #closeStore = (): Promise<void> => Promise.resolve();

  constructor(
    options: OrdealOptions,
    owners: readonly string[],
    simulator: Simulator,
    server: StoreServer,
    file: string,
  ) {
    this.#options = options;
    this.#owners = owners;
    this.#simulator = simulator;
    this.#server = server;
    this.#file = file;
  }

  async run(): Promise<Report> {
    const tokens = await this.#makeTokens();
    for (const owner of this.#owners) await this.#link(tokens, owner);
    for (let made = 0; made < this.#options.processes; made += 1) this.#startInstance();
    const acting = [
      this.#killing(),
      this.#killingStore(),
      this.#takingStoreAway(),
      this.#watching(),
    ];
    const deadline = Date.now() + this.#options.seconds * 1000;
    while (Date.now() < deadline && !this.#isEnough()) await rest(0.1);
    this.#isOver = true;
    await Promise.all(acting);
    await this.#stopInstances('SIGTERM');
    await Promise.all(this.#relinking.values());
    const broken = await this.#lookAtAll(tokens);
    await this.#simulator.ledger.whenIdle(10_000);
    return this.#report(broken);
  }

  #isEnough(): boolean {
    const { enough } = this.#options;
    return (
      enough !== undefined &&
      (this.#answered['200'] ?? 0) >= enough.answered &&
      this.#refreshes() >= enough.refreshes &&
      this.#killed.length >= enough.kills &&
      this.#storeKills >= enough.storeKills
    );
  }

  #refreshes(): number {
    return this.#sum(({ grants }) => Math.max(0, grants - 1));
  }

  #sum(of: (link: LinkRecord) => number): number {
    return this.#simulator.oauth.links().reduce((total, link) => total + of(link), 0);
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await this.#stopInstances('SIGKILL');
    await this.#tokens?.close();
    await this.#closeStore();
  }

  /** Those of the owners themselves: they link, and look whether they are linked. */
  async #makeTokens(): Promise<Tokens> {
    const { store, close } = await openStore(this.#options.kind, this.#server.place);
    this.#closeStore = close;
    this.#tokens = createTokens({
      clientId: 'app',
      clientSecret: 'secret',
      tokenUrl: `${this.#simulator.origin}/oauth/token`,
      ownerOf: ({ deviceId }) => deviceId,
      timeouts: { request: 2, store: 2 },
      key: this.#key,
      store,
    });
    return this.#tokens;
  }

  async #link(tokens: Tokens, owner: string): Promise<void> {
    for (;;) {
      const code = this.#simulator.issueCode({ devices: [owner] });
      try {
        await tokens.link(code, owner);
        return;
      } catch {
        await rest(0.1); // The store was killed.
      }
    }
  }

  // ---- what is done to them

  #startInstance(): void {
    const options: InstanceOptions = {
      ...{ kind: this.#options.kind, place: this.#server.place, key: this.#key },
      ...{ origin: this.#simulator.origin, owners: this.#owners },
      restMilliseconds: this.#options.restMilliseconds ?? 20,
      requestSeconds: this.#options.requestSeconds,
    };
    const child = fork(this.#file, [JSON.stringify(options)]);
    const instance: Instance = { child, refreshing: new Set(), port: undefined, answered: 0 };
    instance.child.on('message', (told: Told) => {
      this.#hear(instance, told);
    });
    this.#instances.add(instance);
  }

  #anyInstance(): Instance | undefined {
    return anyOf([...this.#instances].filter(({ port }) => port !== undefined));
  }

  async #stop(instance: Instance, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    this.#instances.delete(instance);
    const ended = once(instance.child, 'exit');
    instance.child.kill(signal);
    await ended;
  }

  async #stopInstances(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    await Promise.all([...this.#instances].map((instance) => this.#stop(instance, signal)));
  }

  async #killing(): Promise<void> {
    await this.#every(this.#options.killEvery, async () => {
      const victim = anyOf(
        [...this.#instances].filter(({ answered }) => answered >= answersBeforeKill),
      );
      if (victim === undefined) return;
      this.#killed.push({ refreshing: victim.refreshing, at: Date.now() });
      await this.#stop(victim, 'SIGKILL');
      this.#startInstance();
    });
  }

  async #killingStore(): Promise<void> {
    await this.#every(this.#options.killStoreEvery, () => this.#outage(0));
  }

  async #takingStoreAway(): Promise<void> {
    const { storeAwaySeconds, seconds } = this.#options;
    if (storeAwaySeconds === undefined) return;
    await rest((seconds - storeAwaySeconds) / 2);
    this.#isAway = true;
    await this.#outage(storeAwaySeconds);
    this.#isAway = false;
  }

  async #outage(seconds: number): Promise<void> {
    this.#storeKills += 1;
    const times = [Date.now()];
    this.#outages.push(times);
    await this.#server.kill();
    await rest(seconds);
    await this.#server.start();
    times.push(Date.now());
  }

  async #every(seconds: number | undefined, act: () => Promise<void>): Promise<void> {
    if (seconds === undefined) return;
    while (!this.#isOver) {
      const until = Date.now() + around(seconds) * 1000;
      while (!this.#isOver && Date.now() < until) await rest(0.05);
      if (!this.#isOver) await act();
    }
  }

  // ---- what they say

  #hear(instance: Instance, told: Told): void {
    switch (told.is) {
      case 'listening':
        instance.port = told.port;
        return;
      case 'answered':
        instance.answered += 1;
        this.#hearAnswer(told.status, told.milliseconds);
        return;
      case 'refreshing':
        instance.refreshing.add(told.owner);
        return;
      case 'done':
        instance.refreshing.delete(told.owner);
        return;
      case 'unanswered':
        this.#unanswered.set(told.owner, { cause: told.cause, at: Date.now() });
        return;
      case 'without-token':
        this.#withoutToken[told.code] = (this.#withoutToken[told.code] ?? 0) + 1;
        if (told.code === 'relink-needed') this.#relink(told.owner);
    }
  }

  #hearAnswer(status: number, milliseconds: number): void {
    this.#answered[status] = (this.#answered[status] ?? 0) + 1;
    if (status === 200 && this.#isAway) this.#whileAway += 1;
    // A token is given for a twentieth of its life at least, and 5 s at the most: later it may have died on its way.
    const least = Math.min(5, this.#options.tokenSeconds / 20) * 1000;
    if (status === 401 && milliseconds < least - 5) this.#knownDead += 1;
  }

  /** As an owner does who is told so. */
  #relink(owner: string): void {
    if (this.#relinking.has(owner) || this.#tokens === undefined) return;
    const tokens = this.#tokens;
    const work = (async () => {
      // What was told may be of before the last link.
      const state = await tokens.state(owner).catch(() => undefined);
      if (state !== 'relink-needed') return;
      this.#lose(owner);
      await this.#link(tokens, owner);
    })().finally(() => this.#relinking.delete(owner));
    this.#relinking.set(owner, work);
  }

  #lose(owner: string): void {
    const link = this.#linkOf(owner);
    const failure = this.#unanswered.get(owner);
    // Given up before the service has answered, or after.
    const isLate =
      failure !== undefined &&
      Math.abs(failure.at - link.grantedAt) < 2000 * this.#options.requestSeconds;
    const kills = this.#killed
      .filter(({ refreshing }) => refreshing.has(owner))
      .map(({ at }) => at - link.grantedAt);
    this.#lost.push({
      owner,
      // Of the instance that was at it; the service may have come to the request of a dead one.
      killedAfter: kills.find((wait) => Math.abs(wait) < 2000 * this.#options.requestSeconds),
      unanswered: isLate ? failure.cause : undefined,
      kills,
      away: this.#outages.map((times) => times.map((at) => at - link.grantedAt)),
    });
  }

  #linkOf(owner: string): LinkRecord {
    const links = this.#simulator.oauth.links().filter(({ devices }) => devices?.[0] === owner);
    const link = links.filter(({ grants }) => grants > 0).at(-1);
    if (link === undefined) throw new Error(`${owner} was never linked`);
    return link;
  }

  // ---- a viewer outside, who opens through one instance and closes through any

  async #watching(): Promise<void> {
    while (!this.#isOver) {
      await rest(0.2);
      if (this.#anyInstance() === undefined) continue;
      const owner = anyOf(this.#owners) ?? '';
      const lease = await this.#open(owner);
      if (lease !== undefined) await this.#close(owner, lease);
    }
  }

  async #open(owner: string): Promise<string | undefined> {
    try {
      const response = await this.#ask(owner, '', { method: 'POST', body: offer });
      await response.text();
      if (response.status !== 201) return undefined;
      this.#opened += 1;
      return response.headers.get('Location')?.replace(/^whep/, '');
    } catch {
      this.#cut += 1;
      return undefined;
    }
  }

  async #close(owner: string, lease: string): Promise<void> {
    for (let tries = 0; tries < 100; tries += 1) {
      const status = await this.#ask(owner, lease, { method: 'DELETE' }).then(
        (response) => response.status,
        () => 0,
      );
      // What an instance did that was killed before it could say so is a 404 of the service.
      if (status === 200 || status === 404) {
        this.#closed += 1;
        return;
      }
      await rest(0.05);
    }
  }

  async #ask(owner: string, lease: string, init: RequestInit): Promise<Response> {
    const { port } = this.#anyInstance() ?? {};
    const path = `/ring/devices/${owner}/whep${lease}`;
    return fetch(`http://127.0.0.1:${String(port)}${path}`, {
      ...init,
      headers: { 'Content-Type': 'application/sdp' },
    });
  }

  // ---- the end

  /** Whose tokens do not work, though they are linked. */
  async #lookAtAll(tokens: Tokens): Promise<string[]> {
    const broken: string[] = [];
    for (const owner of this.#owners) {
      if (!(await this.#works(tokens, owner))) broken.push(owner);
    }
    return broken;
  }

  async #works(tokens: Tokens, owner: string): Promise<boolean> {
    const deadline = Date.now() + 20_000;
    for (;;) {
      try {
        const asked = { deviceId: owner, subject: 'ann', reason: 'initial' } as const;
        const { token } = await tokens.token(asked);
        const headers = { Authorization: `Bearer ${token}` };
        const { status } = await fetch(`${this.#simulator.origin}/v1/devices/${owner}`, {
          headers,
        });
        if (status === 200) return true;
      } catch {
        if ((await tokens.state(owner).catch(() => undefined)) === 'relink-needed') {
          this.#lose(owner);
          return true;
        }
      }
      if (Date.now() > deadline) return false;
      await rest(0.1);
    }
  }

  #report(broken: string[]): Report {
    const { ledger } = this.#simulator;
    return {
      kills: this.#killed.length,
      storeKills: this.#storeKills,
      refreshes: this.#refreshes(),
      replays: this.#sum(({ replays }) => replays),
      lost: this.#lost,
      broken,
      answered: this.#answered,
      knownDead: this.#knownDead,
      withoutToken: this.#withoutToken,
      whileAway: this.#whileAway,
      sessions: {
        ...{ opened: this.#opened, closed: this.#closed, cut: this.#cut },
        left: ledger.sessions().filter(({ endedBy }) => endedBy !== 'delete').length,
        // A viewer whose DELETE was cut off sends another.
        violations: ledger.violations().filter((each) => !/ got \d+ DELETEs$/.test(each)),
      },
    };
  }
}
