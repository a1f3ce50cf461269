// Still pictures of what a camera has recorded: asked for with the bearer, fetched without it from the signed address that
// the answer names. Only the newest of a range is there, of three minutes ago.

import { readFileSync } from 'node:fs';
import type { Device } from './device.js';
import { replies } from './errors.js';
import type { Exchange } from './exchange.js';
import type { TokenBook } from './tokens.js';
import { interrupted, refuseCredential } from './whep.js';

const ageMilliseconds = 180_000;
const maxBodyBytes = 10_000;
/** Of an address. */
const signature = 'a'.repeat(64);

/** A frame of the committed scene. */
const usualStill = new URL('../fixtures/front-door.jpg', import.meta.url);

/** `POST …/media/image/download`. A picture is a read: the faults of reads hit it. */
export async function locateImage(
  exchange: Exchange,
  device: Device,
  tokens: TokenBook,
): Promise<void> {
  const body = await exchange.readBody(maxBodyBytes);
  const scripted = await interrupted(exchange, device.getFaults.take());
  const refusal = scripted ?? refuseCredential(exchange, device, tokens);
  const since = sinceOf(body ?? '');
  if (refusal !== undefined) exchange.reply(refusal);
  else if (since === undefined) exchange.reply(replies.badRequest('Invalid payload'));
  else {
    const address = `${exchange.path}/${signature}?start=${String(since)}`;
    exchange.reply({ status: 303, headers: { Location: exchange.ownOrigin + address } });
  }
}

/** `GET` of that address. */
export function sendImage(exchange: Exchange, device: Device): void {
  const takenAt = Date.now() - ageMilliseconds;
  // As stores of signed addresses do: whoever sends a bearer there gives it away.
  if (exchange.authorization !== undefined) exchange.reply(replies.badRequest('Two credentials'));
  else if (!exchange.path.endsWith(`/${signature}`)) exchange.reply(replies.forbidden());
  else if (takenAt < Number(exchange.query.get('start'))) exchange.reply(replies.mediaNotFound());
  else
    exchange.reply({
      status: 200,
      headers: {
        'Content-Type': 'image/jpeg',
        'X-Media-Timestamp': String(takenAt),
        'X-Media-Origin': 'recording',
      },
      body: readFileSync(device.still ?? usualStill),
    });
}

/** Undefined for what is no request for the newest picture. */
function sinceOf(body: string): number | undefined {
  try {
    const { type, start_timestamp: since } = JSON.parse(body) as Record<string, unknown>;
    return type === 'latest_in_range' && typeof since === 'number' ? since : undefined;
  } catch {
    return undefined;
  }
}
