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
    readonly mtimeMs: number;
  }
  interface FileHandle {
    readFile(encoding: 'utf8'): Promise<string>;
    writeFile(text: string): Promise<void>;
    stat(): Promise<Stats>;
    sync(): Promise<void>;
    close(): Promise<void>;
  }
  export function open(path: string, flags: string, mode?: number): Promise<FileHandle>;
  export function stat(path: string): Promise<Stats>;
  export function link(existing: string, path: string): Promise<void>;
  export function unlink(path: string): Promise<void>;
  export function rm(path: string, options: { recursive: true; force: true }): Promise<void>;
  export function readdir(path: string): Promise<string[]>;
  export function mkdir(
    path: string,
    options: { recursive: true; mode: number },
  ): Promise<string | undefined>;
}
