// TypeScript bindings for emscripten-generated code.  Automatically generated at compile time.
interface WasmModule {}

type EmbindString = ArrayBuffer | Uint8Array | Uint8ClampedArray | Int8Array | string;
export type Report = {
  exit_code: number;
  text: EmbindString;
};

interface EmbindModule {
  replay(trace: EmbindString, all: boolean): Report;
  trace(record: EmbindString): string;
}

export type MainModule = WasmModule & EmbindModule;
export default function MainModuleFactory(options?: unknown): Promise<MainModule>;
