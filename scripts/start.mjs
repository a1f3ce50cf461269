// `npm start`: from a fresh checkout to the demo page. PORT chooses its port.
import { spawn } from 'node:child_process';
import { build } from './build.mjs';
import { main, root } from './run.mjs';
import { setup } from './setup.mjs';

await main(async () => {
  const env = await setup('start');
  await build(env);
  // The server prints its address; Ctrl-C reaches it as it reaches us.
  const server = spawn(process.execPath, ['--import', 'tsx', 'web/demo/server.ts'], {
    cwd: root,
    env,
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
  server.on('exit', (code) => process.exit(code ?? 1));
});
