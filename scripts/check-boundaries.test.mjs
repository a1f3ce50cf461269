// Each rule must go red on a bad sample, and stay quiet on the nearest good one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blankCpp, breaches, rules } from './check-boundaries.mjs';

const samples = {
  'core-includes': {
    path: 'wasm/core/offer.cpp',
    bad: [
      '#include <emscripten/val.h>',
      '#include <nlohmann/json.hpp>',
      '#include "bridge/peer.hpp"',
      '#include "replay/reader.hpp"',
    ],
    good: ['#include <string_view>', '#include "core/sdp.hpp"', '// #include <emscripten/val.h>'],
  },
  'wire-includes': {
    path: 'wasm/core/wire/reply.cpp',
    bad: ['#include "core/step.hpp"', '#include "core/machine/session.hpp"'],
    good: ['#include "core/wire/answer.hpp"', '#include "core/config.hpp"'],
  },
  'core-words': {
    path: 'wasm/core/offer.cpp',
    bad: ['void f() { setTimeout(); }', 'emscripten::val v;'],
    good: ['// what RTCPeerConnection calls it', 'auto text = "no RTCPeerConnection here";'],
  },
  'bridge-includes': {
    path: 'wasm/bridge/fetch.cpp',
    bad: ['#include <nlohmann/json.hpp>', '#include "replay/reader.hpp"'],
    good: ['#include <emscripten/val.h>'],
  },
  'replay-includes': {
    path: 'wasm/replay/reader.cpp',
    bad: ['#include <emscripten/bind.h>', '#include "bridge/runner.hpp"'],
    good: ['#include <nlohmann/json.hpp>', '#include "core/step.hpp"', '#include <cstdio>'],
  },
  'bridge-calls': {
    path: 'wasm/bridge/peer.cpp',
    bad: [
      'peer.call<void>("close");',
      'type.new_(config);',
      'auto w = emscripten::val::global("window");',
    ],
    good: ['guarded_call(peer, "close");', '// peer.call<void>("close")'],
  },
  numbers: {
    path: 'web/src/session/live-session.ts',
    bad: [
      'if (status === 503) again();',
      'const created = 201;',
      'setTimeout(again, 50);',
      'window.setTimeout(again, 2 * step);',
      'const retryLimit = 5;',
      'const options = { timeoutSeconds: 10 };',
      "headers.get('Retry-After');",
      'wait(30_000);',
    ],
    good: [
      'const ms = seconds * 1000;',
      'setTimeout(again, delay);',
      'setTimeout(again, 0);',
      'const half = 50;',
      'const width = 640; // not a duration: pixels of the poster',
      '// a 503 is retried after 30000 ms',
    ],
  },
  'element-words': {
    path: 'web/src/element/ring-live.ts',
    bad: [
      'try { f(); } catch { g(); }',
      "fetch('/');",
      'setTimeout(f, 0);',
      'window.setInterval(f, n);',
    ],
    good: ["const text = 'try again';", 'requestAnimationFrame(f);'],
  },
  'element-imports': {
    path: 'web/src/element/ring-live.ts',
    bad: [
      "import { load } from '../session/module.js';",
      "import type { C } from '../session/contract.js';",
      "import type { M } from '../../generated/native.js';",
      "export { x } from '../session/ports.js';",
      "const m = await import('../session/module.js');",
      "type M = import('../../generated/native.js').MainModule;",
      "import 'some-package';",
    ],
    good: ["import { LiveSession } from '../index.js';", "import { style } from './style.js';"],
  },
  'package-imports': {
    path: 'web/src/session/live-session.ts',
    bad: [
      "import x from 'some-package';",
      "import { createRelay } from '../relay/index.js';",
      "import 'node:fs';",
    ],
    good: ["import init from '../../generated/native.js';", "import { x } from './errors.js';"],
  },
  'simulator-imports': {
    path: 'tests/simulator/server.ts',
    bad: [
      "import { x } from '../../web/src/session/errors.js';",
      "import { LiveSession } from 'ring-live';",
    ],
    good: [
      "import { createServer } from 'node:http';",
      "import rtc from 'node-datachannel';",
      "import { x } from './faults.js';",
    ],
  },
  'simulator-users': {
    path: 'scripts/start.mjs',
    bad: [
      "import { serve } from '../tests/simulator/server.ts';",
      "await import('../tests/simulator/index.ts');",
    ],
    good: ["import { setup } from './setup.mjs';"],
  },
  'markup-from-text': {
    path: 'web/src/element/ring-live.ts',
    bad: [
      'node.innerHTML = text;',
      'eval(text);',
      'new Function(text);',
      "node.insertAdjacentHTML('x', text);",
    ],
    good: ['node.textContent = text;', '// never innerHTML'],
  },
  'style-attributes': {
    path: 'web/demo/desk.html',
    bad: ['<p style="color: red">', '<video\n  style=x>'],
    good: ['<style>p { color: red }</style>', '<p class="style">'],
  },
  registries: {
    path: 'package-lock.json',
    bad: [
      `https://${['registry', 'npmjs', 'org'].join('.')}/x`,
      `"${'resolved'}": "https://example.net/x.tgz"`,
    ],
    good: ['"url": "https://opencollective.com/eslint"'],
  },
};

test('every rule has a sample here', () => {
  assert.deepEqual(Object.keys(samples).sort(), rules.map((rule) => rule.name).sort());
});

for (const [name, { path, bad, good }] of Object.entries(samples)) {
  const hits = (text) =>
    breaches([{ path, text }]).filter((breach) => breach.includes(`(${name}:`));
  for (const text of bad) {
    test(`${name} refuses ${text}`, () =>
      assert.equal(hits(text).length, 1, hits(text).join('\n')));
  }
  for (const text of good) {
    test(`${name} accepts ${text}`, () => assert.deepEqual(hits(text), []));
  }
}

test('the relay imports nothing of the player, and may know statuses', () => {
  const relay = (text) => breaches([{ path: 'web/src/relay/index.ts', text }]);
  assert.equal(relay("import { x } from '../errors.js';").length, 1);
  assert.deepEqual(relay("import { seal } from './lease.js';\nif (status === 401) again();"), []);
});

test('only the guard calls JavaScript as it is', () => {
  assert.deepEqual(breaches([{ path: 'wasm/bridge/guard.cpp', text: 'x.call<void>("f");' }]), []);
});

test('nlohmann is allowed in error_body.cpp', () => {
  assert.deepEqual(
    breaches([{ path: 'wasm/core/wire/error_body.cpp', text: '#include <nlohmann/json.hpp>' }]),
    [],
  );
});

test('only bindings.cpp of the replay is for Emscripten', () => {
  assert.deepEqual(
    breaches([{ path: 'wasm/replay/bindings.cpp', text: '#include <emscripten/bind.h>' }]),
    [],
  );
});

test('a breach names its file and line', () => {
  const [breach] = breaches([{ path: 'wasm/core/a.cpp', text: '\n\n#include <emscripten.h>' }]);
  assert.match(breach, /^wasm\/core\/a\.cpp:3: emscripten\.h /);
});

test('C++ is blanked without moving lines', () => {
  const text = `a /* x\ny */ b // c\n"d\\"e" R"x(f)" g)x" 'h' 1'000 i`;
  const blanked = blankCpp(text, { strings: true });
  assert.equal(blanked.length, text.length);
  assert.deepEqual(blanked.split(/\s+/), ['a', 'b', "1'000", 'i']);
});
