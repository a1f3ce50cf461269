// One POST that opens, one DELETE that closes, and a picture until then. Whatever happens in between, a session that the service
// has opened is either in the hands of its viewer or closed.

import { readBody, within } from './body.js';
import { Closings, isOver, type Closing } from './closings.js';
import { handOver } from './hand-over.js';
import { Leases, type Holder } from './lease.js';
import { Limits } from './limits/limits.js';
import { LimitQueue } from './limits/queue.js';
import { Quotas } from './limits/quotas.js';
import { Turns } from './limits/turns.js';
import {
  settingsOf,
  type RelayContext,
  type RelayEvent,
  type RelayOptions,
  type Settings,
} from './options.js';
import { passOn } from './pass-on.js';
import { Posters } from './posters.js';
import {
  alwaysSent,
  consoleLog,
  during,
  Problem,
  type Patience,
  type RelayProblem,
} from './problem.js';
import {
  asksForTether,
  componentOf,
  isHealth,
  refuseForeignPage,
  refuseOtherTypes,
  routeOf,
  tetherType,
  type Route,
} from './request.js';
import { leaks } from './secrets.js';
import { Tethers, type Tethered } from './tethers.js';
import { Tokens } from './tokens.js';
import { Upstream, type Reply } from './upstream.js';

/** Never rejects. Answers requests whose path ends in `/devices/{id}/whep`, its `Location`s, `/devices/{id}/poster` and `/health`; others with 400. */
export type Relay = (request: Request, context?: RelayContext) => Promise<Response>;

/** @throws TypeError for options that could not work or would not be safe. */
export function createRelay(options: RelayOptions): Relay {
  const relay = new SessionRelay(options, settingsOf(options));
  return (request, context = {}) => {
    const call = new Call(request, context);
    const answered = relay.answer(call);
    relay.keep(call, answered);
    return answered;
  };
}

/** One request, and what has been found out about it. */
class Call {
  readonly request: Request;
  readonly context: RelayContext;
  patience: Patience = { late: 'upstream-late' };
  deviceId: string | undefined;
  subject: string | undefined;
  /** Goes on after the answer; none of it rejects. */
  readonly background: Promise<unknown>[] = [];
  readonly #gone = new AbortController();

  constructor(request: Request, context: RelayContext) {
    this.request = request;
    this.context = context;
    // At once: some platforms only watch the connection from then on.
    if (request.signal.aborted) this.abandon();
    request.signal.addEventListener('abort', () => {
      this.abandon();
    });
  }

  /** Aborted once nobody waits for the answer any more. */
  get left(): AbortSignal {
    return this.#gone.signal;
  }

  abandon(): void {
    this.#gone.abort('over');
  }

  async settled(): Promise<void> {
    // Some of it adds more: the loop comes to that too.
    for (const work of this.background) await work;
  }
}

interface Session {
  readonly address: string;
  readonly lease: string;
  readonly answer: Uint8Array<ArrayBuffer>;
  readonly holder: Holder;
}

/** A session that nobody has got has no lease either. */
type Releasable = Pick<Session, 'address' | 'holder'> & Partial<Session>;

/** What is passed on, or a session that its viewer has to take. */
type Served = Session | Response;

const maxOfferBytes = 64 * 1024; // A real one is below 20 kB.
const maxSubject = 512; // A lease carries it, in an address.
/** Seconds before each try to close a session that nobody else can close. */
const releaseTries = [0, 1, 3];

class SessionRelay {
  readonly #options: RelayOptions;
  readonly #settings: Settings;
  readonly #upstream: Upstream;
  readonly #leases: Leases;
  readonly #closings = new Closings();
  readonly #quotas: Quotas;
  readonly #posters: Posters;
  readonly #tethers: Tethers | undefined;
  readonly #onProblem: (problem: RelayProblem) => void;

