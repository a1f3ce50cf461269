// Tells the same random scripts to the native core and to the browser's, and compares all that comes out of them, to
// the bit (tests/model/agree.cpp). `npm test -- --only=agree` builds both first.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { attempt, Failure, main, root } from './run.mjs';

const scripts = 10_000;

async function native(...args) {
  const { code, output } = await attempt('build/gcc/tests/model/agree', args, { nice: true });
  if (code !== 0) throw new Failure(`the native core stopped (${code})\n${output}`);
  return output.split('\n');
}

async function loadModule() {
  const { default: load } = await import(
    pathToFileURL(join(root, 'build/wasm/tests/model/agree.js')).href
  );
  return load();
}

/** Where two lists differ first, or -1. */
const difference = (ours, theirs) => {
  const at = ours.findIndex((line, i) => line !== theirs[i]);
  return at < 0 && ours.length !== theirs.length ? ours.length : at;
};

await main(async () => {
  const module = await loadModule();
  const running = native('0', `${scripts}`);
  const theirs = module.run_scripts(0, scripts).split('\n');
  const script = difference(await running, theirs);
  if (script < 0) {
    console.log(`${scripts} scripts: natively and as WebAssembly the same`);
    return;
  }
  const told = await native(`${script}`);
  const fact = difference(told, module.tell_script(script).split('\n'));
  console.log(told.slice(0, fact + 1).join('\n'));
  throw new Failure(`script ${script}: WebAssembly differs from the last of these facts on`);
});
