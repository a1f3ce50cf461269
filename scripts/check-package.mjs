// Packs player and simulator, and looks at what would be published as a stranger would: the files and no
// others, each export with its types, nothing of this machine, nothing that leads nowhere. Prints what they weigh.
import { readFileSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeModule } from './checks.mjs';
import { readText } from './files.mjs';
import { deadLinks } from './links.mjs';
import { consumersFolder, install } from './pack.mjs';
import { packSimulator, simulatorFolder } from './pack-simulator.mjs';
import { attempt, isMain, main, root } from './run.mjs';
import { writeSamples } from './samples.mjs';

/** Files that no pattern names, and patterns that name no file; `expectation` is where they stand. */
export function differences(files, patterns, expectation) {
  const rules = patterns.map((pattern) => ({
    pattern,
    matches: new RegExp(`^${pattern.split('*').map(escaped).join('[^/]+')}$`),
  }));
  const extra = files.filter((file) => !rules.some(({ matches }) => matches.test(file)));
  const missing = rules.filter(({ matches }) => !files.some((file) => matches.test(file)));
  return [
    ...extra.map((file) => `${file} is published, but not in ${expectation}`),
    ...missing.map(({ pattern }) => `${pattern} is in ${expectation}, but not published`),
  ];
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

export const patternsOf = (text) =>
  text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

/** What a file must not hold: places on this machine, and maps that are not published. */
export function strayWords(text, places) {
  return [
    ...places.filter((place) => text.includes(place)),
    ...(/^\/\/# sourceMappingURL=/m.test(text) ? ['a source map'] : []),
  ];
}

/** Every file that package.json leads to. */
export function targetsOf({ exports, bin, customElements, unpkg, jsdelivr, ...rest }) {
  const leaves = (value) =>
    typeof value === 'string' ? [value] : Object.values(value).flatMap(leaves);
  return [exports, bin, customElements, unpkg, jsdelivr, rest['web-types']]
    .flatMap((value) => (value === undefined ? [] : leaves(value)))
    .filter((target) => !target.includes('*')) // publint looks after these
    .map((target) => target.replace(/^\.\//, ''));
}

async function publintMessages(installed) {
  const { publint } = await import('publint');
  const { formatMessage } = await import('publint/utils');
  const { messages, pkg } = await publint({ pkgDir: installed, pack: false, strict: true });
  return messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false })}`);
}

const library = { target: 'es2022', lib: ['es2022', 'dom', 'dom.iterable'], types: ['node'] };
const strict = { jsx: 'react-jsx', strict: true, noEmit: true };

/** Consumers' code, in each way in which TypeScript looks for types, and the samples of the guides. */
const programs = {
  node16: { options: { module: 'node16', ...strict }, include: ['types'] },
  bundler: {
    options: { module: 'esnext', moduleResolution: 'bundler', ...strict, skipLibCheck: true },
    include: ['types', 'apps'],
  },
  // It reads no `exports`; `typesVersions` says the same once more.
  node10: {
    options: {
      ...{ module: 'esnext', moduleResolution: 'node10', ignoreDeprecations: '6.0' },
      ...{ ...strict, skipLibCheck: true },
    },
    include: ['types'],
  },
  // People paste them into JavaScript. Next compiles its own: tests/relay/examples.test.ts.
  guides: {
    options: {
      ...{ module: 'esnext', moduleResolution: 'bundler', moduleDetection: 'force' },
      ...{ ...strict, strict: false, allowJs: true, checkJs: true, skipLibCheck: true },
      lib: [...library.lib, 'dom.asynciterable'],
    },
    include: ['guides'],
    exclude: ['guides/*/next'],
  },
};

/** What checks the templates of other languages, each with the configuration that its app has. */
const templates = {
  vue: ['vue-tsc/bin/vue-tsc.js', '-p', 'apps/vue'],
  svelte: ['svelte-check/bin/svelte-check', '--workspace', 'apps/svelte', '--fail-on-warnings'],
};

async function typeErrors() {
  const found = [];
  const judge = async (name, path, ...args) => {
    const command = [nodeModule(path), ...args];
    const { code, output } = await attempt(process.execPath, command, { cwd: consumersFolder });
    if (code !== 0) found.push(`types (${name}): ${output}`);
  };
  writeSamples(join(consumersFolder, 'guides'));
  for (const [name, { options, ...files }] of Object.entries(programs)) {
    const config = join(consumersFolder, `tsconfig.${name}.json`);
    const compilerOptions = { ...library, ...options };
    writeFileSync(config, JSON.stringify({ compilerOptions, ...files }));
    await judge(name, 'typescript/bin/tsc', '-p', config);
  }
  for (const [name, command] of Object.entries(templates)) await judge(name, ...command);
  return found;
}

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

/** What is wrong with the files of a package, unpacked in `installed`. */
async function fileErrors({ installed, files, size, unpackedSize }, expectation) {
  const paths = files.map(({ path }) => path);
  const text = (path) => readFileSync(join(installed, path), 'latin1');
  const places = [root, homedir(), tmpdir()].map((place) => `${place}/`);
  console.log(
    `packed ${kilobytes(size)}, unpacked ${kilobytes(unpackedSize)}, ${paths.length} files`,
  );
  return [
    ...differences(paths, patternsOf(readText(expectation)), expectation),
    ...targetsOf(JSON.parse(text('package.json')))
      .filter((target) => !paths.includes(target))
      .map((target) => `package.json leads to ${target}, which is not published`),
    ...paths.flatMap((path) =>
      strayWords(text(path), places).map((what) => `${path} holds ${what}`),
    ),
    ...paths
      .filter((path) => path.endsWith('.md'))
      .flatMap((path) =>
        deadLinks(text(path), path, paths).map(
          (target) => `${path} leads to ${target}, which is not published`,
        ),
      ),
    ...(await publintMessages(installed)),
  ];
}

/** What the simulator's package says about itself, and the project says otherwise. */
export function disagreements(simulator, project) {
  const { version, dependencies } = simulator;
  const others = Object.entries(dependencies).filter(
    ([name, range]) => range !== `^${project.devDependencies[name]}`,
  );
  return [
    ...(version === project.version ? [] : [`the simulator's version is ${version}`]),
    ...others.map(
      ([name, range]) => `the simulator wants ${name} ${range}, it is tested with another`,
    ),
  ];
}

/** Everything that is wrong with what would be published, and the tarballs. */
export async function checkPackages() {
  const player = await install();
  const simulator = await packSimulator();
  const json = (path) => JSON.parse(readText(path));
  const wrong = [
    ...(await fileErrors(player, 'tests/consumers/package-files.txt')),
    ...(await typeErrors()),
    ...(await fileErrors(
      { ...simulator, installed: simulatorFolder },
      'tests/simulator/package-files.txt',
    )),
    ...disagreements(json('tests/simulator/package.json'), json('package.json')),
  ];
  return { wrong, tarballs: [player.tarball, simulator.tarball] };
}

if (isMain(import.meta.url)) {
  await main(async () => {
    const { wrong } = await checkPackages();
    for (const line of wrong) console.log(line);
    console.log(`package: ${wrong.length} things wrong`);
    if (wrong.length > 0) process.exitCode = 1;
  });
}
