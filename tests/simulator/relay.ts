// A bad network without root: a UDP relay of our own between the viewer and the camera. The answer names the relay's
// sockets in place of the camera's, and the camera is told no address of the viewer, so that nothing can pass it by.

import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { CameraLink, MediaStats } from './camera.js';
import type { Direction, NetworkPath } from './network-path.js';

interface Address {
  address: string;
  port: number;
}

/** A browser tries from each of its own addresses; more than a few are not one viewer. */
const maxViewerAddresses = 32;
const udpCandidate = /^(a=candidate:\S+ \d+ udp \d+) (\S+) (\d+) (typ \S+)/i;

/** The camera's link, reached by way of a relay. */
export async function relayLink(link: CameraLink, path: NetworkPath): Promise<CameraLink> {
  const relay = new Relay(path);
  try {
    const answerSdp = await relay.standFor(link.answerSdp);
    return new RelayedLink(link, relay, answerSdp);
  } catch (error) {
    relay.close();
    link.close();
    throw error;
  }
}

class RelayedLink implements CameraLink {
  readonly answerSdp: string;
  readonly #link: CameraLink;
  readonly #relay: Relay;

  constructor(link: CameraLink, relay: Relay, answerSdp: string) {
    this.#link = link;
    this.#relay = relay;
    this.answerSdp = answerSdp;
  }

  get stats(): Readonly<MediaStats> {
    const { datagramsPassed, datagramsDropped } = this.#relay;
    return { ...this.#link.stats, datagramsPassed, datagramsDropped };
  }

  get firstFrame(): Promise<number> {
    return this.#link.firstFrame;
  }

  stall(): void {
    this.#link.stall();
  }

  resume(): void {
    this.#link.resume();
  }

  /** The relay first: whatever the camera would say as it goes, the viewer hears nothing. */
  close(): void {
    this.#relay.close();
    this.#link.close();
  }
}

class Relay {
  datagramsPassed = 0;
  datagramsDropped = 0;
  readonly #path: NetworkPath;
  readonly #doors: Door[] = [];
  readonly #seen: Record<Direction, number> = { 'from-camera': 0, 'to-camera': 0 };
  readonly #inFlight = new Set<NodeJS.Timeout>();

  constructor(path: NetworkPath) {
    this.#path = path;
  }

  /** The answer with a door of ours for each address of the camera; all else that leads to it is left out. */
  async standFor(answerSdp: string): Promise<string> {
    const lines: string[] = [];
    for (const line of answerSdp.split('\r\n')) {
      if (line.startsWith('a=candidate:')) lines.push(...(await this.#replaceCandidate(line)));
      else lines.push(withoutAddress(line));
    }
    if (this.#doors.length === 0) throw new Error('the answer has no address to stand for');
    return lines.join('\r\n');
  }

  close(): void {
    for (const timer of this.#inFlight) clearTimeout(timer);
    this.#inFlight.clear();
    for (const door of this.#doors) door.close();
  }

  async #replaceCandidate(line: string): Promise<string[]> {
    const [, head, address, port, type] = udpCandidate.exec(line) ?? [];
    if (head === undefined || address === undefined || type === undefined) return []; // TCP
    const door = new Door({ address, port: Number(port) }, (direction, deliver) => {
      this.#carry(direction, deliver);
    });
    const ownPort = await door.open();
    if (ownPort === undefined) return [];
    this.#doors.push(door);
    return [`${head} ${address} ${String(ownPort)} ${type}`];
  }

  #carry(direction: Direction, deliver: () => void): void {
    const index = this.#seen[direction]++;
    if (this.#path.drops(direction, index)) {
      this.datagramsDropped += 1;
      return;
    }
    const delayMs = this.#path.delayOf(direction, index);
    if (delayMs <= 0) {
      this.#pass(deliver);
      return;
    }
    const timer = setTimeout(() => {
      this.#inFlight.delete(timer);
      if (this.#path.isDark()) this.datagramsDropped += 1;
      else this.#pass(deliver);
    }, delayMs);
    this.#inFlight.add(timer);
  }

  #pass(deliver: () => void): void {
    this.datagramsPassed += 1;
    deliver();
  }
}

/** Stands for one address of the camera. */
class Door {
  readonly #camera: Address;
  readonly #carry: (direction: Direction, deliver: () => void) => void;
  readonly #front: Socket;
  /** To the camera each address of the viewer is a peer of its own, as behind a NAT. */
  readonly #backs = new Map<string, Socket>();
  readonly #ownAddresses = new Set(
    Object.values(networkInterfaces()).flatMap((list) => list?.map(({ address }) => address) ?? []),
  );
  #closed = false;

  constructor(camera: Address, carry: (direction: Direction, deliver: () => void) => void) {
    this.#camera = camera;
    this.#carry = carry;
    this.#front = this.#socket();
    this.#front.on('message', (datagram, from) => {
      this.#fromViewer(datagram, from);
    });
  }

  /** The port, or undefined where the camera's address cannot be had. */
  async open(): Promise<number | undefined> {
    this.#front.bind(0, this.#camera.address);
    try {
      await once(this.#front, 'listening');
    } catch {
      this.close();
      return undefined;
    }
    return this.#front.address().port;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const socket of [this.#front, ...this.#backs.values()]) socket.close();
  }

  #fromViewer(datagram: Buffer, viewer: RemoteInfo): void {
    const back = this.#backFor(viewer);
    if (back === undefined) return;
    this.#carry('to-camera', () => {
      back.send(datagram, this.#camera.port, this.#camera.address);
    });
  }

  #backFor(viewer: RemoteInfo): Socket | undefined {
    const key = `${viewer.address} ${String(viewer.port)}`;
    const known = this.#backs.get(key);
    if (known !== undefined) return known;
    // A test's tool: it serves this machine only.
    if (!this.#ownAddresses.has(viewer.address) || this.#backs.size >= maxViewerAddresses)
      return undefined;
    const back = this.#socket();
    this.#backs.set(key, back);
    back.on('message', (datagram, from) => {
      if (from.port !== this.#camera.port || from.address !== this.#camera.address) return;
      this.#carry('from-camera', () => {
        this.#front.send(datagram, viewer.port, viewer.address);
      });
    });
    back.bind(0, this.#camera.address);
    return back;
  }

  #socket(): Socket {
    const socket = createSocket(isIPv6(this.#camera.address) ? 'udp6' : 'udp4');
    // A datagram that cannot be sent is a lost one, as on any network.
    socket.on('error', () => undefined);
    return socket;
  }
}

/** Section and connection lines repeat the camera's address (RFC 8839); 9 and 0.0.0.0 say "see the candidates". */
function withoutAddress(line: string): string {
  return line.replace(/^(m=\S+) \d+/, '$1 9').replace(/^c=IN .*/, 'c=IN IP4 0.0.0.0');
}
