// Describes <ring-live> and <ring-live-wall> for editors and documentation tools: a custom-elements manifest from the doc
// tags of its class and of its events' types, and the same for VS Code and for JetBrains' editors.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { create, ts } from '@custom-elements-manifest/analyzer';
import { getWebTypesData } from 'custom-element-jet-brains-integration';
import { getVsCodeHtmlCustomData } from 'custom-element-vs-code-integration';
import { listFiles, readText } from './files.mjs';
import { root } from './run.mjs';

/** Each with the interfaces whose members are events that it dispatches. */
const elements = [
  {
    tagName: 'ring-live',
    className: 'RingLiveElement',
    path: 'dist/src/element/register.js',
    eventMaps: ['LiveSessionEventMap', 'ElementEventMap'],
  },
  {
    tagName: 'ring-live-wall',
    className: 'RingLiveWallElement',
    path: 'dist/src/wall/index.js',
    eventMaps: ['RingLiveWallEventMap'],
  },
];
/** Called by the browser, or by the element's own parts. */
const notForPages = /^#|Callback$|^adoptedStyleSheets$|^observedAttributes$/;

const sources = () =>
  [
    'web/src/session/events.ts',
    ...listFiles('web/src/element', (path) => path.endsWith('.ts')),
    ...listFiles('web/src/wall', (path) => path.endsWith('.ts')),
  ].map((path) => {
    const published = path.replace(/^web/, 'dist').replace(/\.ts$/, '.js');
    const { ScriptTarget, ScriptKind } = ts; // Its name says JavaScript, which has no type arguments.
    return ts.createSourceFile(published, readText(path), ScriptTarget.Latest, true, ScriptKind.TS);
  });

/** The events of the maps, with the words that stand above each. */
function eventsOf(source, eventMaps) {
  return source.statements
    .filter((node) => ts.isInterfaceDeclaration(node) && eventMaps.includes(node.name.text))
    .flatMap((map) => map.members)
    .map((member) => ({
      name: member.name.text,
      type: { text: member.type.getText() },
      description: (ts.getJSDocCommentsAndTags(member)[0]?.comment ?? '').replace(/\s+/g, ' '),
    }));
}

/** What the analyzer found out about the class, without what is nobody's business. */
function declarationOf({ tagName, className }, modules, events) {
  const found = modules
    .flatMap(({ declarations }) => declarations)
    .find(({ name }) => name === className);
  const own = (found.events ?? []).filter(
    // Of what it only saw being dispatched, the analyzer knows too little.
    ({ name, description }) => description && !events.some((event) => event.name === name),
  );
  return {
    ...found,
    tagName,
    customElement: true,
    members: found.members.filter(
      ({ name, privacy }) => (privacy ?? 'public') === 'public' && !notForPages.test(name),
    ),
    events: [...events, ...own],
  };
}

function moduleOf(element, modules, sources) {
  const { tagName, className, path, eventMaps } = element;
  const declaration = { name: className, module: path };
  const events = sources.flatMap((source) => eventsOf(source, eventMaps));
  return {
    kind: 'javascript-module',
    path,
    declarations: [declarationOf(element, modules, events)],
    exports: [
      { kind: 'js', name: className, declaration },
      { kind: 'custom-element-definition', name: tagName, declaration },
    ],
  };
}

export function manifest() {
  const read = sources();
  const analyzed = create({ modules: read, plugins: [], context: { dev: false } });
  return {
    schemaVersion: analyzed.schemaVersion,
    readme: 'README.md',
    modules: elements.map((element) => moduleOf(element, analyzed.modules, read)),
  };
}

/** Writes all three into a folder. */
export function describe(folder) {
  const described = manifest();
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const quiet = { hideLogs: true };
  const webTypes = JSON.parse(getWebTypesData(described, quiet));
  const files = {
    'custom-elements.json': described,
    'html-custom-data.json': JSON.parse(getVsCodeHtmlCustomData(described, quiet)),
    'web-types.json': { ...webTypes, name, version },
  };
  for (const [file, content] of Object.entries(files)) {
    writeFileSync(join(folder, file), `${JSON.stringify(content, null, 2)}\n`);
  }
}
