// Running other programs, for the scripts beside this one. No npm packages: setup.mjs needs it first.
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** A failure that is told in one sentence, without a stack. */
export class Failure extends Error {}

/** Where a program is on PATH, or undefined. */
export function onPath(name, path = process.env.PATH ?? '') {
  for (const folder of path.split(delimiter)) {
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      if (statSync(file).isFile()) return file;
    } catch {
      // not here
    }
  }
  return undefined;
}

/**
 * Runs a program to its end and returns what it printed. Throws a Failure when it fails, with the program's own words
 * unless they were shown as they came.
 */
export async function run(command, args, { show = true, ...how } = {}) {
  const { code, output } = await attempt(command, args, { show, ...how });
  if (code !== 0) {
    const words = show === true ? '' : output;
    throw new Failure(`${words}failed (${code}): ${command} ${args.join(' ')}`);
  }
  return output;
}

/**
 * Runs a program to its end and returns its exit code, everything it printed (`output`), and that without what it said of
 * its errors (`printed`). Never throws. `show` prints it as it comes, or is given it; a `nice` program leaves the processor to those that are not.
 */
export function attempt(command, args, options = {}) {
  const { show = false, nice = false, env = process.env, cwd = root } = options;
  return new Promise((resolve) => {
    const [program, ...rest] = nice ? ['nice', '-n', '19', command, ...args] : [command, ...args];
    const child = spawn(program, rest, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks = [];
    const printed = [];
    const keep = (stream) => (chunk) => {
      chunks.push(chunk);
      if (stream === process.stdout) printed.push(chunk);
      if (show === true) stream.write(chunk);
      else if (show) show(chunk, stream);
    };
    child.stdout.on('data', keep(process.stdout));
    child.stderr.on('data', keep(process.stderr));
    child.on('error', (error) =>
      resolve({ code: 127, output: `${command}: ${error.message}\n`, printed: '' }),
    );
    const text = (parts) => Buffer.concat(parts).toString();
    child.on('close', (code, signal) =>
      resolve({ code: code ?? signal, output: text(chunks), printed: text(printed) }),
    );
  });
}

/** What a short program prints, or undefined when it fails or is not there. */
export function ask(command, args, options = {}) {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', cwd: root, ...options });
  return status === 0 ? stdout : undefined;
}

/** For the end of a script: runs main and tells a Failure in one line. */
export async function main(body) {
  try {
    await body();
  } catch (error) {
    console.error(error instanceof Failure ? error.message : error);
    process.exitCode = 1;
  }
}

/** Whether the module at this address is the script that was started, not one that was imported. */
export const isMain = (address) => process.argv[1] === fileURLToPath(address);

export const option = (name) =>
  process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
