// What a page's main thread did, from Chromium's own trace: in time of the processor, which other programs of a busy
// machine do not lengthen.

import type { CDPSession } from '@playwright/test';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly ts: number;
  readonly dur?: number;
  /** Of the processor. */
  readonly tdur?: number;
  readonly pid: number;
  readonly tid: number;
  readonly args?: { readonly name?: string; readonly data?: Record<string, unknown> };
}

/** Milliseconds. */
export interface Task {
  /** By the clock. */
  readonly wall: number;
  /** Of the processor. */
  readonly cpu: number;
  /** Scripts of the page. */
  readonly script: number;
  /** Styles and layout. */
  readonly layout: number;
  readonly paint: number;
  /** For looking into it: names of what took longest. */
  readonly parts: Record<string, number>;
}

const scripts = new Set([
  'FunctionCall',
  'EvaluateScript',
  'RunMicrotasks',
  'TimerFire',
  'EventDispatch',
  'FireAnimationFrame',
  'v8.callFunction',
  'V8.GC_MC_INCREMENTAL',
]);
const layouts = new Set(['Layout', 'UpdateLayoutTree', 'Document::updateStyle']);
const paints = new Set([
  'Paint',
  'PrePaint',
  'Layerize',
  'Commit',
  'CompositeLayers',
  'UpdateLayerTree',
]);

export async function traced(client: CDPSession, act: () => Promise<void>): Promise<Task[]> {
  const events: TraceEvent[] = [];
  const collect = ({ value }: { value: unknown[] }): void => {
    events.push(...(value as TraceEvent[]));
  };
  client.on('Tracing.dataCollected', collect);
  const done = new Promise((resolve) => client.once('Tracing.tracingComplete', resolve));
  await client.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: {
      includedCategories: [
        'toplevel',
        'devtools.timeline',
        'v8',
        'blink',
        'media',
        'disabled-by-default-v8.cpu_profiler',
      ].slice(0, 5),
      excludedCategories: ['*'],
    },
  });
  await act();
  await client.send('Tracing.end');
  await done;
  client.off('Tracing.dataCollected', collect);
  return tasksOf(events);
}

function tasksOf(events: readonly TraceEvent[]): Task[] {
  const mains = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid}/${tid}`),
  );
  const byThread = new Map<string, TraceEvent[]>();
  for (const event of events) {
    const key = `${event.pid}/${event.tid}`;
    if (event.ph === 'X' && mains.has(key)) {
      const list = byThread.get(key) ?? [];
      list.push(event);
      byThread.set(key, list);
    }
  }
  const busiest = [...byThread.values()].sort((a, b) => b.length - a.length)[0] ?? [];
  busiest.sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  const tasks: Task[] = [];
  let task: { until: number; event: TraceEvent; inner: TraceEvent[] } | null = null;
  const finish = (): void => {
    if (task !== null) tasks.push(taskOf(task.event, task.inner));
    task = null;
  };
  for (const event of busiest) {
    if (task !== null && event.ts < task.until) {
      task.inner.push(event);
    } else {
      finish();
      task = { until: event.ts + (event.dur ?? 0), event, inner: [] };
    }
  }
  finish();
  return tasks;
}

function taskOf({ dur = 0, tdur = 0 }: TraceEvent, inner: readonly TraceEvent[]): Task {
  const parts: Record<string, number> = {};
  const sums = { script: 0, layout: 0, paint: 0 };
  const open: { until: number; kind: keyof typeof sums | null }[] = [];
  for (const { name, ts, dur: length = 0, tdur: cpu = 0 } of inner) {
    parts[name] = (parts[name] ?? 0) + cpu / 1000;
    while ((open.at(-1)?.until ?? Infinity) <= ts) open.pop();
    const kind = layouts.has(name)
      ? 'layout'
      : paints.has(name)
        ? 'paint'
        : scripts.has(name)
          ? 'script'
          : null;
    const around = open.findLast((one) => one.kind !== null)?.kind ?? null;
    if (kind !== null && kind !== around) {
      sums[kind] += cpu / 1000;
      if (around !== null) sums[around] -= cpu / 1000;
    }
    open.push({ until: ts + length, kind: kind ?? around });
  }
  return { wall: dur / 1000, cpu: tdur / 1000, ...sums, parts };
}
