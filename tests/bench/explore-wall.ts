import { setTimeout as sleep } from 'node:timers/promises';
import { writeFileSync } from 'node:fs';
import { startSite } from '../browser/site.js';
import { startSimulator } from '../simulator/index.js';
import { launch } from './stage.js';
import { traced, type Task } from './trace-tasks.js';
const count = 100,
  places = 6,
  patrol = 6,
  secs = Number(process.argv[2] ?? 20);
const ids = Array.from({ length: count }, (_, index) => `wall-${String(index + 1)}`);
const simulator = await startSimulator({
  devices: ids.map((id, index) => ({ id, auth: 'none', power: 'line', offsetSeconds: index })),
});
const site = await startSite(simulator);
site.addPage(
  '/bench',
  `<!doctype html><title>bench</title><body><script type="module" src="/tests/bench/wall-page.js"></script>`,
);
const browser = await launch();
const sources = JSON.stringify(ids.map((id) => simulator.endpointPath(id)));
for (const kind of (process.argv[3] ?? 'wall,bare').split(',')) {
  const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
  page.on('console', (m) => console.log(m.text()));
  page.on('pageerror', (m) => console.log(m));
  await page.goto(`${site.origin}/bench`);
  const client = await page.context().newCDPSession(page);
  await page.evaluate(
    kind === 'wall'
      ? `window.wall.hang(${sources}, {'max-live': '${places}', patrol: '${patrol}', controls: ''})`
      : `window.wall.hangBare(${sources}, ${places}, ${(patrol * 1000) / places})`,
  );
  const css = process.argv[4] ?? '';
  if (css !== '')
    await page.evaluate((text) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      for (const p of document.querySelectorAll('ring-live'))
        p.shadowRoot?.adoptedStyleSheets.push(sheet);
    }, css);
  await sleep(8000);
  await page.evaluate('window.wall.longTasks()');
  await client.send('Performance.enable');
  const metrics = async () =>
    Object.fromEntries(
      (await client.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value]),
    ) as Record<string, number>;
  await client.send('Profiler.enable');
  await client.send('Profiler.setSamplingInterval', { interval: 500 });
  await client.send('Profiler.start');
  const before = await metrics();
  let tasks: Task[] = [];
  const b = await browser.newBrowserCDPSession();
  tasks = await traced(b as never, () => sleep(secs * 1000));
  const after = await metrics();
  const { profile } = await client.send('Profiler.stop');
  writeFileSync(`/tmp/prof-${kind}.cpuprofile`, JSON.stringify(profile));
  writeFileSync(`/tmp/tasks-${kind}.json`, JSON.stringify(tasks.filter((t) => t.wall > 20)));
  const long = (await page.evaluate('window.wall.longTasks()')) as number[];
  console.log(kind, 'longtask entries', long.length, Math.max(0, ...long));
  for (const n of [
    'TaskDuration',
    'ScriptDuration',
    'LayoutDuration',
    'RecalcStyleDuration',
    'LayoutCount',
    'RecalcStyleCount',
    'JSHeapUsedSize',
  ])
    console.log('  ', n, ((after[n] ?? 0) - (before[n] ?? 0)).toFixed(3));
  console.log(
    '  cpu>50:',
    tasks.filter((t) => t.cpu > 50).length,
    'wall>50:',
    tasks.filter((t) => t.wall > 50).length,
    'ours>50',
    tasks.filter((t) => t.script + t.layout > 50).length,
  );
  for (const t of [...tasks].sort((a, b) => b.cpu - a.cpu).slice(0, 12))
    console.log(
      '  ',
      t.wall.toFixed(0),
      t.cpu.toFixed(0),
      's',
      t.script.toFixed(0),
      'l',
      t.layout.toFixed(0),
      'p',
      t.paint.toFixed(0),
      Object.entries(t.parts)
        .sort((a, b) => b[1] - a[1])
        .slice(0, 7)
        .map(([n, v]) => `${n} ${v.toFixed(0)}`)
        .join(', '),
    );
  const total = new Map<string, [number, number]>();
  for (const t of tasks)
    for (const [n, v] of Object.entries(t.parts)) {
      const e = total.get(n) ?? [0, 0];
      total.set(n, [e[0] + v, e[1] + 1]);
    }
  console.log(
    '  sum cpu',
    tasks.reduce((a, t) => a + t.cpu, 0).toFixed(0),
    [...total]
      .sort((a, b) => b[1][0] - a[1][0])
      .slice(0, 26)
      .map(([n, [v, c]]) => `${n} ${v.toFixed(0)}/${c}`)
      .join(', '),
  );
  // self time by function
  const self = new Map<string, number>();
  const nodes = new Map(profile.nodes.map((n) => [n.id, n]));
  profile.samples?.forEach((id, i) => {
    const n = nodes.get(id)!;
    const k = `${n.callFrame.functionName} ${n.callFrame.url.split('/').slice(-2).join('/')}:${n.callFrame.lineNumber}`;
    self.set(k, (self.get(k) ?? 0) + (profile.timeDeltas?.[i] ?? 0) / 1000);
  });
  console.log(
    [...self]
      .sort((a, b) => b[1] - a[1])
      .slice(0, 22)
      .map(([k, v]) => `     ${v.toFixed(0)} ms ${k}`)
      .join('\n'),
  );
  await page.goto('about:blank');
  await page.close();
  await simulator.ledger.whenIdle(5000).catch(() => undefined);
}
await browser.close();
await site.close();
await simulator.close();
