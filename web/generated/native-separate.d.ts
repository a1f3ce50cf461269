// The module whose WebAssembly is a file of its own: same bindings, same types.
export type { MainModule } from './native.js';
export { default } from './native.js';
