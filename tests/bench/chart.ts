// The figures as a drawing for the README, for a light and a dark page. What we lose stands beside what we win.

import type { Figures, Result, Spread } from './figures.js';

export const themes = ['light', 'dark'] as const;
type Theme = (typeof themes)[number];

const colours = {
  light: {
    text: '#1f2328',
    faint: '#59636e',
    ours: '#0b66c3',
    other: '#c3cbd4',
    ground: '#ffffff',
  },
  dark: { text: '#f0f6fc', faint: '#9198a1', ours: '#4ea1ff', other: '#4a525c', ground: '#0d1117' },
} as const;

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
    ways: ['documented', 'eyevinn', 'binbat', '<ring-live>'],
  },
] as const;

const width = 760;
const panelWidth = 360;
const panelHeight = 132;
const names = 118;
const longest = panelWidth - names - 62;

export function chart({ rows }: Figures, theme: Theme): string {
  const colour = colours[theme];
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
      `<text x="${n(x)}" y="${n(y + 18)}" font-weight="600" fill="${colour.text}">${title}</text>`,
      ...bars.map(({ way, value }, at) =>
        bar(x, y + 30 + at * 23, way, value, Math.max(2, (value / most) * longest), colour),
      ),
    ];
  });
  const height = panelHeight * Math.ceil(panels.length / 2);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${n(width)} ${n(height)}" font-family="system-ui, sans-serif" font-size="13">`,
    `<rect width="100%" height="100%" fill="${colour.ground}"/>`,
    ...drawn,
    '</svg>\n',
  ].join('\n');
}

function bar(
  x: number,
  y: number,
  way: string,
  value: number,
  length: number,
  colour: (typeof colours)[Theme],
): string {
  const isOurs = way.includes('ring-live');
  const name = way.replaceAll('<', '&lt;').replaceAll('>', '&gt;').replace('ring-live, ', '');
  const weight = isOurs ? ' font-weight="600"' : '';
  return (
    `<text x="${n(x)}" y="${n(y + 13)}" fill="${isOurs ? colour.text : colour.faint}"${weight}>${name}</text>` +
    `<rect x="${n(x + names)}" y="${n(y)}" width="${n(length)}" height="17" rx="3" fill="${isOurs ? colour.ours : colour.other}"/>` +
    `<text x="${n(x + names + length + 6)}" y="${n(y + 13)}" fill="${colour.text}">${figure(value)}</text>`
  );
}

const isSpread = (result: Result): result is Spread => 'median' in result;
const n = (value: number): string => String(Math.round(value));
const figure = (value: number): string =>
  value < 20 ? value.toFixed(1) : Math.round(value).toLocaleString('en').replace(',', ' ');
