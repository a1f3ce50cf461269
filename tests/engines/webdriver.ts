// WebKitGTK's own small browser on a screen that nobody sees, and as much of the WebDriver protocol (W3C) as a few
// questions to one page need: this engine has no other way in.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { freePorts } from '../free-ports.js';

export class MiniBrowser implements AsyncDisposable {
  readonly #processes: ChildProcess[] = [];
  #session = '';

  static async start(binary: string): Promise<MiniBrowser> {
    const browser = new MiniBrowser();
    try {
      await browser.#open(binary);
    } catch (reason) {
      await browser[Symbol.asyncDispose]();
      throw reason;
    }
    return browser;
  }

  async goTo(url: string): Promise<void> {
    await this.#ask('POST', '/url', { url });
    // It answers before the page's modules have run.
    await this.run(`if (document.readyState !== 'complete')
      await new Promise((resolve) => addEventListener('load', resolve));`);
  }

  /** Runs a function's body in the page, and waits for what it returns. */
  async run<T>(body: string, ...args: readonly unknown[]): Promise<T> {
    const script = `const done = arguments[arguments.length - 1];
      (async (...args) => { ${body} })(...arguments).then(
        (value) => done({ value }), (reason) => done({ thrown: String(reason) }));`;
    const answer = await this.#ask('POST', '/execute/async', { script, args });
    const { value, thrown } = answer as { value: T; thrown?: string };
    if (thrown !== undefined) throw new Error(thrown);
    return value;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#session !== '') await this.#ask('DELETE', '').catch(() => undefined);
    for (const process of this.#processes.reverse()) await end(process);
  }

  async #open(binary: string): Promise<void> {
    const display = await this.#startScreen();
    const [port = 0] = await freePorts(1);
    this.#start('WebKitWebDriver', [`--port=${String(port)}`], {
      ...{ DISPLAY: display, GDK_BACKEND: 'x11', LIBGL_ALWAYS_SOFTWARE: '1' },
    });
    const driver = `http://127.0.0.1:${String(port)}`;
    await untilReady(driver);
    const wanted = { 'webkitgtk:browserOptions': { binary, args: ['--automation'] } };
    const { sessionId } = (await ask('POST', `${driver}/session`, {
      capabilities: { alwaysMatch: wanted },
    })) as { sessionId: string };
    this.#session = `${driver}/session/${sessionId}`;
  }

  /** Takes the first free display and tells which. */
  async #startScreen(): Promise<string> {
    const screen = this.#start('Xvfb', ['-displayfd', '3', '-nolisten', 'tcp']);
    const [number] = (await once(screen.stdio[3] as Readable, 'data')) as [Buffer];
    return `:${number.toString().trim()}`;
  }

  #start(command: string, args: string[], env: Record<string, string> = {}): ChildProcess {
    const child = spawn(command, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
      detached: true, // a group of its own: what it starts ends with it
    });
    this.#processes.push(child);
    return child;
  }

  #ask(method: string, path: string, body?: object): Promise<unknown> {
    return ask(method, this.#session + path, body);
  }
}

async function ask(method: string, url: string, body?: object): Promise<unknown> {
  const response = await fetch(url, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const { value } = (await response.json()) as { value: unknown };
  if (!response.ok) throw new Error(`${method} ${url}: ${JSON.stringify(value)}`);
  return value;
}

async function untilReady(driver: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const ready = await ask('GET', `${driver}/status`).catch(() => undefined);
    if (ready !== undefined) return;
    await pause(50);
  }
  throw new Error('WebKitWebDriver does not answer');
}

/** With everything that it has started. */
async function end(process: ChildProcess): Promise<void> {
  if (process.pid === undefined) return;
  const left = process.exitCode === null ? once(process, 'exit') : undefined;
  try {
    globalThis.process.kill(-process.pid, 'SIGKILL');
  } catch {
    // the whole group has left
  }
  await left;
}
