// The two documented requests: POST opens a session, DELETE closes it. Everything is checked in the order in which a
// gateway would: the route, the credential, the device, the body.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Device, Session } from './device.js';
import { replies, type Reply } from './errors.js';
import type { Exchange } from './exchange.js';
import {
  spoilAnswer,
  spoilLocation,
  type DeleteFault,
  type GetFault,
  type PostFault,
} from './faults.js';
import { judgeOffer } from './offer-rules.js';
import { covers, type TokenBook } from './tokens.js';

/** A real offer is below 20 kB. */
const maxOfferBytes = 64 * 1024;

export async function postSession(
  exchange: Exchange,
  device: Device,
  tokens: TokenBook,
): Promise<void> {
  const postedAt = performance.now();
  const fault: PostFault = device.postFaults.take();
  const offer = await exchange.readBody(maxOfferBytes);
  const scripted = await interrupted(exchange, fault);
  if (fault.never === 'without-session') return;

  const refusal =
    scripted ?? refuseCredential(exchange, device, tokens) ?? refusePost(exchange, device);
  if (refusal !== undefined) {
    exchange.reply(refusal);
    return;
  }
  await openAndAnswer(exchange, device, offer, { fault, postedAt });
}

async function openAndAnswer(
  exchange: Exchange,
  device: Device,
  sdp: string | undefined,
  { fault, postedAt }: { fault: PostFault; postedAt: number },
): Promise<void> {
  const verdict = judgeOffer(sdp ?? '', device.settings.codec);
  if ('refusal' in verdict) {
    exchange.reply(verdict.refusal);
    return;
  }
  let session: Session;
  try {
    session = await device.open({
      offer: verdict.offer,
      fault,
      postedAt,
      path: exchange.path,
      componentId: exchange.query.get('component_id') ?? undefined,
      origin: exchange.origin,
      bearer: device.settings.auth === 'bearer',
    });
  } catch {
    // The native library found fault with what the rules let pass.
    exchange.reply(replies.badRequest('Invalid SDP offer'));
    return;
  }
  exchange.noteSession(session.record.sessionId);
  if (exchange.clientGone && fault.clientGone === 'drop') session.end('dropped');
  if (fault.never === undefined) answerWith(exchange, session, device, fault);
  device.answered(session);
}

function answerWith(exchange: Exchange, session: Session, device: Device, fault: PostFault): void {
  const proper =
    device.settings.location === 'relative' ? session.path : `${exchange.ownOrigin}${session.path}`;
  const location = spoilLocation(proper, session.path, fault);
  const { type, body } = spoilAnswer(session.answerSdp, fault);
  const hidden = fault.location === 'hidden' || device.settings.cors !== 'on';
  session.record.closable =
    (fault.location === undefined || fault.location === 'hidden') &&
    !(hidden && exchange.isCrossOrigin());
  const reply: Reply = { status: 201, headers: { 'Content-Type': type }, body };
  if (location !== undefined) reply.headers = { ...reply.headers, Location: location };
  exchange.reply(reply, {
    hideLocation: fault.location === 'hidden',
    delivered: () => {
      exchange.ledger.update(session.record, { delivered: true });
    },
    lost: () => {
      if (fault.clientGone === 'drop') session.end('dropped');
    },
  });
}

export async function deleteSession(
  exchange: Exchange,
  device: Device,
  tokens: TokenBook,
  sessionId: string,
): Promise<void> {
  const found = device.find(sessionId);
  const session = found?.path === exchange.url ? found : undefined;
  if (session === undefined) exchange.ledger.addStrayDelete(exchange.path);
  else exchange.ledger.update(session.record, { deletes: session.record.deletes + 1 });

  const fault: DeleteFault = device.deleteFaults.take();
  const scripted = await interrupted(exchange, fault);
  const refusal = scripted ?? refuseCredential(exchange, device, tokens);
  const told = fault.never === undefined;
  // What the client is told is what has happened: a scripted "gone" is the end of the session.
  const closes = refusal === undefined ? fault.never !== 'leaving-open' : saysGone(refusal);
  const gone = session === undefined || session.record.endedAt !== undefined;
  if (session !== undefined && !(closes && told)) {
    exchange.ledger.update(session.record, { deletesRefused: session.record.deletesRefused + 1 });
  }
  if (closes) session?.end('delete');
  if (told) exchange.reply(refusal ?? (gone ? replies.notFound() : { status: 200 }));
}

function saysGone({ status }: Reply): boolean {
  return (status >= 200 && status < 300) || status === 404 || status === 410;
}

/** The faults that all requests share: waits where asked, and returns the scripted reply if there is one. */
export async function interrupted(exchange: Exchange, fault: GetFault): Promise<Reply | undefined> {
  if (fault.delaySeconds !== undefined) {
    await sleep(fault.delaySeconds * 1000, undefined, { ref: false });
  }
  return scriptedReply(exchange, fault);
}

function scriptedReply(exchange: Exchange, fault: GetFault): Reply | undefined {
  if (fault.echoAuthorization === true)
    return replies.echoedCredential(exchange.authorization ?? '');
  if (fault.redirectTo !== undefined)
    return { status: 307, headers: { Location: fault.redirectTo } };
  return fault.reply;
}

export function refuseCredential(
  exchange: Exchange,
  device: Device,
  tokens: TokenBook,
): Reply | undefined {
  if (device.settings.auth === 'none') return undefined;
  const scope = tokens.scopeOf(exchange.authorization);
  if (scope === undefined) return replies.unauthorized();
  return covers(scope, device.id) ? undefined : replies.forbidden();
}

function refusePost(exchange: Exchange, device: Device): Reply | undefined {
  if (!/^application\/sdp\s*(;|$)/i.test(exchange.contentType)) {
    return replies.badRequest('Content-Type must be application/sdp');
  }
  if (!device.settings.online) return replies.deviceOffline();
  const { concurrency, overlapStatus } = device.settings;
  return concurrency === 'reject' && device.isBusy() ? replies.overlap(overlapStatus) : undefined;
}