  constructor(options: RelayOptions, settings: Settings) {
    this.#options = options;
    this.#onProblem = options.onProblem ?? consoleLog();
    this.#settings = settings;
    const { upstream, timeouts, keys, quotas, requestsPerSecond, posterHosts } = settings;
    const shared = options.limits && new LimitQueue(options.limits);
    const limits = new Limits(shared, () => {
      this.#report(new Problem('limits-unshared'));
    });
    this.#upstream = new Upstream(upstream, {
      tokens: new Tokens(options.token, timeouts.reply),
      turns: new Turns(limits, requestsPerSecond, timeouts.turn),
      timeouts,
    });
    this.#posters = new Posters(this.#upstream, posterHosts);
    this.#leases = new Leases(keys, upstream.href.replace(/\/+$/, ''));
    this.#quotas = new Quotas(limits, quotas);
    this.#tethers = options.tether === true ? new Tethers(shared) : undefined;
  }

  /** A caller waits for so long and no longer; the work goes on, and what it opens is closed. */
  async answer(call: Call): Promise<Response> {
    const serving = this.#serve(call);
    try {
      const served = await within(this.#settings.timeouts.reply, serving, () => {
        throw new Problem(call.patience.late);
      });
      return 'address' in served ? this.#handOver(served, call) : served;
    } catch (reason) {
      const problem = problemOf(reason);
      call.abandon();
      call.background.push(this.#discard(serving, problem, call));
      this.#report(problem, call);
      if (call.request.method === 'POST')
        this.#tell('refused', call, { status: problem.status, code: problem.code });
      return problem.toResponse();
    }
  }

  /** On platforms that stop who has answered. */
  keep(call: Call, answered: Promise<unknown>): void {
    try {
      call.context.waitUntil?.(answered.then(() => call.settled()));
    } catch {
      this.#report(new Problem('internal'), call);
    }
  }

  async #serve(call: Call): Promise<Served> {
    const { request, context } = call;
    if (context.isUnreadable === true) throw new Problem('wrong-request');
    if (isHealth(request)) return healthOf(context);
    const route = routeOf(request);
    call.deviceId = route.deviceId;
    if (request.method !== route.method) {
      throw new Problem('wrong-method', { headers: { Allow: route.method } });
    }
    refuseForeignPage(request, this.#settings.allowedOrigins);
    return this.#serveRoute(call, route);
  }

  #serveRoute(call: Call, { deviceId, what, lease }: Route): Promise<Served> {
    switch (what) {
      case 'sessions':
        return this.#post(call, deviceId);
      case 'session':
        return this.#delete(call, deviceId, lease);
      case 'tether':
        return this.#hold(call, deviceId, lease);
      case 'poster':
        return this.#poster(call, deviceId);
    }
  }

  async #poster(call: Call, deviceId: string): Promise<Response> {
    call.subject = await this.#authorize(call, deviceId);
    const holder = { deviceId, subject: call.subject };
    const ifNoneMatch = call.request.headers.get('If-None-Match');
    return this.#posters.answer({ holder, ifNoneMatch, patience: call.patience });
  }

  async #post(call: Call, deviceId: string): Promise<Served> {
    refuseOtherTypes(call.request);
    const subject = await this.#authorize(call, deviceId);
    call.subject = subject;
    const holder = { deviceId, subject };
    return this.#quotas.run(holder, call.background, (booked) => this.#open(call, booked));
  }

  async #authorize({ request, context, patience }: Call, deviceId: string): Promise<string> {
    const failed = (): never => {
      throw new Problem('authorize-failed');
    };
    const asked = (async () => this.#options.authorize(request, deviceId, context))().catch(failed);
    const inTime = within(this.#settings.timeouts.reply, asked, failed);
    const subject: unknown = await during(patience, 'authorize-failed', inTime);
    if (!subject) throw new Problem('not-authorized');
    // `true` names nobody.
    return typeof subject === 'string' && subject.length <= maxSubject ? subject : failed();
  }

  /** Never ends early: only a session whose address is known can be closed. */
  async #open(call: Call, holder: Holder): Promise<Served> {
    const componentId = componentOf(call.request);
    const limits = { bytes: maxOfferBytes, seconds: this.#settings.timeouts.body };
    const reading = readBody(call.request.body, limits);
    const offer = await during(call.patience, 'offer-late', reading);
    if (offer.fault !== undefined) throw new Problem(`offer-${offer.fault}`);
    if (offer.bytes.byteLength === 0) throw new Problem('offer-empty');

    const stray = (address: string): void => {
      call.background.push(this.#release({ address, holder }, call));
    };
    const opening = { offer: offer.bytes, componentId, left: call.left, stray };
    const reply = await this.#upstream.post(opening, holder, call.patience);
    if (reply.status >= 400) {
      call.background.push(this.#quotas.cancel(holder));
      this.#tell('refused', call, { status: reply.status });
      return passOn(reply);
    }
    const address = this.#upstream.address(reply.headers.get('Location'), holder.deviceId);
    this.#tell('opened', call);
    if (address === undefined) throw new Problem('upstream-location');
    try {
      const lease = await this.#leases.seal(address, holder);
      return { address, answer: answerOf(reply), lease, holder };
    } catch (reason) {
      stray(address);
      throw reason;
    }
  }

  #handOver(session: Session, call: Call): Response {
    const { lease, answer } = session;
    const { body, taken } = handOver(answer, call.left, this.#settings.timeouts.body);
    const tethers = asksForTether(call.request) ? this.#tethers : undefined;
    call.background.push(
      taken.then((isTaken) =>
        isTaken ? tethers?.expect(this.#tethered(session, call)) : this.#release(session, call),
      ),
    );
    // Relative to the address that was posted to (RFC 9110 section 10.2.2): right behind every proxy.
    const headers = {
      ...{ ...alwaysSent, 'Content-Type': 'application/sdp', Location: `whep/${lease}` },
      // A player that knows it reads the whole at once.
      'Content-Length': String(answer.byteLength),
      ...(tethers && { Link: `<whep/${lease}/tether>; rel="tether"` }),
    };
    return new Response(body, { status: 201, headers });
  }

  /** For whoever has the lease: all that it does is keep from closing. */
  async #hold(call: Call, deviceId: string, lease: string): Promise<Response> {
    if (this.#tethers === undefined) throw new Problem('no-such-path');
    const { address, holder } = await this.#leases.open(lease, deviceId);
    call.subject = holder.subject;
    const tethered = this.#tethered({ address, holder, lease }, call);
    const held = await this.#tethers.hold(tethered, call.left);
    if (held === undefined) throw new Problem('no-such-session');
    call.background.push(held.over);
    return new Response(held.body, { headers: { ...alwaysSent, 'Content-Type': tetherType } });
  }

  #tethered(session: Releasable & { readonly lease: string }, call: Call): Tethered {
    return {
      lease: session.lease,
      close: () => this.#release(session, call),
      isEnding: () => call.context.isEnding === true,
    };
  }

  /** Asks no `authorize`: who has signed out, or has another name by now, must still close what was opened. */
  async #delete(call: Call, deviceId: string, lease: string): Promise<Response> {
    const { address, holder } = await this.#leases.open(lease, deviceId);
    call.subject = holder.subject;
    const closing = this.#close(lease, { address, holder }, call);
    if (closing === undefined) throw new Problem('no-such-session');
    call.patience = closing.patience;
    return passOn(await closing.reply);
  }

  #close(lease: string, { address, holder }: Releasable, call: Call): Closing | undefined {
    return this.#closings.close(lease, async (patience) => {
      call.background.push(Promise.resolve(this.#tethers?.closing(lease)));
      const reply = await this.#upstream.delete(address, holder, patience);
      if (isOver(reply.status)) {
        call.background.push(
          Promise.resolve(this.#tethers?.closed(lease)),
          this.#quotas.settle(holder),
        );
        this.#tell('closed', holder);
      }
      return reply;
    });
  }

  /** Closes what was opened for somebody who did not wait, who was `told` something else. */
  async #discard(serving: Promise<Served>, told: Problem, call: Call): Promise<void> {
    try {
      const served = await serving;
      if ('address' in served) await this.#release(served, call);
    } catch (reason) {
      const problem = problemOf(reason);
      // Who was told something has left by that.
      if (![told.code, 'viewer-left'].includes(problem.code)) this.#report(problem, call);
    }
  }

  /** Closes a session that nobody else can close. */
  async #release(
    { address, holder, lease = crypto.randomUUID() }: Releasable,
    call: Call,
  ): Promise<void> {
    for (const seconds of releaseTries) {
      await sleep(seconds);
      const closing = this.#close(lease, { address, holder }, call);
      const reply = await closing?.reply.catch(() => undefined);
      if (closing === undefined || (reply !== undefined && isOver(reply.status))) return;
    }
    this.#report(new Problem('session-left-open'), call);
    this.#tell('left-open', holder);
  }

  #tell(
    type: RelayEvent['type'],
    { deviceId, subject }: Partial<Pick<Call, 'deviceId' | 'subject'>>,
    more: Pick<RelayEvent, 'status' | 'code'> = {},
  ): void {
    const event = { type, ...known({ deviceId, subject }), ...more };
    (async () => this.#options.onEvent?.(event))().catch(() => undefined);
  }

  #report({ code, status, cause }: Problem, { deviceId, subject }: Partial<Call> = {}): void {
    const problem = {
      code,
      status,
      ...known({ deviceId, subject }),
      ...(typeof cause === 'string' && { cause }),
    };
    // A log that fails, at once or later, must not keep a session open or end the process.
    (async () => this.#onProblem(problem))().catch(() => undefined);
  }
}

