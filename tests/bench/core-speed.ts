// How long the core takes: what it does with SDP beside a library in JavaScript that reads and writes it, and a fact of a viewing. Natively it
// is measured by Google Benchmark (tests/bench/core); as WebAssembly it is built as it ships, for size, and called from Node with
// texts that cross over and come back, as anybody would use it.

import { readFileSync } from 'node:fs';
import { parse, write } from 'sdp-transform';
import { build } from '../../scripts/cmake.mjs';
import { ask } from '../../scripts/run.mjs';
import { spread } from './figures.js';
import type { Row, Spread } from './figures.js';

interface CoreModule {
  prepare_offer(offer: string): string;
  check_answer(offer: string, answer: string): string;
}

interface NativeRun {
  readonly run_type: 'iteration' | 'aggregate';
  readonly run_name: string;
  /** Nanoseconds of the processor: other programs do not count. */
  readonly cpu_time: number;
  /** Seconds, of the processor as well. */
  readonly per_fact?: number;
}

const library = 'sdp-transform';
const compiled = 'core, WebAssembly';
const native = 'core, native';

const sdp = (name: string): string =>
  readFileSync(new URL(`../fixtures/sdp/${name}.sdp`, import.meta.url), 'latin1');

export async function coreSpeed(turns: number): Promise<Row[]> {
  await build('wasm', { targets: ['core_bench'] });
  await build('gcc', { targets: ['core_bench'] });
  const runs = nativeRuns(turns);
  const core = await loadCore();
  const offers = { Chromium: 'chromium_recvonly_offer', Firefox: 'firefox_recvonly_offer' };
  const prepared = Object.entries(offers).map(([browser, name]) =>
    besideLibrary(
      turns,
      `Offer of ${browser} prepared`,
      sdp(name),
      (text) => core.prepare_offer(text),
      of(runs, `prepare_offer_of/${browser}`),
    ),
  );
  const offer = sdp(offers.Chromium);
  const checked = besideLibrary(
    turns,
    'Answer checked',
    sdp('chromium_sendonly_answer'),
    (text) => core.check_answer(offer, text),
    of(runs, 'check_answer_of_Chromium'),
  );
  return [
    ...prepared,
    checked,
    {
      what: 'Offer prepared natively, by its bytes',
      unit: 'µs',
      results: all(
        runs,
        'prepare_offer_by_bytes/',
        (bytes) => `${String(Number(bytes) / 1024)} KiB`,
      ),
    },
    {
      what: 'A fact of a viewing natively, by the length of the viewing and the number of players',
      unit: 'µs',
      results: {
        ...all(runs, 'step_by_seconds/', (seconds) => `${seconds} s`),
        ...all(runs, 'step_by_players/', (players) => `${players} players`),
      },
    },
  ];
}

async function loadCore(): Promise<CoreModule> {
  const file = new URL('../../build/wasm/tests/bench/core/core_bench.js', import.meta.url);
  const { default: load } = (await import(file.href)) as { default: () => Promise<CoreModule> };
  return load();
}

function nativeRuns(turns: number): readonly NativeRun[] {
  const program = 'build/gcc/tests/bench/core/core_bench';
  const args = [`--benchmark_repetitions=${String(turns)}`, '--benchmark_min_time=0.05'];
  const output = ask(program, [...args, '--benchmark_format=json']);
  if (output === undefined) throw new Error(`${program} did not run`);
  const { benchmarks } = JSON.parse(output) as { benchmarks: readonly NativeRun[] };
  return benchmarks.filter(({ run_type }) => run_type === 'iteration');
}

/** µs: of one fact, where facts were told. */
function of(runs: readonly NativeRun[], name: string): Spread {
  const found = runs.filter(({ run_name }) => run_name === name);
  return spread(
    found.map(({ per_fact, cpu_time }) =>
      per_fact === undefined ? cpu_time / 1e3 : per_fact * 1e6,
    ),
  );
}

function all(
  runs: readonly NativeRun[],
  prefix: string,
  title: (argument: string) => string,
): Record<string, Spread> {
  const names = new Set(runs.map(({ run_name }) => run_name).filter((n) => n.startsWith(prefix)));
  return Object.fromEntries([...names].map((n) => [title(n.slice(prefix.length)), of(runs, n)]));
}

/** In turns, so that a machine that slows down slows both. */
function besideLibrary(
  turns: number,
  what: string,
  text: string,
  ours: (text: string) => string,
  natively: Spread,
): Row {
  if (ours(text) === '') throw new Error(`${what}: the core refused it`);
  const theirs = (): string => write(parse(text));
  const times: { readonly theirs: number[]; readonly ours: number[] } = { theirs: [], ours: [] };
  for (let turn = 0; turn <= turns; turn += 1) {
    const [their, our] = [microseconds(theirs), microseconds(() => ours(text))];
    if (turn === 0) continue; // For the compilers.
    times.theirs.push(their);
    times.ours.push(our);
  }
  return {
    what,
    unit: 'µs',
    results: {
      [library]: spread(times.theirs),
      [native]: natively,
      [compiled]: spread(times.ours),
    },
  };
}

function microseconds(work: () => string): number {
  const calls = 500;
  const began = performance.now();
  for (let call = 0; call < calls; call += 1) work();
  return ((performance.now() - began) / calls) * 1000;
}
