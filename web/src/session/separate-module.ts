// The native module around WebAssembly that the page serves as a file of its own: for pages that say where it is.

import factory from '../../generated/native-separate.js';
import type { MainModule } from './contract.js';

type Started = (instance: WebAssembly.Instance) => void;

export function startAround(wasm: WebAssembly.Module): Promise<MainModule> {
  return new Promise((resolve, reject) => {
    // Emscripten waits for `started` alone: a refusal has to end the wait from here.
    const instantiateWasm = (imports: WebAssembly.Imports, started: Started): object => {
      WebAssembly.instantiate(wasm, imports).then(started).catch(reject);
      return {};
    };
    factory({ instantiateWasm }).then(resolve, reject);
  });
}
