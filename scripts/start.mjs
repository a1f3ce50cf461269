// `npm start`: from a fresh checkout to the demo page, and builds no more than that loads. PORT chooses its port;
// --verbose shows what the compilers print.
import { spawn } from 'node:child_process';
import { buildDemoModule, compilePackage } from './build.mjs';
import { main, root } from './run.mjs';
import { setup } from './setup.mjs';
import { step } from './step.mjs';

await main(async () => {
  const env = await setup('start');
  await step('build: module and package; the first time, Emscripten’s libraries', (show) =>
    Promise.all([buildDemoModule(env, { show }), compilePackage(show)]),
  );
  // The server prints its address; Ctrl-C reaches it as it reaches us.
  const server = spawn(process.execPath, ['--import', 'tsx', 'web/demo/server.ts'], {
    cwd: root,
    env,
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
  server.on('exit', (code) => process.exit(code ?? 1));
});
