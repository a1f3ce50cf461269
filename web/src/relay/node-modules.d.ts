// What versioned-files.ts and others use of Node, so that nothing else of Node can be used in code for browsers.

declare module 'node:crypto' {
  export function createHash(name: 'sha256'): {
    update(text: string): { digest(encoding: 'hex'): string };
  };
}

declare module 'node:path' {
  export function join(...parts: string[]): string;
}

declare module 'node:fs/promises' {
  interface Stats {
    readonly ino: number;
    /** Bytes. */
    readonly size: number;
    readonly mtimeMs: number;
  }
  interface FileHandle {
    readFile(encoding: 'utf8'): Promise<string>;
    writeFile(text: string): Promise<void>;
    read(into: Uint8Array, at: number, length: number, position: number): Promise<unknown>;
    write(bytes: Uint8Array): Promise<{ readonly bytesWritten: number }>;
    stat(): Promise<Stats>;
    sync(): Promise<void>;
    close(): Promise<void>;
  }
  export const constants: { readonly O_RDWR: number; readonly O_APPEND: number };
  export function open(path: string, flags: string | number, mode?: number): Promise<FileHandle>;
  export function stat(path: string): Promise<Stats>;
  export function link(existing: string, path: string): Promise<void>;
  export function unlink(path: string): Promise<void>;
  export function rename(from: string, to: string): Promise<void>;
  export function rm(path: string, options: { force: true }): Promise<void>;
  export function readFile(path: string, encoding: 'utf8'): Promise<string>;
  export function writeFile(
    path: string,
    text: string,
    options: { flag?: 'a'; mode: number },
  ): Promise<void>;
  export function readdir(path: string): Promise<string[]>;
  export function mkdir(
    path: string,
    options: { recursive: true; mode: number },
  ): Promise<string | undefined>;
}
