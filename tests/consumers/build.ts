// Builds every consumer from the packed package, with the tools that people use, before the tests run.
// build/consumers is the project of all of them: ring-live is unpacked there, and what else they need is
// found further up.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformAsync } from '@babel/core';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import vue from '@vitejs/plugin-vue';
import { build as vite, type InlineConfig, type PluginOption } from 'vite';
import solid from 'vite-plugin-solid';
import webpack from 'webpack';
import { nodeModule } from '../../scripts/checks.mjs';
import { consumersFolder, install } from '../../scripts/pack.mjs';
import { run } from '../../scripts/run.mjs';

const apps = join(consumersFolder, 'apps');
export const app = (name: string): string => join(apps, name);
/** Where the finished apps are served from. */
export const built = (name: string): string => join(consumersFolder, 'built', name);

export default async function buildConsumers(): Promise<void> {
  await install();
  await compileAngular('angular');
  copy('standalone');
  cpSync(installed('dist/standalone.js'), join(built('standalone'), 'ring-live.js'));
  copy('import-map');
  for (const name of ['vite', 'vite-wasm', 'vite-clip', 'react', 'preact'])
    await buildWithVite(name);
  for (const [name, plugin] of Object.entries(frameworks)) {
    await buildWithVite(name, {}, 'production', plugin);
  }
  await buildWithVite('server-render', {}, 'development'); // In which React says what it dislikes.
  await renderOnServer('server-render');
  for (const name of ['webpack', 'webpack-wasm', 'webpack-clip']) await buildWithWebpack(name);
}

/** Those that compile what people write, as their own guides set them up. */
const frameworks: Readonly<Record<string, PluginOption>> = {
  vue: vue({ template: { compilerOptions: { isCustomElement: (tag) => tag.includes('-') } } }),
  svelte: svelte(),
  solid: solid(),
  angular: linkAngular(),
};

/** Angular's own compiler, ahead of time and with strict templates; its command line would bring another hundred packages. */
async function compileAngular(name: string): Promise<void> {
  const ngc = nodeModule('@angular/compiler-cli/bundles/src/bin/ngc.js');
  await run(process.execPath, [ngc, '-p', app(name)], { show: false });
}

/** The second half of that: its libraries are published half compiled, and would else be compiled in the page. */
function linkAngular(): PluginOption {
  const plugins = ['@angular/compiler-cli/linker/babel'];
  return {
    name: 'link-angular',
    config: () => ({ define: { ngDevMode: 'false' } }),
    transform: {
      filter: { id: /@angular/, code: /ɵɵngDeclare/ },
      handler: async (code, filename) => {
        const linked = await transformAsync(code, { filename, plugins, configFile: false });
        return linked?.code ?? code;
      },
    },
  };
}

const installed = (path: string): string => join(consumersFolder, 'node_modules/ring-live', path);

function copy(name: string): void {
  cpSync(app(name), built(name), { recursive: true });
}

/** A production build; only React's own mode may be another. */
export async function buildWithVite(
  name: string,
  options: InlineConfig['build'] = {},
  mode = 'production',
  plugins: PluginOption = [],
): Promise<void> {
  await vite({
    plugins: [plugins],
    root: app(name),
    base: './',
    mode,
    define: { 'process.env.NODE_ENV': JSON.stringify(mode) },
    configFile: false,
    logLevel: 'warn',
    build: { outDir: built(name), emptyOutDir: false, ...options },
  });
}

/** As Next does: the same components run in Node, and their markup goes into the page. */
async function renderOnServer(name: string): Promise<void> {
  const outDir = join(app(name), 'server');
  await buildWithVite(name, { ssr: 'server.tsx', outDir });
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(outDir, 'server.js')], {
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'development' },
  });
  if (status !== 0 || stderr !== '') throw new Error(`the server failed: ${stderr}`);
  const page = join(built(name), 'index.html');
  writeFileSync(
    page,
    readFileSync(page, 'utf8').replace('<!--app-->', () => stdout),
  );
}

async function buildWithWebpack(name: string): Promise<void> {
  mkdirSync(built(name), { recursive: true });
  cpSync(join(app(name), 'index.html'), join(built(name), 'index.html'));
  const stats = await new Promise<webpack.Stats | undefined>((resolve, reject) => {
    webpack(
      {
        mode: 'production',
        context: app(name),
        entry: './main.js',
        // Modules load each other; scripts would insert script elements, which Trusted Types forbid.
        experiments: { outputModule: true },
        output: { path: built(name), filename: 'main.js', module: true },
        performance: false,
      },
      (error, result) => {
        if (error === null) resolve(result);
        else reject(error);
      },
    );
  });
  if (stats === undefined || stats.hasErrors() || stats.hasWarnings()) {
    throw new Error(`webpack: ${stats?.toString('errors-warnings') ?? 'no result'}`);
  }
}
