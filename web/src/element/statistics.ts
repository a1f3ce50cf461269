// The statistics in the picture: a few lines of numbers, for the curious and for bug reports.

import type { LiveStats, StatisticName, Timings, Words } from '../index.js';
import { make, setText } from './make.js';

/** Lines whose number is not known are left out. */
export function showStatistics(
  list: HTMLElement,
  stats: LiveStats,
  words: Words,
  lang: string,
): void {
  const lines = Object.entries(statisticLines(stats, words, lang)) as [
    StatisticName,
    string | null,
  ][];
  const known = lines.filter(([, value]) => value !== null);
  while (list.children.length > 2 * known.length) {
    list.lastChild?.remove();
  }
  known.forEach(([name, value], index) => {
    setText(cell(list, 2 * index, 'dt'), words.statistics[name]);
    setText(cell(list, 2 * index + 1, 'dd'), value ?? '');
  });
}

function cell(list: HTMLElement, index: number, tag: 'dt' | 'dd'): HTMLElement {
  const there = list.children[index];
  if (there instanceof HTMLElement) {
    return there;
  }
  const made = make(tag);
  list.append(made);
  return made;
}

function statisticLines(
  stats: LiveStats,
  words: Words,
  lang: string,
): Readonly<Record<StatisticName, string | null>> {
  const number = (digits: number, options: Intl.NumberFormatOptions = {}) => {
    const format = new Intl.NumberFormat(lang, { maximumFractionDigits: digits, ...options });
    return (value: number | null): string | null => (value === null ? null : format.format(value));
  };
  const seconds = number(1, { style: 'unit', unit: 'second', unitDisplay: 'narrow' });
  const milliseconds = number(0, { style: 'unit', unit: 'millisecond', unitDisplay: 'narrow' });
  const count = number(0);
  const firstFrame = ({ total, frame }: Timings): string => {
    const all = seconds(total) ?? '';
    // From the connection to a picture: no page and no network can shorten that.
    return frame > total / 2 ? words.other.waking(all, seconds(frame) ?? '') : all;
  };
  const { width, height, freezes, freezeTime, sessions } = stats;
  return {
    picture: width === null || height === null ? null : `${String(width)} × ${String(height)}`,
    codec: stats.codec?.replace(/^video\//, '') ?? null,
    frames: join(' ', number(1)(stats.framesPerSecond), '/ s'),
    dropped: count(stats.framesDropped),
    freezes: freezes === 0 ? count(0) : join(' · ', count(freezes), seconds(freezeTime)),
    bitrate: join(' ', number(2)(scaled(stats.bitrate, perMega)), 'Mbit/s'),
    jitter: milliseconds(scaled(stats.jitter, perMilli)),
    loss: number(1, { style: 'percent' })(stats.loss),
    roundTrip: milliseconds(scaled(stats.roundTrip, perMilli)),
    firstFrame: stats.timings === null ? null : firstFrame(stats.timings),
    camera:
      sessions === 0 ? null : words.other.cameraTime(sessions, seconds(stats.cameraTime) ?? ''),
  };
}

const perMega = 1e-6;
const perMilli = 1e3;

function scaled(value: number | null, by: number): number | null {
  return value === null ? null : value * by;
}

function join(glue: string, first: string | null, second: string | null): string | null {
  return first === null || second === null ? first : `${first}${glue}${second}`;
}
