#!/usr/bin/env node
// ring-live-replay trace.json: replays what `session.trace()` gave through the same core, prints the
// timeline and says where it differs. Exit code 0: same, 1: different, 2: unreadable.
// Part of the package: it needs nothing but Node and the module that stands in dist.
import { readFileSync } from 'node:fs';

const files = process.argv.slice(2).filter((argument) => argument !== '--all');
if (files.length !== 1) {
  console.error('usage: ring-live-replay trace.json [--all]   (- reads the standard input)');
  process.exit(2);
}

/** The file's text; what is wrong with it is told in one line. */
function readTrace(file) {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch {
    console.error(`unreadable: there is no file ${file}`);
    process.exit(2);
  }
}

async function loadModule() {
  try {
    const { default: load } = await import('../dist/generated/replay.js');
    return await load();
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    console.error('The module is not built yet: npm run build');
    process.exit(2);
  }
}

const trace = readTrace(files[0]);
const { replay } = await loadModule();
const { exit_code, text } = replay(trace, process.argv.includes('--all'));
(exit_code === 2 ? process.stderr : process.stdout).write(text);
process.exitCode = exit_code;
