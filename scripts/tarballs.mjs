// `npm run tarballs`: builds both packages and packs what npm would publish, for whoever wants them before it is.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { packPlayer } from './pack.mjs';
import { packSimulator } from './pack-simulator.mjs';
import { main, root } from './run.mjs';
import { setup } from './setup.mjs';

await main(async () => {
  await build(await setup('start'));
  const folder = join(root, 'build');
  mkdirSync(folder, { recursive: true });
  const { filename } = await packPlayer(folder);
  const { tarball } = await packSimulator();
  console.log(`npm install ${join(folder, filename)} ${tarball}`);
});
