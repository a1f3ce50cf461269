// Debian's Janus as a camera's server that is not Ring's: fed with the simulator's clip over RTP, and spoken to through
// its own authors' WHEP server. Its streaming plugin makes the offers itself.

import { fork, spawn, type ChildProcess } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { IceServer } from 'janus-whep-server';
import { freePorts } from '../free-ports.js';
import { CameraClock } from '../simulator/camera-clock.js';
import { scene } from '../simulator/picture.js';
import { RandomSource } from '../simulator/random.js';
import { RtpStream } from '../simulator/rtp.js';

const payloadType = 96;

/** `with-sound` has a sound track beside the video. */
export type EndpointName = 'camera' | 'with-sound';

export interface Janus {
  readonly origin: string;
  /** Where H.264 in RTP is taken, in place of the clip. */
  readonly rtpPort: number;
  /** A WHEP endpoint. */
  endpoint(name: EndpointName): string;
  /** How many sessions are open. */
  sessions(): Promise<number>;
  /** SIGKILL: no session is closed in good order. The WHEP server goes on. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface JanusOptions {
  /** False: somebody else sends to `rtpPort`. */
  readonly feed?: boolean;
  readonly iceServers?: readonly IceServer[];
}

export async function startJanus(options: JanusOptions = {}): Promise<Janus> {
  const janus = new DebianJanus(await portsToUse(), options);
  await janus.start();
  return janus;
}

/** On loopback, all free when it starts. */
interface Ports {
  /** Of Janus itself. */
  readonly api: number;
  readonly whep: number;
  /** RTP of each camera. */
  readonly video: number;
  readonly videoBesideSound: number;
  readonly sound: number;
}

async function portsToUse(): Promise<Ports> {
  const [api = 0, whep = 0, video = 0, videoBesideSound = 0, sound = 0] = await freePorts(5);
  return { api, whep, video, videoBesideSound, sound };
}

class DebianJanus implements Janus {
  readonly rtpPort: number;
  readonly origin: string;
  readonly #ports: Ports;
  readonly #iceServers: readonly IceServer[];
  readonly #folder = mkdtempSync(join(tmpdir(), 'janus-'));
  readonly #feeder: Feeder | undefined;
  #janus: ChildProcess | undefined;
  #whep: ChildProcess | undefined;

