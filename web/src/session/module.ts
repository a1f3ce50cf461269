// Loads the native module once per page, when somebody first needs it, and says in a typed way why that
// was not possible. Import-safe: nothing here touches WebAssembly before it is asked to.

import { alongside } from './alongside.js';
import { startNativeModule, startSeparateModule } from './contract.js';
import type { MainModule } from './contract.js';
import type { Fault } from './types.js';
import { addEnglish } from '../words/words.js';
import type { FirstFailureKind } from '../words/words.js';

/** Why there is no native module. `detail` is for a developer. */
export class ModuleFailure extends Error {
  readonly kind: FirstFailureKind;
  readonly fault: Fault;
  readonly retryable: boolean;

  constructor(kind: FirstFailureKind, fault: Fault, retryable: boolean, detail: string) {
    super(detail);
    this.name = 'ModuleFailure';
    this.kind = kind;
    this.fault = fault;
    this.retryable = retryable;
  }
}

export interface PreloadOptions {
  /**
   * Where the page serves `ring-live/native.wasm`: the module is then loaded from there, in place of the
   * copy inside the package's code. To be said before anything loads the module; remembered from then on.
   */
  readonly wasm?: string | URL | undefined;
}

/** The eight bytes of an empty module: magic number and version. */
const emptyModule = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

let start: () => Promise<Loaded> = startModule;
let separateWasm: string | URL | null = null;
let loading: Promise<Loaded> | null = null;
let loaded = false;

/** The module, and what only those need who have it. */
export interface Loaded {
  readonly module: MainModule;
  readonly beside: typeof import('./beside-module.js');
}

/**
 * The page's one native module; all sessions share it.
 *
 * Rejects with {@link ModuleFailure}, and only with that. A failure is not remembered: the next call
 * tries again, because a lost network comes back.
 */
export function loadModule(): Promise<Loaded> {
  loading ??= load().then(
    (all) => {
      addEnglish(all.beside.laterEnglish);
      loaded = true;
      return all;
    },
    (failure: unknown) => {
      loading = null;
      throw failure;
    },
  );
  return loading;
}

/** Whether `loadModule` has nothing left to wait for. */
export function isModuleLoaded(): boolean {
  return loaded;
}

/**
 * Loads the native module ahead of time, so that the first `open()` need not wait for it. Nothing is
 * asked of any camera. Never rejects: a failure is reported by the `open()` that needs the module.
 */
export async function preload({ wasm }: PreloadOptions = {}): Promise<void> {
  separateWasm = wasm ?? separateWasm;
  await loadModule().catch(() => undefined);
}

/** For tests: what to load instead, or null for the real module. Forgets a module already loaded. */
export function replaceModule(replacement: (() => Promise<Loaded>) | null): void {
  start = replacement ?? startModule;
  separateWasm = null;
  loading = null;
  loaded = false;
}

async function startModule(): Promise<Loaded> {
  if (globalThis.document === undefined && globalThis.RTCPeerConnection === undefined) {
    throw new ModuleFailure('unsupported-browser', 'page', false, noBrowser);
  }
  const [module, beside] = await Promise.all([
    separateWasm === null ? startNativeModule() : startSeparateModule(compile(separateWasm)),
    import('./beside-module.js'),
    ...alongside.map((load) => load()),
  ]);
  return { module, beside };
}

async function compile(address: string | URL): Promise<WebAssembly.Module> {
  const reply = await fetch(address);
  if (!reply.ok) {
    throw new ModuleFailure('network', 'page', true, noWasm);
  }
  // Only what says that it is WebAssembly may be compiled while it comes in.
  const streams = reply.headers.get('content-type') === 'application/wasm';
  return streams
    ? WebAssembly.compileStreaming(reply)
    : WebAssembly.compile(await reply.arrayBuffer());
}

const noBrowser =
  'There is no browser here, e.g. on a server: open() needs document and RTCPeerConnection. Importing the package and making a LiveSession need nothing.';
const noWasm = "The player's WebAssembly is not where the page says that it is.";
const otherWasm = "What the page serves as the player's WebAssembly is not that of this version.";

async function load(): Promise<Loaded> {
  if (typeof WebAssembly !== 'object') {
    throw new ModuleFailure('unsupported-browser', 'browser', false, 'WebAssembly is missing.');
  }
  // Asked first: Emscripten would wrap the refusal in an error of its own, and write it to the console.
  if (!mayCompile()) {
    throw new ModuleFailure(
      'unsupported-browser',
      'page',
      false,
      "WebAssembly may not be compiled here. The page's Content-Security-Policy needs 'wasm-unsafe-eval' in script-src.",
    );
  }
  try {
    return await start();
  } catch (reason) {
    throw explain(reason);
  }
}

function explain(reason: unknown): ModuleFailure {
  if (reason instanceof ModuleFailure) {
    return reason;
  }
  if (reason instanceof WebAssembly.CompileError || reason instanceof WebAssembly.LinkError) {
    return new ModuleFailure('unsupported-browser', 'page', false, otherWasm);
  }
  // What cannot be fetched or imported rejects with a TypeError in every engine.
  if (reason instanceof TypeError) {
    return new ModuleFailure(
      'network',
      'network',
      true,
      "The player's module could not be loaded.",
    );
  }
  return new ModuleFailure(
    'unsupported-browser',
    'browser',
    false,
    "The player's module could not be started.",
  );
}

function mayCompile(): boolean {
  try {
    new WebAssembly.Module(emptyModule);
    return true;
  } catch {
    return false;
  }
}
