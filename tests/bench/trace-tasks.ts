// What a page's main thread did, from Chromium's own trace: in time of the processor, which other programs of a busy
// machine do not lengthen.

import type { CDPSession } from '@playwright/test';

/** Milliseconds of the processor. */
export interface Task {
  readonly all: number;
  /** What the page's scripts took, with the styles and the layout that they made necessary: ours. */
  readonly ours: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  /** Microseconds; so is `tdur`, of the processor. */
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly pid: number;
  readonly tid: number;
  readonly args?: { readonly name?: string };
}

/** The outermost of each kind count: what is within them is in their time. */
const ofPages = new Set([
  ...['FunctionCall', 'EvaluateScript', 'RunMicrotasks', 'TimerFire', 'EventDispatch'],
  ...['FireAnimationFrame', 'v8.callFunction', 'Layout', 'UpdateLayoutTree'],
]);

/** @param browser A session of the whole browser: pages are not asked. The page in question is the busiest. */
export async function traced(browser: CDPSession, act: () => Promise<unknown>): Promise<Task[]> {
  const events: TraceEvent[] = [];
  const collect = ({ value }: { value: unknown[] }): void => {
    for (const event of value) events.push(event as TraceEvent);
  };
  browser.on('Tracing.dataCollected', collect);
  const done = new Promise((resolve) => browser.once('Tracing.tracingComplete', resolve));
  const includedCategories = ['toplevel', 'devtools.timeline', 'v8'];
  await browser.send('Tracing.start', {
    traceConfig: { includedCategories, excludedCategories: ['*'] },
  });
  await act();
  await browser.send('Tracing.end');
  await done;
  browser.off('Tracing.dataCollected', collect);
  return tasksOf(ofBusiestThread(events));
}

function ofBusiestThread(events: readonly TraceEvent[]): TraceEvent[] {
  const threads = new Map<string, TraceEvent[]>();
  const keyOf = ({ pid, tid }: TraceEvent): string => `${String(pid)}/${String(tid)}`;
  for (const event of events) {
    const isMain = event.name === 'thread_name' && event.args?.name === 'CrRendererMain';
    if (isMain) threads.set(keyOf(event), []);
  }
  for (const event of events) {
    if (event.ph === 'X') threads.get(keyOf(event))?.push(event);
  }
  const [busiest = []] = [...threads.values()].sort((a, b) => b.length - a.length);
  return busiest.sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
}

function tasksOf(events: readonly TraceEvent[]): Task[] {
  const tasks: { all: number; ours: number }[] = [];
  let taskEnd = 0;
  let oursEnd = 0;
  for (const { name, ts, dur = 0, tdur = 0 } of events) {
    if (ts >= taskEnd) {
      tasks.push({ all: tdur / 1000, ours: 0 });
      taskEnd = ts + dur;
    }
    const task = tasks.at(-1);
    if (task !== undefined && ts >= oursEnd && ofPages.has(name)) {
      task.ours += tdur / 1000;
      oursEnd = ts + dur;
    }
  }
  return tasks;
}
