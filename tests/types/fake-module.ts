// The native module, for tests of what stands on it.

import assert from 'node:assert/strict';
import type { MainModule, NativeConfig, Notice, Ports } from '../../web/src/session/contract.js';
import * as beside from '../../web/src/session/beside-module.js';
import { replaceModule } from '../../web/src/session/module.js';

interface FakeSession {
  readonly config: NativeConfig;
  readonly ports: Ports;
  readonly waiting: Notice[];
}

/** Remembers what it was told, and says what a test wants it to say. */
export class FakeModule implements MainModule {
  readonly calls: string[] = [];
  presence: boolean[] = [];
  /** What each attempt's connection says of itself. */
  readonly reports = new Map<number, () => Promise<RTCStatsReport>>();
  readonly sessions = new Map<number, FakeSession>();
  /** Milliseconds. */
  used = { sessions: 0, cameraTime: 0 };
  #last = 0;

  create(config: NativeConfig, ports: Ports): number {
    this.#last += 1;
    this.calls.push('create');
    this.sessions.set(this.#last, { config, ports, waiting: [] });
    return this.#last;
  }
  open(id: number): void {
    this.calls.push('open');
    this.say(
      id,
      { type: 'picture', attempt: 1 },
      { type: 'attempt', attempt: 1, phase: 'offering' },
    );
  }
  prepare(): void {
    this.calls.push('prepare');
  }
  close(id: number): void {
    this.calls.push('close');
    this.say(id, { type: 'phase', phase: 'closing', reason: 'requested', wait: 'none' });
  }
  extend(_id: number, ms: number): void {
    this.calls.push(`extend ${String(ms)}`);
  }
  rename_endpoint(...[, url]: Parameters<MainModule['rename_endpoint']>): void {
    this.calls.push(`endpoint ${String(url)}`);
  }
  presence_changed(...[, visible, onScreen, inPicture]: [number, boolean, boolean, boolean]): void {
    this.presence = [visible, onScreen, inPicture];
  }
  page_left(): void {
    this.calls.push('left');
  }
  page_returned(): void {
    this.calls.push('back');
  }
  network_changed(_id: number, online: boolean): void {
    this.calls.push(online ? 'online' : 'offline');
  }
  record(): string {
    return '';
  }
  stats(_id: number, attempt: number): Promise<RTCStatsReport> | undefined {
    return this.reports.get(attempt)?.();
  }
  viewer_removed(): void {
    this.calls.push('removed');
  }
  viewer_returned(): void {
    this.calls.push('returned');
  }
  frame_shown(): void {
    this.calls.push('frame');
  }
  drain(id: number): Notice[] {
    return this.sessions.get(id)?.waiting.splice(0) ?? [];
  }
  sessions_used(): number {
    return this.used.sessions;
  }
  camera_time(): number {
    return this.used.cameraTime;
  }
  destroy(id: number): void {
    this.calls.push('destroy');
    this.sessions.delete(id);
  }
  viewing_count(): number {
    return this.sessions.size;
  }
  handle_count(): number {
    return 0;
  }
  tell(): void {
    this.calls.push('tell');
  }

  say(id: number, ...notices: Notice[]): void {
    const session = this.session(id);
    session.waiting.push(...notices);
    session.ports.notices_wait();
  }
  session(id = this.#last): FakeSession {
    const session = this.sessions.get(id);
    assert.ok(session, `the module has no session ${String(id)}`);
    return session;
  }
}

/** To be taken back by `replaceModule(null)`. */
export function useFake(): FakeModule {
  const module = new FakeModule();
  replaceModule(() => Promise.resolve({ module, beside }));
  return module;
}
