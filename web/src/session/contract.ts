// The one door to the native module: everything that its emitted types and its code are called is named here, so that a
// change of spelling touches this file alone (and separate-module.ts, which comes later). It decides nothing.

import type { MainModule } from '../../generated/native.js';

export type { MainModule };

// The emitted types have no names of their own: the oldest Emscripten cannot give them any.
export type NativeConfig = Parameters<MainModule['create']>[0];
export type Ports = Parameters<MainModule['create']>[1];
/** News of the module, one of several kinds by `type`. */
export type Notice = ReturnType<MainModule['drain']>[number];

/** A session of the module goes by a number. */
export interface NativeSession {
  readonly module: MainModule;
  readonly id: number;
}

/** What can be said to one session, and asked. */
export type SessionCalls = {
  readonly [Name in keyof MainModule as MainModule[Name] extends OfSession ? Name : never]: (
    ...details: MainModule[Name] extends (id: number, ...details: infer Details) => unknown
      ? Details
      : never
  ) => ReturnType<MainModule[Name]>;
};
type OfSession = (id: number, ...details: never[]) => unknown;

export function call<Name extends keyof SessionCalls>(
  { module, id }: NativeSession,
  name: Name,
  details: Parameters<SessionCalls[Name]>,
): ReturnType<SessionCalls[Name]> {
  const calls = module as unknown as Record<Name, (...all: unknown[]) => never>;
  return calls[name](id, ...details);
}

type NoticeOf<T extends Notice['type']> = Extract<Notice, { type: T }>;

/** `retry_at` is on the clock of `Ports.now`, -1 when the service did not say; `status` 0: no reply. */
export type NativeFailure = NoticeOf<'failed'>['failure'];
/** Milliseconds. */
export type NativeTimings = NoticeOf<'first-frame'>['timings'];

/** The unions as emitted, to be compared with the public ones (`tests/types`). */
export interface EmittedUnions {
  sessionPhase: NoticeOf<'phase'>['phase'];
  endReason: NoticeOf<'phase'>['reason'];
  waitReason: NoticeOf<'phase'>['wait'];
  attemptPhase: NoticeOf<'attempt'>['phase'];
  failureKind: NativeFailure['kind'];
  stage: NativeFailure['stage'];
  fault: NativeFailure['fault'];
}

/**
 * Fetches and starts the native module. Imported lazily, so that a page which only imports the package
 * (or a server that renders it) does not pay for the module. The specifier is a plain literal: bundlers
 * find it.
 */
export async function startNativeModule(): Promise<MainModule> {
  const { default: factory } = await import('../../generated/native.js');
  return factory();
}

/** The same around a module that comes as a file of its own, which is compiled while the code around it is fetched. */
export async function startSeparateModule(
  compiled: Promise<WebAssembly.Module>,
): Promise<MainModule> {
  const [{ startAround }, wasm] = await Promise.all([import('./separate-module.js'), compiled]);
  return startAround(wasm);
}

/**
 * What a page may show to others of what the module recorded: redacted, with each decision. The code for
 * that is a module of its own, which nobody loads before.
 */
export async function traceOf(record: string): Promise<string> {
  const { default: factory } = await import('../../generated/replay.js');
  const module = await factory();
  return module.trace(record);
}
