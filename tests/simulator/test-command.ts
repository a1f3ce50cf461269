// The command in a process of its own, as a person or a build starts it.

import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { LedgerView } from './ledger.js';

export interface CommandOptions {
  /** Where the package is installed; the repository's own source if left out. */
  packageFolder?: string | undefined;
}

export function spawnCommand(args: string[], { packageFolder }: CommandOptions = {}): ChildProcess {
  const isolated = packageFolder !== undefined;
  const program = isolated
    ? [join(packageFolder, 'node_modules/.bin/ring-live-simulator')]
    : ['--import', 'tsx', fileURLToPath(new URL('cli.ts', import.meta.url))];
  const cwd = packageFolder ?? fileURLToPath(new URL('.', import.meta.url));
  return spawn(process.execPath, [...program, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** What it says and does when it does not even start. */
export async function failedCommand(...args: string[]): Promise<{ code: number; errors: string }> {
  const child = spawnCommand(args);
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000); // it started after all
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  clearTimeout(timer);
  return { code, errors };
}

/** On a free port, and killed when the test ends. */
export async function startCommand(
  t: TestContext,
  args: string[] = [],
  options: CommandOptions = {},
): Promise<Command> {
  const child = spawnCommand(['--port', '0', ...args], options);
  t.after(() => child.kill('SIGKILL'));
  const command = new Command(child);
  await command.started();
  return command;
}

export class Command {
  origin = '';
  errors = '';
  readonly #child: ChildProcess;

  constructor(child: ChildProcess) {
    this.#child = child;
    child.stderr?.on('data', (chunk: Buffer) => (this.errors += chunk.toString()));
  }

  async started(): Promise<void> {
    let output = '';
    while (this.origin === '') {
      const { stdout } = this.#child;
      assert.ok(stdout);
      const [chunk] = (await Promise.race([
        once(stdout, 'data'),
        once(this.#child, 'exit').then(() => [Buffer.from('')]),
      ])) as [Buffer];
      assert.equal(this.#child.exitCode, null, `it left at once: ${this.errors}`);
      output += chunk.toString();
      this.origin = /^Ledger: (\S+)\/ledger$/m.exec(output)?.[1] ?? '';
    }
  }

  endpoint(deviceId: string): string {
    return `${this.origin}/v1/devices/${deviceId}/media/streaming/whep/sessions`;
  }

  async ledger(): Promise<LedgerView> {
    return (await (await fetch(`${this.origin}/ledger`)).json()) as LedgerView;
  }

  /** The body of the reply; a body to send makes it a POST unless said otherwise. */
  async control(path: string, body?: object, method = 'POST'): Promise<Record<string, unknown>> {
    const response = await fetch(`${this.origin}/control/${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    });
    return (await response.json()) as Record<string, unknown>;
  }

  /** Its exit code. */
  async end(signal?: 'SIGTERM' | 'SIGINT'): Promise<number | null> {
    const gone = once(this.#child, 'close') as Promise<[number | null]>;
    if (signal !== undefined) this.#child.kill(signal);
    const [code] = await gone;
    return code;
  }
}
