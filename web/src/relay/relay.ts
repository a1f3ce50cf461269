// One POST that opens, one DELETE that closes. Whatever happens in between, a session that the service
// has opened is either in the hands of its viewer or closed.

import { readBody, within } from './body.js';
import { handOver } from './hand-over.js';
import { Leases, type Holder } from './lease.js';
import { settingsOf, type RelayOptions, type Settings } from './options.js';
import { leaks, passOn } from './pass-on.js';
import { alwaysSent, Problem } from './problem.js';
import { componentOf, refuseForeignPage, refuseOtherTypes, routeOf } from './request.js';
import { Slots } from './slots.js';
import { Tokens } from './tokens.js';
import { Upstream, type Reply } from './upstream.js';

/** What platforms hand to a handler besides the request. */
export interface RelayContext {
  /** Of workers, which are stopped once they have answered: keeps them until sessions are closed. */
  waitUntil?(work: Promise<unknown>): void;
  /** Of Next's route handlers; not used. Named here so that a relay is one. */
  readonly params?: unknown;
}

/** Never rejects. Answers requests whose path ends in `/devices/{id}/whep` or its `Location`s; others with 404. */
export type Relay = (request: Request, context?: RelayContext) => Promise<Response>;

/** @throws TypeError for options that could not work or would not be safe. */
export function createRelay(options: RelayOptions): Relay {
  const relay = new SessionRelay(options, settingsOf(options));
  return (request, context) => {
    const call = new Call(request);
    const answered = relay.answer(call);
    context?.waitUntil?.(answered.then(() => call.settled()));
    return answered;
  };
}

/** One request, and what has been found out about it. */
class Call {
  readonly request: Request;
  deviceId: string | undefined;
  subject: string | undefined;
  /** Goes on after the answer; none of it rejects. */
  readonly background: Promise<unknown>[] = [];
  readonly #gone = new AbortController();

  constructor(request: Request) {
    this.request = request;
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
    this.#gone.abort();
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
}

type Opened = Session | { readonly refusal: Response };

const maxOfferBytes = 64 * 1024; // A real one is below 20 kB.
/** Seconds before each try to close a session that nobody else can close. */
const releaseTries = [0, 1, 3];

class SessionRelay {
  readonly #options: RelayOptions;
  readonly #settings: Settings;
  readonly #upstream: Upstream;
  readonly #leases: Leases;
  readonly #slots: Slots;

  constructor(options: RelayOptions, settings: Settings) {
    this.#options = options;
    this.#settings = settings;
    const { upstream, timeouts, keys, maxOpening } = settings;
    this.#upstream = new Upstream(upstream, new Tokens(options.token, timeouts.reply), timeouts);
    this.#leases = new Leases(keys);
    this.#slots = new Slots(maxOpening);
  }

  async answer(call: Call): Promise<Response> {
    try {
      return await this.#serve(call);
    } catch (reason) {
      const problem = problemOf(reason);
      this.#report(problem, call);
      return problem.toResponse();
    }
  }

  async #serve(call: Call): Promise<Response> {
    const { deviceId, lease } = routeOf(call.request);
    call.deviceId = deviceId;
    const method = lease === undefined ? 'POST' : 'DELETE';
    if (call.request.method !== method) {
      throw new Problem('wrong-method', { headers: { Allow: method } });
    }
    refuseForeignPage(call.request, this.#settings.allowedOrigins);
    if (lease === undefined) refuseOtherTypes(call.request);
    const holder = { deviceId, subject: await this.#authorize(call.request, deviceId) };
    call.subject = holder.subject;
    return lease === undefined ? this.#post(call, holder) : this.#delete(call, holder, lease);
  }

  async #authorize(request: Request, deviceId: string): Promise<string> {
    let subject: unknown;
    try {
      subject = await this.#options.authorize(request, deviceId);
    } catch {
      throw new Problem('authorize-failed');
    }
    if (!subject) throw new Problem('not-authorized');
    // `true` names nobody.
    if (typeof subject !== 'string') throw new Problem('authorize-failed');
    return subject;
  }

