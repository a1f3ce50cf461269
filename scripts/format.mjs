// Lays out every file as clang-format and Prettier have it; --check only says which are not.
import { join } from 'node:path';
import { listFiles } from './files.mjs';
import { attempt, main, root } from './run.mjs';

const check = process.argv.includes('--check');
const prettier = join(root, 'node_modules/prettier/bin/prettier.cjs');
const cpp = ['wasm', 'tests', 'scripts'].flatMap((folder) =>
  listFiles(folder, (path) => /\.[ch]pp$/.test(path)),
);

await main(async () => {
  const c = await attempt(
    'clang-format',
    check ? ['--dry-run', '--Werror', ...cpp] : ['-i', ...cpp],
  );
  // clang-format points at each place; the file is enough, since it can mend it.
  const files = new Set(
    [...c.output.matchAll(/^(\S+):\d+:\d+: error:/gm)].map((match) => match[1]),
  );
  for (const file of files) console.log(`[warn] ${file}`);
  if (c.code !== 0 && files.size === 0) console.log(c.output);

  const js = await attempt(
    process.execPath,
    [prettier, check ? '--check' : '--write', '--log-level=warn', '.'],
    {
      show: true,
    },
  );
  if (c.code !== 0 || js.code !== 0) {
    if (check) console.log('Files above are not laid out as they should be: npm run format');
    process.exitCode = 1;
  }
});
