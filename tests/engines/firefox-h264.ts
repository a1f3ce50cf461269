// Lets the Firefox of the tests decode H.264, which is all that a Ring camera sends: builds the decoder in `firefox_h264`
// where Firefox looks for one, before the first story.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from '../../scripts/run.mjs';

const name = 'gmpopenh264';
const version = '1';
/** Firefox reads a decoder's name and version in its folder's path. */
const folder = join(root, 'build', `gmp-${name}`, version);

/** For the launch of a Firefox that has the decoder. */
export const withH264 = {
  env: { MOZ_GMP_PATH: folder },
  firefoxUserPrefs: {
    [`media.gmp-${name}.version`]: version,
    [`media.gmp-${name}.autoupdate`]: false,
  },
};

/** Firefox offers no H.264 to a peer unless it could also send it. No story does: that half is not there. */
const info = `Name: ${name}
Description: H.264 for the tests
Version: ${version}
APIs: encode-video[h264], decode-video[h264]
`;

export default async function build(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.info`), info);
  const strict = ['-std=c++20', '-Wall', '-Wextra', '-Werror', '-fno-exceptions', '-fno-rtti'];
  const library = ['-O2', '-fPIC', '-shared', '-o', join(folder, `lib${name}.so`)];
  const source = join(root, 'tests/engines/firefox_h264/decoder.cpp');
  await run('g++', [...strict, ...library, source, '-lopenh264'], { show: false });
}
