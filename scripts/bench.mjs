// `npm run bench`: installs and builds what is measured, and measures (tests/bench/index.ts, which says with what options).
import { build } from './build.mjs';
import { main, run } from './run.mjs';
import { setup } from './setup.mjs';

await main(async () => {
  const env = await setup('test');
  await build(env);
  const bench = ['--import', 'tsx', 'tests/bench/index.ts', ...process.argv.slice(2)];
  await run(process.execPath, bench, { env });
});
