// The simulator in a process of its own, which a test can kill as a power cut would: no DELETE is answered any more, no
// connection is closed in good order, and the media dies with it.

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { DeviceOptions } from './device.js';
import type { LedgerView } from './ledger.js';

export interface SimulatorProcessOptions {
  /** A free one if left out. A restart takes the same. */
  port?: number | undefined;
  /** The command's four cameras if left out. They are sent as JSON: no Infinity. */
  devices?: DeviceOptions[] | undefined;
  /** Accepted bearers; without one no bearer is asked for. */
  tokens?: string[] | undefined;
  cors?: boolean | undefined;
}

export interface SimulatorProcess {
  /** `http://127.0.0.1:port`, the same after a restart. */
  readonly origin: string;
  /** Path of the WHEP endpoint; put `origin` before it. */
  endpointPath(deviceId: string): string;
  /** SIGKILL; resolves when the process is gone. Harmless when it is. */
  kill(): Promise<void>;
  /** Killed first if it still runs. The new one knows nothing of the old one's sessions. */
  restart(): Promise<void>;
  /** Of the process that runs now. */
  ledger(since?: number): Promise<LedgerView>;
}

/** Call `kill()` when the test ends. Should the test die before, the process leaves by itself. */
export async function startSimulatorProcess(
  options: SimulatorProcessOptions = {},
): Promise<SimulatorProcess> {
  const simulator = new ChildSimulator(options);
  await simulator.restart();
  return simulator;
}

class ChildSimulator implements SimulatorProcess {
  origin = '';
  readonly #options: SimulatorProcessOptions;
  #child: ChildProcess | undefined;

  constructor(options: SimulatorProcessOptions) {
    this.#options = options;
  }

  endpointPath(deviceId: string): string {
    return `/v1/devices/${encodeURIComponent(deviceId)}/media/streaming/whep/sessions`;
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.ref(); // or nothing would be left to wait for its end
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  async restart(): Promise<void> {
    await this.kill();
    const port = this.origin === '' ? (this.#options.port ?? 0) : Number(new URL(this.origin).port);
    const child = startCommand(argumentsFor(this.#options, port));
    this.#child = child;
    this.origin = await announcedOrigin(child);
    // It must not keep a test alive that has forgotten it; see `disconnect` in cli.ts for the other half.
    child.unref();
    child.channel?.unref();
  }

  async ledger(since = 0): Promise<LedgerView> {
    const response = await fetch(`${this.origin}/ledger?since=${String(since)}`);
    return (await response.json()) as LedgerView;
  }
}

function argumentsFor(options: SimulatorProcessOptions, port: number): string[] {
  const { devices = [], tokens = [], cors = false } = options;
  return [
    `--port=${String(port)}`,
    ...devices.map((device) => `--device=${JSON.stringify(device)}`),
    ...tokens.map((token) => `--token=${token}`),
    ...(cors ? ['--cors'] : []),
  ];
}

function startCommand(args: string[]): ChildProcess {
  // As published, or as it stands in the repository.
  const isCompiled = import.meta.url.endsWith('.js');
  return fork(fileURLToPath(new URL(isCompiled ? 'cli.js' : 'cli.ts', import.meta.url)), args, {
    cwd: fileURLToPath(new URL('.', import.meta.url)), // where tsx is found, wherever the test runs
    execArgv: isCompiled ? [] : ['--import', 'tsx'],
    // A pipe for its errors would have to be read for ever.
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
}

/** Resolves when it listens; rejects when it leaves before that. */
function announcedOrigin(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const origin = /^Ledger: (\S+)\/ledger$/m.exec(output)?.[1];
      if (origin === undefined) return;
      child.stdout?.destroy(); // nothing more is said
      resolve(origin);
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      reject(new Error(`the simulator left with ${String(code)} instead of listening`));
    });
  });
}
