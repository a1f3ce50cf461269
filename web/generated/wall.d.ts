/** The rule for walls (wasm/wall/module.cpp): a WebAssembly module that imports nothing, in base64. */
declare const wall: string;
export default wall;
