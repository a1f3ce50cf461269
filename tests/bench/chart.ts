// The figures as a drawing for the README, which follows the page's light or dark. What we lose stands beside what we win.

import type { Figures, Result, Spread } from './figures.js';

/** Which rows, under which heading, and which of their ways. */
const panels = [
  {
    row: 'First frame, no STUN server',
    title: 'First picture, ms',
    ways: ['documented', 'eyevinn', 'ring-live', 'ring-live, prepared'],
  },
  {
    row: 'First frame, a STUN server that never answers',
    title: 'First picture behind a firewall, ms',
    ways: ['documented', 'eyevinn', 'ring-live'],
  },
  {
    row: 'Main thread for a second of viewing, 1 player',
    title: 'Main thread for a second of viewing, ms',
    ways: ['documented', 'eyevinn', '<ring-live>'],
  },
  {
    row: 'Bytes, minified, brotli',
    title: 'Download, KB',
    ways: ['documented', 'eyevinn', '<ring-live>'],
  },
] as const;

const width = 760;
const panelWidth = 360;
const panelHeight = 132;
const names = 118;
const longest = panelWidth - names - 62;

const style = [
  'text{fill:#59636e}.us{fill:#1f2328;font-weight:600}rect{fill:#c3cbd4}rect.us{fill:#0b66c3}',
  '@media(prefers-color-scheme:dark){text{fill:#9198a1}.us{fill:#f0f6fc}rect{fill:#4a525c}rect.us{fill:#4ea1ff}}',
].join('\n');

export function chart({ rows }: Figures): string {
  const drawn = panels.flatMap(({ row: name, title, ways }, index) => {
    const row = rows.find(({ what }) => what === name);
    if (row === undefined) throw new Error(`the figures have no row "${name}"`);
    const bars = ways.flatMap((way) => {
      const result = row.results[way];
      return result !== undefined && isSpread(result) ? [{ way, value: result.median }] : [];
    });
    const most = Math.max(...bars.map(({ value }) => value));
    const x = (index % 2) * (panelWidth + 40);
    const y = Math.floor(index / 2) * panelHeight;
    return [
      `<text class="us" x="${n(x)}" y="${n(y + 18)}">${title}</text>`,
      ...bars.map(({ way, value }, at) =>
        bar(x, y + 30 + at * 23, way, value, Math.max(2, (value / most) * longest)),
      ),
    ];
  });
  const height = panelHeight * Math.ceil(panels.length / 2);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${n(width)} ${n(height)}" font-family="system-ui, sans-serif" font-size="13">`,
    `<style>${style}</style>`,
    ...drawn,
    '</svg>\n',
  ].join('\n');
}

function bar(x: number, y: number, way: string, value: number, length: number): string {
  const mark = way.includes('ring-live') ? ' class="us"' : '';
  const name = way.replaceAll('<', '&lt;').replaceAll('>', '&gt;').replace('ring-live, ', '');
  const line = n(y + 13);
  return (
    `<text${mark} x="${n(x)}" y="${line}">${name}</text>` +
    `<rect${mark} x="${n(x + names)}" y="${n(y)}" width="${n(length)}" height="17" rx="3"/>` +
    `<text${mark} x="${n(x + names + length + 6)}" y="${line}">${figure(value)}</text>`
  );
}

const isSpread = (result: Result): result is Spread => 'median' in result;
const n = (value: number): string => String(Math.round(value));
const figure = (value: number): string =>
  value < 20 ? value.toFixed(1) : Math.round(value).toLocaleString('en').replace(',', ' ');
