// Writes the API reference from what stands in the code: the element from its manifest, the rest from the exported
// types and the words above them. `web/API.md` is committed; a test says when it has drifted.
import { join } from 'node:path';
import ts from 'typescript';
import { manifest } from './describe.mjs';
import { root } from './run.mjs';

const entries = [
  ['ring-live', 'web/src/index.ts'],
  ['ring-live/clip', 'web/src/clip/index.ts'],
  ['ring-live/zoom', 'web/src/zoom/index.ts'],
  ['ring-live/wall', 'web/src/wall/index.ts'],
  ['ring-live/relay', 'web/src/relay/index.ts'],
  ['ring-live/relay/node', 'web/src/relay/node.ts'],
  ['ring-live/relay/limits/file', 'web/src/relay/limits/file.ts'],
  ['ring-live/relay/limits/redis', 'web/src/relay/limits/redis.ts'],
  ['ring-live/relay/limits/postgres', 'web/src/relay/limits/postgres.ts'],
  ['ring-live/relay/limits/contract', 'web/src/relay/limits/contract.ts'],
  ['ring-live/relay/tickets', 'web/src/relay/tickets.ts'],
  ['ring-live/relay/tokens', 'web/src/relay/owner-tokens/index.ts'],
  ['ring-live/relay/tokens/file', 'web/src/relay/owner-tokens/file.ts'],
  ['ring-live/relay/tokens/redis', 'web/src/relay/owner-tokens/redis.ts'],
  ['ring-live/relay/tokens/postgres', 'web/src/relay/owner-tokens/postgres.ts'],
  ['ring-live/relay/tokens/contract', 'web/src/relay/owner-tokens/contract.ts'],
];

/** In the order of the manifest. */
const elementFiles = ['web/src/element/ring-live.ts', 'web/src/wall/ring-live-wall.ts'].map(
  (path) => join(root, path),
);

const cell = (text) => text.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim();
const code = (text) => (text === '' ? '' : `\`${cell(text)}\``);
const table = (head, rows) =>
  rows.length === 0
    ? ''
    : `${[head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')}\n\n`;

// ---- the element ----

function elementReference(program, element, file) {
  const checker = program.getTypeChecker();
  const [owner] = checker
    .getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)))
    .map((symbol) => checker.getDeclaredTypeOfSymbol(symbol));
  const methodRow = ({ name }) => {
    const symbol = owner.getProperty(name);
    return [code(signatureOf(symbol.declarations[0])), cell(docOf(checker, symbol))];
  };
  const typed = (list) =>
    list.map(({ name, type, description = '' }) => [
      code(name),
      code(type?.text ?? ''),
      cell(plain(description)),
    ]);
  const named = (list = []) =>
    list.map(({ name, description = '' }) => [code(name), cell(description)]);
  const fields = element.members.filter(({ kind }) => kind === 'field');
  const methods = element.members.filter(({ kind }) => kind === 'method');
  return [
    `## \`<${element.tagName}>\`\n\n${plain(element.description ?? '')}\n\n`,
    `### Attributes\n\n${table(['attribute', 'type', ''], typed(element.attributes))}`,
    `### Properties\n\n${table(['property', 'type', ''], typed(fields))}`,
    `### Methods\n\n${table(['method', ''], methods.map(methodRow))}`,
    `### Events\n\n${table(['event', 'type', ''], typed(element.events))}`,
    `### Slots\n\n${table(['slot', ''], named(element.slots))}`,
    `### Parts\n\n${table(['part', ''], named(element.cssParts))}`,
    `### Custom properties\n\n${table(['property', ''], named(element.cssProperties))}`,
    `### Custom states\n\n${table(['state', ''], named(element.cssStates))}`,
  ].join('');
}

// ---- everything else ----

/** Links become names: there is nowhere to go to. */
const link = /\{@link ([^}]+?) *\}/g;
const plain = (text) => text.replace(link, '`$1`');

function entryReference(program, name, path) {
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(join(root, path)));
  const exported = checker
    .getExportsOfModule(module)
    .map((symbol) =>
      symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return `## \`${name}\`\n\n${exported.map((symbol) => symbolReference(checker, symbol)).join('')}`;
}

function symbolReference(checker, symbol) {
  const node = symbol.declarations[0];
  const title = `### ${symbol.name}\n\n${docOf(checker, symbol)}`;
  if (ts.isFunctionDeclaration(node) || ts.isVariableDeclaration(node)) {
    return `${title}${block(signatureOf(node))}`;
  }
  if (ts.isTypeAliasDeclaration(node))
    return `${title}${block(node.getText().replace(/^export /, ''))}`;
  const members = membersOf(node).map((member) => {
    return [code(signatureOf(member)), cell(member.symbol ? docOf(checker, member.symbol) : '')];
  });
  const above = (node.heritageClauses ?? []).map((clause) => clause.getText()).join(' ');
  const also = above === '' ? '' : `${code(cell(above))}\n\n`;
  return `${title}${also}${table(['member', ''], members)}`;
}

/** What pages can reach, without accessors twice. */
function membersOf(node) {
  return node.members.filter(
    (member) =>
      !ts.isSetAccessor(member) &&
      !(member.name && ts.isPrivateIdentifier(member.name)) &&
      !(
        ts.getCombinedModifierFlags(member) &
        (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)
      ),
  );
}

/** A declaration without its body, its modifiers and its comments. */
function signatureOf(node) {
  const text = node.body
    ? node.getSourceFile().text.slice(node.getStart(), node.body.getStart())
    : node.getText();
  const short = text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^(export |async |readonly |get |function )+/, '')
    .replace(/[;,]$/, '');
  return ts.isGetAccessor(node) ? short.replace('()', '') : short;
}

const block = (text) => `\`\`\`ts\n${text.replace(link, '$1')}\n\`\`\`\n\n`;

function docOf(checker, symbol) {
  const words = ts.displayPartsToString(symbol.getDocumentationComment(checker));
  const tags = symbol
    .getJsDocTags(checker)
    .filter(({ name }) => ['returns', 'throws', 'param'].includes(name))
    .map(({ name, text }) => tagText(name, ts.displayPartsToString(text)));
  const all = [words, ...tags].filter(Boolean).join('\n\n');
  return all === '' ? '' : `${plain(all)}\n\n`;
}

function tagText(name, text) {
  if (name === 'returns') return `Returns: ${text}`;
  return name === 'throws' ? `Throws ${text}` : text.replace(/^(\w+) /, '`$1`: ');
}

/** The whole of `web/API.md`. */
export function reference() {
  const { config } = ts.readConfigFile(join(root, 'web/tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, join(root, 'web'));
  const program = ts.createProgram(
    [...elementFiles, ...entries.map(([, path]) => join(root, path))],
    options,
  );
  const head =
    '# API reference\n\nMade from the code: what is wrong here is to be mended there (`npm run build -- --update-types`).\n\n';
  const parts = entries.map(([name, path]) => entryReference(program, name, path));
  const elements = manifest().modules.map(({ declarations: [element] }, index) =>
    elementReference(program, element, elementFiles[index]),
  );
  return `${head}${[...elements, ...parts].join('')}`.trimEnd() + '\n';
}
