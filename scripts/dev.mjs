// `npm run dev`: as `npm start`, and what is saved below wasm/ and web/ is on the demo page some seconds later, which
// loads itself anew. PORT chooses its port.
//   --debug  builds the C++ unoptimized, with what Chromium's debugger needs to show it: see CONTRIBUTING.md
//   --web    leaves the module as the last build left it: needs no Emscripten
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildDemoModule } from './build.mjs';
import { bundlePackage } from './bundle.mjs';
import { main, root } from './run.mjs';
import { setup } from './setup.mjs';
import { watchFolder } from './watch.mjs';

const wanted = (name) => process.argv.includes(`--${name}`);

/** Runs work(), and once more when it was called for meanwhile. Its failures are told, not thrown. */
function repeatable(work) {
  let running;
  let again = false;
  return () => {
    again = true;
    return (running ??= (async () => {
      while (again) {
        again = false;
        await work().catch((error) => console.error(error.message));
      }
      running = undefined;
    })());
  };
}

async function module(env) {
  const start = performance.now();
  await buildDemoModule(env, { debug: wanted('debug') });
  console.log(`dev: the module is built (${((performance.now() - start) / 1000).toFixed(1)} s)`);
}

/** Compiles the package into dist, now and whenever one of its files is saved; mistakes are told as tsc tells them. */
function compileOnSave(ts) {
  const config = join(root, 'web/tsconfig.json');
  const program = ts.createEmitAndSemanticDiagnosticsBuilderProgram;
  const place = { getCurrentDirectory: () => root, getNewLine: () => '\n' };
  const tell = (diagnostic) =>
    console.log(
      ts.formatDiagnostic(diagnostic, { ...place, getCanonicalFileName: (name) => name }).trimEnd(),
    );
  const host = ts.createWatchCompilerHost(config, {}, ts.sys, program, tell, tell);
  const emit = host.afterProgramCreate;
  const bundle = repeatable(bundlePackage);
  host.afterProgramCreate = (program) => {
    emit(program);
    bundle();
  };
  ts.createWatchProgram(host);
}

/** The demo's server; it starts anew when its own code, the relay's or the simulator's is saved. */
function serve(env) {
  const tsx = fileURLToPath(import.meta.resolve('tsx/cli'));
  const args = ['watch', '--clear-screen=false', 'web/demo/server.ts', '--reload'];
  const server = spawn(process.execPath, [tsx, ...args], {
    cwd: root,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
  server.on('exit', (code) => process.exit(code ?? 1));
}

await main(async () => {
  const env = wanted('web') ? process.env : await setup('start');
  const { default: ts } = await import('typescript');
  if (!wanted('web')) {
    const build = repeatable(() => module(env));
    await build();
    watchFolder(join(root, 'wasm'), build);
  }
  compileOnSave(ts);
  serve(env);
});