  constructor(ports: Ports, { feed = true, iceServers = [] }: JanusOptions) {
    this.#ports = ports;
    this.#iceServers = iceServers;
    this.rtpPort = ports.video;
    this.origin = `http://127.0.0.1:${String(ports.whep)}`;
    if (feed) this.#feeder = new Feeder([ports.video, ports.videoBesideSound]);
    for (const [name, text] of Object.entries(configuration(ports))) {
      writeFileSync(join(this.#folder, name), text);
    }
  }

  endpoint(name: EndpointName): string {
    return `${this.origin}/whep/endpoint/${name}`;
  }

  async start(): Promise<void> {
    await this.restart();
    const { api, whep } = this.#ports;
    const address = `ws://127.0.0.1:${String(api)}`;
    this.#whep = fork(
      fileURLToPath(new URL('whep-server.ts', import.meta.url)),
      [address, String(whep), JSON.stringify(this.#iceServers)],
      // Both its outputs tell of every lost connection.
      {
        execArgv: [
          'tsx',
          fileURLToPath(new URL('without-unix-sockets.ts', import.meta.url)),
        ].flatMap((module) => ['--import', module]),
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      },
    );
    const left = once(this.#whep, 'exit').then(() => 'left');
    const said = await Promise.race([once(this.#whep, 'message'), left]);
    if (said === 'left') throw new Error('the WHEP server did not start');
  }

  async sessions(): Promise<number> {
    if (this.#whep === undefined) throw new Error('not started');
    const answer = once(this.#whep, 'message');
    this.#whep.send('sessions');
    return (await answer)[0] as number;
  }

  async kill(): Promise<void> {
    const janus = this.#janus;
    this.#janus = undefined;
    await killed(janus);
  }

  async restart(): Promise<void> {
    await this.kill();
    this.#janus = spawn('janus', ['-F', this.#folder, '-P', pluginFolder()], { stdio: 'ignore' });
    await listening(this.#ports.api);
  }

  async close(): Promise<void> {
    this.#feeder?.stop();
    await Promise.all([killed(this.#whep), this.kill()]);
    rmSync(this.#folder, { recursive: true });
  }
}

async function killed(process: ChildProcess | undefined): Promise<void> {
  if (process === undefined || process.exitCode !== null || process.signalCode !== null) return;
  const gone = once(process, 'exit');
  process.kill('SIGKILL');
  await gone;
}

/** The camera: the simulator's clip, on a camera's clock, to a UDP port. */
class Feeder {
  readonly #socket: Socket = createSocket('udp4');
  readonly #stop: () => void;

  constructor(ports: number[]) {
    const encoding = 'baseline';
    const stream = new RtpStream({ payloadType, encoding, fmtp: '' }, new RandomSource());
    const send = (frame: number): void => {
      const unit = scene.unit(encoding, frame);
      if (unit === undefined) return;
      for (const packet of stream.packetize(unit, scene.timeline.startOf(frame) >>> 0)) {
        for (const port of ports) this.#socket.send(packet, port, '127.0.0.1');
      }
    };
    let next = 0; // A clock that comes late has let several frames pass.
    this.#stop = new CameraClock(scene.timeline).subscribe((frame) => {
      for (; next <= frame; next += 1) send(next);
    });
  }

  stop(): void {
    this.#stop();
    this.#socket.close();
  }
}

/** Debian has a folder of libraries for each kind of machine. */
function pluginFolder(): string {
  const found = readdirSync('/usr/lib')
    .map((folder) => join('/usr/lib', folder, 'janus/plugins'))
    .find((folder) => existsSync(folder));
  if (found === undefined) throw new Error('There is no Janus here: npm run setup');
  return found;
}

/** Resolves when somebody listens there. */
async function listening(port: number): Promise<void> {
  for (const until = Date.now() + 10_000; Date.now() < until; await sleep(20)) {
    const socket = connect(port, '127.0.0.1');
    const open = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => {
        resolve(true);
      });
      socket.once('error', () => {
        resolve(false);
      });
    });
    socket.destroy();
    if (open) return;
  }
  throw new Error('Janus does not listen after 10 s');
}

/** Its files: one plugin, one transport, no candidates but those of this machine. */
function configuration(ports: Ports): Record<string, string> {
  const media = (port: number, codec: string): string =>
    `{ type = "video", mid = "v", port = ${String(port)}, pt = ${String(payloadType)}, ${codec} }`;
  const h264 = 'codec = "h264", fmtp = "profile-level-id=42e01f;packetization-mode=1"';
  const sound = `{ type = "audio", mid = "a", port = ${String(ports.sound)}, pt = 111, codec = "opus" }`;
  return {
    'janus.jcfg': `
general: { debug_level = 2, debug_colors = false }
plugins: { disable = "libjanus_audiobridge.so,libjanus_duktape.so,libjanus_echotest.so,libjanus_lua.so,libjanus_nosip.so,libjanus_recordplay.so,libjanus_sip.so,libjanus_textroom.so,libjanus_videocall.so,libjanus_videoroom.so,libjanus_voicemail.so" }
transports: { disable = "libjanus_http.so,libjanus_pfunix.so,libjanus_mqtt.so,libjanus_nanomsg.so,libjanus_rabbitmq.so" }
`,
    'janus.transport.websockets.jcfg': `
general: { ws = true, ws_ip = "127.0.0.1", ws_port = ${String(ports.api)} }
`,
    'janus.plugin.streaming.jcfg': `
camera: { type = "rtp", id = 1, media = ( ${media(ports.video, h264)} ) }
with-sound: { type = "rtp", id = 2, media = ( ${sound}, ${media(ports.videoBesideSound, h264)} ) }
`,
  };
}