function known({ deviceId, subject }: Partial<Pick<Call, 'deviceId' | 'subject'>>) {
  return {
    ...(deviceId !== undefined && { deviceId }),
    ...(subject !== undefined && { subject }),
  };
}

/** Whether this instance wants more requests. Not how the service is, or the store: another instance has the same ones. */
function healthOf({ isEnding = false }: RelayContext): Response {
  const headers = { ...alwaysSent, 'Content-Type': 'application/health+json' };
  const status = isEnding ? 503 : 200;
  return new Response(JSON.stringify({ status: isEnding ? 'fail' : 'pass' }), { status, headers });
}

const problemOf = (reason: unknown): Problem =>
  reason instanceof Problem ? reason : new Problem('internal');

/** What is not SDP, or repeats a secret, is not for a page. */
function answerOf({ headers, body, secrets }: Reply): Uint8Array<ArrayBuffer> {
  const isSdp = /^application\/sdp\s*(;|$)/i.test(headers.get('Content-Type') ?? '');
  const isUsable = isSdp && body.fault === undefined && body.bytes.byteLength > 0;
  if (!isUsable || leaks(new TextDecoder().decode(body.bytes), secrets)) {
    throw new Problem('upstream-answer');
  }
  return body.bytes;
}

const sleep = (seconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, seconds * 1000));
