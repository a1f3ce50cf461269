// Instances of a relay in processes of their own: see ending-instance.ts.

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

export interface EndingInstance {
  readonly child: ChildProcess;
  /** Host and port. */
  readonly address: string;
}

/** Listens when this resolves. @param args As in ending-instance.ts. */
export async function startEnding(t: TestContext, args: string[]): Promise<EndingInstance> {
  const file = fileURLToPath(new URL('ending-instance.ts', import.meta.url));
  const child = fork(file, args, { execArgv: ['--import', 'tsx'] });
  t.after(() => child.kill('SIGKILL'));
  const [port] = (await once(child, 'message')) as [number];
  return { child, address: `127.0.0.1:${String(port)}` };
}