  /** The opening itself never ends early: only a session whose address is known can be closed. */
  async #post(call: Call, holder: Holder): Promise<Response> {
    const opening = this.#slots.run(holder.subject, () => this.#open(call, holder));
    const opened = await this.#inTime(opening).catch((reason: unknown) => {
      call.abandon();
      call.background.push(this.#discard(opening, reason, call, holder));
      throw reason;
    });
    return 'refusal' in opened ? opened.refusal : this.#handOver(opened, call, holder);
  }

  async #open(call: Call, holder: Holder): Promise<Opened> {
    const componentId = componentOf(call.request);
    const limits = { bytes: maxOfferBytes, seconds: this.#settings.timeouts.body };
    const offer = await readBody(call.request.body, limits);
    if (offer.fault !== undefined) throw new Problem(`offer-${offer.fault}`);
    if (offer.bytes.byteLength === 0) throw new Problem('offer-empty');

    const opening = { offer: offer.bytes, componentId, left: call.left };
    const reply = await this.#upstream.post(opening, holder);
    if (reply.status >= 400) return { refusal: passOn(reply) };
    const address = this.#upstream.address(reply.headers.get('Location'), holder.deviceId);
    if (address === undefined) throw new Problem('upstream-location');
    try {
      return { address, answer: answerOf(reply), lease: await this.#leases.seal(address, holder) };
    } catch (reason) {
      call.background.push(this.#release(address, call, holder));
      throw reason;
    }
  }

  #handOver({ address, lease, answer }: Session, call: Call, holder: Holder): Response {
    const { body, taken } = handOver(answer, call.left, this.#settings.timeouts.body);
    call.background.push(
      taken.then((isTaken) => (isTaken ? undefined : this.#release(address, call, holder))),
    );
    // Relative to the address that was posted to (RFC 9110 section 10.2.2): right behind every proxy.
    const headers = { ...alwaysSent, 'Content-Type': 'application/sdp', Location: `whep/${lease}` };
    return new Response(body, { status: 201, headers });
  }

  async #delete(call: Call, holder: Holder, lease: string): Promise<Response> {
    const address = await this.#leases.open(lease, holder);
    // The page may be closing: nobody waits for the end, but it has to come.
    const closing = this.#upstream.delete(address, holder);
    call.background.push(closing.catch(() => undefined));
    return passOn(await this.#inTime(closing));
  }

  /** The caller does not wait longer; the work goes on. */
  #inTime<T>(work: Promise<T>): Promise<T> {
    return within(this.#settings.timeouts.reply, work, () => {
      throw new Problem('upstream-late');
    });
  }

  /** Closes what was opened for somebody who did not wait, who was `told` something else. */
  async #discard(
    opening: Promise<Opened>,
    told: unknown,
    call: Call,
    holder: Holder,
  ): Promise<void> {
    try {
      const opened = await opening;
      if ('address' in opened) await this.#release(opened.address, call, holder);
    } catch (reason) {
      if (reason !== told) this.#report(problemOf(reason), call);
    }
  }

  /** Closes a session that nobody else can close. */
  async #release(address: string, call: Call, holder: Holder): Promise<void> {
    for (const seconds of releaseTries) {
      await sleep(seconds);
      const reply = await this.#upstream.delete(address, holder).catch(() => undefined);
      if (reply !== undefined && isOver(reply.status)) return;
    }
    this.#report(new Problem('session-left-open'), call);
  }

  #report({ code, status, cause }: Problem, { deviceId, subject }: Call): void {
    try {
      this.#options.onProblem?.({
        code,
        status,
        ...(deviceId !== undefined && { deviceId }),
        ...(subject !== undefined && { subject }),
        ...(typeof cause === 'string' && { cause }),
      });
    } catch {
      // A log that fails must not keep a session open.
    }
  }
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

const isOver = (status: number): boolean => status < 300 || status === 404 || status === 410;

const sleep = (seconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, seconds * 1000));
