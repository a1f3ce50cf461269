// An import by a page without a bundler, as an import map leads it to the published files: a fresh page each time.

import { spread } from './figures.js';
import type { Row } from './figures.js';
import type { Stage } from './stage.js';

const files = {
  'ring-live/element': 'src/element/register.js',
  'ring-live/standalone': 'standalone.js',
  'an empty file': 'src/templates/vue.js',
} as const;

interface Import {
  /** Milliseconds. */
  readonly took: number;
  readonly requests: number;
}

export async function unbundled(stage: Stage, turns: number): Promise<Row[]> {
  const imports: Record<string, Import[]> = {};
  for (let turn = 0; turn <= turns; turn += 1) {
    for (const [name, file] of Object.entries(files)) {
      const page = await stage.freshPage();
      const seen = await page.evaluate<Import>(measure(file));
      if (turn > 0) (imports[name] ??= []).push(seen); // The browser's own start is nobody's merit.
      await page.close();
    }
  }
  const each = (value: (one: Import) => number): Row['results'] =>
    Object.fromEntries(
      Object.entries(imports).map(([name, seen]) => [name, spread(seen.map(value))]),
    );
  return [
    { what: 'Import without a bundler', unit: 'ms', results: each(({ took }) => took) },
    {
      what: 'Files of an import without a bundler',
      unit: 'requests',
      results: each(({ requests }) => requests),
    },
  ];
}

const measure = (file: string): string => `(async () => {
  const asked = () => performance.getEntriesByType('resource').length;
  const [before, began] = [asked(), performance.now()];
  await import('/dist/${file}');
  return { took: performance.now() - began, requests: asked() - before };
})()`;
