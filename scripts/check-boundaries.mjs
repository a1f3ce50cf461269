// Holds the parts of the project apart: which may know of which, and what none may do. Every rule is
// one entry of `rules` below: its files, what is wrong in them, and what to do instead.
//
// Words and numbers are looked for in code, not in comments or texts: TypeScript is read by its
// own parser, C++ after blanking comments and strings.
import { dirname, join } from 'node:path/posix';
import ts from 'typescript';
import { listFiles, readText } from './files.mjs';
import { isMain, main } from './run.mjs';

// ---- reading C++

/** The same text with comments blanked, and with strings blanked too; line numbers stay. */
export function blankCpp(text, { strings }) {
  const token =
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|R"([^()\\\s]*)\([\s\S]*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'/g;
  const blank = (part) => part.replace(/[^\n]/g, ' ');
  return text.replace(token, (part) => (part.startsWith('/') || strings ? blank(part) : part));
}

/** Where a pattern occurs in C++ code. */
const inCpp = (pattern, text) => finds(pattern, blankCpp(text, { strings: true }));

const includes = (text) =>
  [
    ...blankCpp(text, { strings: false }).matchAll(/^[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+)[>"]/gm),
  ].map((match) => ({ line: lineAt(text, match.index), what: match[1] }));

const lineAt = (text, index) => text.slice(0, index).split('\n').length;

function finds(pattern, text) {
  return [...text.matchAll(new RegExp(pattern, 'g'))].map((match) => ({
    line: lineAt(text, match.index),
    what: match[0],
  }));
}

// ---- reading TypeScript

/** Calls look(node) for every node and returns what it finds wrong: undefined, or a few words. */
function inTypeScript(text, path, look) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found = [];
  const visit = (node) => {
    const what = look(node);
    if (what !== undefined) {
      found.push({ line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1, what });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const isName = (node, names) => ts.isIdentifier(node) && names.includes(node.text);

/** What a file imports, exports from or loads, relative names as paths of the project. */
function imports(text, path) {
  return inTypeScript(text, path, (node) => {
    const specifier =
      ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) ||
      (ts.isCallExpression(node) &&
        node.expression.kind === ts.SyntaxKind.ImportKeyword &&
        node.arguments[0]) ||
      (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && node.argument.literal);
    if (!specifier || !ts.isStringLiteralLike(specifier)) return undefined;
    const name = specifier.text;
    return name.startsWith('.') ? join(dirname(path), name) : name;
  });
}

const isOurs = (name) => /^(wasm|web|tests|scripts|dist)\//.test(name);

/** The numeric literal of a node, its minus sign ignored. */
const numberOf = (node) =>
  node && ts.isNumericLiteral(node) ? Number(node.text.replaceAll('_', '')) : undefined;

/** A number inside an expression, other than 0: what a timer's delay may not hold. */
function holdsNumber(node) {
  if (numberOf(node)) return true;
  let found = false;
  ts.forEachChild(node, (child) => {
    found ||= holdsNumber(child);
  });
  return found;
}

const namesPolicy =
  /timeout|delay|backoff|retry|retries|interval|duration|grace|deadline|limit|attempts|(^|_)(ms|millis|seconds)$|[a-z](Ms|Millis|Seconds)$/i;

/**
 * Numbers that decide something: an HTTP status, a duration, a count of retries. The rest of the
 * package asks the module for them. 1000 turns seconds into milliseconds.
 */
function decidingNumber(node) {
  const value = numberOf(node);
  if (value === 201 || (value >= 400 && value < 600)) return `HTTP status ${value}`;
  if (value >= 250 && value !== 1000) return `number ${value} (a duration?)`;

  if (ts.isStringLiteralLike(node) && /^retry-after$/i.test(node.text)) return node.text;

  if (ts.isCallExpression(node) && /(^|\.)set(Timeout|Interval)$/.test(node.expression.getText())) {
    if (node.arguments[1] && holdsNumber(node.arguments[1])) return 'a delay in a timer';
  }
  const named =
    ts.isVariableDeclaration(node) ||
    ts.isPropertyAssignment(node) ||
    ts.isPropertyDeclaration(node);
  if (named && numberOf(node.initializer) > 1 && namesPolicy.test(node.name.getText())) {
    return `${node.name.getText()} = ${node.initializer.getText()}`;
  }
  return undefined;
}

// ---- the rules

const under =
  (...folders) =>
  (path) =>
    folders.some((folder) => path.startsWith(`${folder}/`));
const isTs = (path) => /\.ts$/.test(path) && !/\.d\.ts$/.test(path);
const isTest = (path) => path.startsWith('tests/') && !path.startsWith('tests/simulator/');

const browserWords = [
  'RTCPeerConnection',
  'RTCSessionDescription',
  'MediaStream',
  'XMLHttpRequest',
  'AbortController',
  'HTMLVideoElement',
  'setTimeout',
  'setInterval',
  'addEventListener',
  'localStorage',
  'navigator',
  'emscripten',
  'EM_JS',
  'EM_ASM',
];

// Written in parts, so that this file does not hold what it forbids.
const registries = [
  ['registry', 'npmjs', 'org'],
  ['registry', 'yarnpkg', 'com'],
  ['registry', 'npmmirror', 'com'],
  ['npm', 'pkg', 'github', 'com'],
  ['deb', 'debian', 'org'],
  ['security', 'debian', 'org'],
  ['deb', 'nodesource', 'com'],
  ['pypi', 'org'],
].map((parts) => parts.join('\\.'));

export const rules = [
  {
    name: 'core-includes',
    why: 'The core includes the standard library and itself; nlohmann only in wire/error_body.cpp, and mistakes only in the build that tests the tests.',
    files: under('wasm/core'),
    look: (text, path) =>
      includes(text).filter(({ what }) => {
        if (what.startsWith('nlohmann/')) return path !== 'wasm/core/wire/error_body.cpp';
        if (what === 'model/mutant.hpp') {
          return !/^wasm\/core\/(limits\.cpp|machine\/table\.hpp)$/.test(path);
        }
        return !what.startsWith('core/') && !/^[a-z_]+$/.test(what);
      }),
  },
  {
    name: 'wire-includes',
    why: 'What strangers write is read without knowing what is done about it: of the core, wire knows its config and time.',
    files: under('wasm/core/wire'),
    look: (text) =>
      includes(text).filter(
        ({ what }) => what.startsWith('core/') && !/^core\/(wire\/|(config|time)\.hpp$)/.test(what),
      ),
  },
  {
    name: 'core-words',
    why: 'The core knows no browser: it states facts and commands in its own words.',
    files: under('wasm/core'),
    look: (text) => inCpp(`\\b(${browserWords.join('|')})\\b`, text),
  },
  {
    name: 'bridge-includes',
    why: 'The bridge reads no bodies and no traces: nlohmann is for wasm/core/wire/error_body.cpp and wasm/replay.',
    files: under('wasm/bridge'),
    look: (text) => includes(text).filter(({ what }) => /^(nlohmann|replay)\//.test(what)),
  },
  {
    name: 'replay-includes',
    why: 'The reader of traces knows the core and nlohmann; only bindings.cpp is for Emscripten.',
    files: under('wasm/replay'),
    look: (text, path) =>
      includes(text).filter(({ what }) => {
        if (what.startsWith('emscripten/')) return path !== 'wasm/replay/bindings.cpp';
        return !/^(core|replay|nlohmann)\//.test(what) && !/^[a-z_]+$/.test(what);
      }),
  },
  {
    name: 'bridge-calls',
    why: 'A JavaScript exception wrecks the C++ it passes through: call through wasm/bridge/guard.',
    files: (path) => under('wasm/bridge')(path) && !/\/guard\.[ch]pp$/.test(path),
    look: (text) =>
      inCpp(/(\.|->)\s*(template\s+)?(call\s*<|new_\s*\(|await\s*\()|\bval::global\b/, text),
  },
  {
    name: 'numbers',
    why: 'Statuses, durations and retries are decided in the core and read from the module. A number that is none of these says so: // not a duration: …',
    files: (path) => under('web/src')(path) && !under('web/src/relay')(path) && isTs(path),
    look: (text, path) => {
      const lines = text.split('\n');
      return inTypeScript(text, path, decidingNumber).filter(
        ({ line }) => !/\/\/ not a (duration|status): \S/.test(lines[line - 1]),
      );
    },
  },
  {
    name: 'element-words',
    why: 'The element shows what the session tells it: no request, timer or caught error of its own.',
    files: (path) => under('web/src/element')(path) && isTs(path),
    look: (text, path) =>
      inTypeScript(text, path, (node) => {
        if (ts.isTryStatement(node)) return 'try';
        return isName(node, ['fetch', 'setTimeout', 'setInterval']) ? node.text : undefined;
      }),
  },
  {
    name: 'element-imports',
    why: 'The element uses the session like any page does: not the module, its contract or the ports.',
    files: (path) => under('web/src/element')(path) && isTs(path),
    look: (text, path) =>
      imports(text, path).filter(
        ({ what }) =>
          !what.startsWith('web/src/') ||
          /^web\/src\/(session\/(module|contract|ports|reader|run)|relay|clip|zoom)\b/.test(what),
      ),
  },
  {
    name: 'package-imports',
    why: 'The package has no dependencies (only react.ts knows React, clip/mp4.ts what writes files, and templates/ the types of other frameworks; of the relay, oauth.ts alone knows an OAuth client, tickets.ts what reads tickets, and what keeps files Node), and the relay no part in the player or the player in it.',
    files: (path) => under('web/src')(path) && isTs(path),
    look: (text, path) => {
      const allowed = under('web/src/relay')(path)
        ? (name) => name.startsWith('web/src/relay/')
        : (name) => /^web\/(src|generated)\//.test(name) && !name.startsWith('web/src/relay/');
      const isWrapped = (name) =>
        (path === 'web/src/react.ts' && name === 'react') ||
        (path === 'web/src/clip/mp4.ts' && name === 'mediabunny') ||
        (path === 'web/src/relay/owner-tokens/oauth.ts' && name === 'oauth4webapi') ||
        (path === 'web/src/relay/tickets.ts' && name === 'jose') ||
        (/^web\/src\/relay\/(versioned-files|limits\/shared-log|(owner-tokens|limits)\/file)\.ts$/.test(
          path,
        ) &&
          name.startsWith('node:')) ||
        (under('web/src/templates')(path) && name.startsWith(path.replace(/.*\/|\.ts$/g, '')));
      return imports(text, path).filter(({ what }) => !allowed(what) && !isWrapped(what));
    },
  },
  {
    name: 'simulator-imports',
    why: 'The simulator is a device: it speaks HTTP and WebRTC with us and shares no code.',
    files: (path) => under('tests/simulator')(path) && isTs(path),
    look: (text, path) => {
      // Its tests may pack and install it.
      const allowed = under('tests/simulator', ...(path.endsWith('.test.ts') ? ['scripts'] : []));
      return imports(text, path).filter(
        ({ what }) => (isOurs(what) && !allowed(what)) || /^ring-live\b/.test(what),
      );
    },
  },
  {
    name: 'simulator-users',
    why: 'Only tests and the demo may use the simulator.',
    files: (path) =>
      /\.(ts|mjs|js)$/.test(path) &&
      !isTest(path) &&
      !under('tests/simulator', 'web/demo')(path) &&
      !/^scripts\/.*\.test\.mjs$/.test(path),
    look: (text, path) =>
      imports(text, path).filter(({ what }) => what.startsWith('tests/simulator')),
  },
  {
    name: 'markup-from-text',
    why: 'Foreign text must never become markup or code: textContent and elements instead.',
    files: (path) => under('web')(path) && isTs(path),
    look: (text, path) =>
      inTypeScript(text, path, (node) => {
        if (isName(node, ['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'eval']))
          return node.text;
        if (ts.isNewExpression(node) && isName(node.expression, ['Function']))
          return 'new Function';
        if (ts.isCallExpression(node) && node.expression.getText() === 'document.write') {
          return 'document.write';
        }
        return undefined;
      }),
  },
  {
    name: 'style-attributes',
    why: "A strict content security policy refuses style attributes: use the style sheet's rules.",
    files: (path) => under('web')(path) && /\.(html|ts)$/.test(path),
    look: (text) => [
      ...finds(/<[a-z][^<>]*\sstyle\s*=/, text).map(({ line }) => ({ line, what: 'style=' })),
      ...finds(/setAttribute\(\s*['"`]style['"`]/, text),
    ],
  },
  {
    name: 'registries',
    why: 'Everyone has a registry of their own: no host or download address in the tree.',
    files: (path) => !/\.(h264|ivf|mp4|png|jpg|ico|woff2|wasm)$/.test(path),
    look: (text) => finds(`\\b(${registries.join('|')})\\b|"resolved": "https?:`, text),
  },
];

/** Every breach in these files: [{path, text}] to texts. */
export function breaches(files) {
  return rules.flatMap((rule) =>
    files
      .filter(({ path }) => rule.files(path))
      .flatMap(({ path, text }) =>
        rule
          .look(text, path)
          .map(({ line, what }) => `${path}:${line}: ${what} (${rule.name}: ${rule.why})`),
      ),
  );
}

if (isMain(import.meta.url)) {
  await main(() => {
    const paths = listFiles('.', (path) => !/^web\/generated\/.*\.(js|wasm)$/.test(path));
    const found = breaches(paths.map((path) => ({ path, text: readText(path) })));
    for (const breach of found) console.log(breach);
    console.log(
      `boundaries: ${paths.length} files, ${rules.length} rules, ${found.length} breaches`,
    );
    if (found.length > 0) process.exitCode = 1;
  });
}
