// The samples of the guides, taken out of the Markdown as they stand.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readText } from './files.mjs';

/** Every text with samples that is published. */
const guides = () =>
  JSON.parse(readText('package.json')).files.filter(
    (path) => path.endsWith('.md') && !/API|CHANGELOG|SECURITY/.test(path),
  );

const fence = /(?:<!-- (\S+\.ts) -->\n\n)?```(js|jsx|ts|tsx|html)\n([^]*?)```/g;
const inlineScript = /<script type="module">\n([^]*?)<\/script>/g;

/** The code in a guide: `name` is the file that the guide says it is, or one of its place; of a page, what its scripts hold. */
export function samplesOf(text) {
  return [...text.matchAll(fence)].flatMap(([, file, language, code], index) => {
    if (language !== 'html') return [{ name: file ?? `${index}.${language}`, code }];
    return [...code.matchAll(inlineScript)].map(([, script]) => ({
      name: `${index}.js`,
      code: script,
    }));
  });
}

/** What some of them take for granted of the page around them. */
const page = 'declare const video: HTMLVideoElement;\n';

/** Writes them below `folder`, one folder for each guide; how many there are. */
export function writeSamples(folder) {
  const all = guides().flatMap((path) =>
    samplesOf(readText(path)).map(({ name, code }) => ({
      path: join(folder, path.replace(/\.md$/, '').replaceAll('/', '-'), name),
      code,
    })),
  );
  for (const { path, code } of all) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, code);
  }
  writeFileSync(join(folder, 'page.d.ts'), page);
  return all.length;
}
