// A STUN server on this machine's own address: one that answers after a while, or never.

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';

const magicCookie = 0x2112a442; // RFC 8489 section 5

export interface Stun {
  readonly url: string;
  /** Resolves with the first question. */
  readonly asked: Promise<unknown>;
  close(): void;
}

/** @param answerAfterMs undefined: it is asked and stays silent, as behind a firewall. */
export async function startStun(answerAfterMs?: number): Promise<Stun> {
  // Browsers look for no way out through the loopback interface.
  const address = Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
  if (address === undefined) throw new Error('this machine has no address of its own');
  const socket = createSocket('udp4');
  socket.bind(0, address);
  await once(socket, 'listening');
  let open = true;
  socket.on('message', (request, { address: from, port }) => {
    if (answerAfterMs === undefined) return;
    setTimeout(() => {
      if (open) socket.send(bindingResponse(request, from, port), port, from);
    }, answerAfterMs);
  });
  return {
    url: `stun:${address}:${String(socket.address().port)}`,
    asked: once(socket, 'message'),
    close() {
      open = false;
      socket.close();
    },
  };
}

/** RFC 8489 section 14.2: the address of whoever asked, hidden from meddling routers by an XOR. */
function bindingResponse(request: Buffer, address: string, port: number): Buffer {
  const bytes = address.split('.').map(Number);
  const response = Buffer.alloc(32);
  response.writeUInt16BE(0x0101, 0);
  response.writeUInt16BE(12, 2);
  request.copy(response, 4, 4, 20); // cookie and transaction
  response.writeUInt16BE(0x0020, 20);
  response.writeUInt16BE(8, 22);
  response.writeUInt16BE(0x0001, 24);
  response.writeUInt16BE(port ^ (magicCookie >>> 16), 26);
  response.writeUInt32BE((Buffer.from(bytes).readUInt32BE() ^ magicCookie) >>> 0, 28);
  return response;
}
