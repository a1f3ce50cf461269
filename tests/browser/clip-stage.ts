// A page whose player keeps its last seconds, from outside.

import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { readClipFile, type ClipFile } from '../clip-file.js';
import { clipInfo } from '../simulator/clip.js';
import { expect } from './fixtures.js';
import { plainPage, type PageOptions, type Site } from './site.js';
import { expectLive, part, show, src } from './stage.js';

const mediabunny = fileURLToPath(new URL('../../node_modules/mediabunny/', import.meta.url));
const map = '{ "imports": { "mediabunny": "/mediabunny/dist/bundles/mediabunny.min.mjs" } }';
const hash = createHash('sha256').update(map).digest('base64');

/** A page that imports the part, and whose policy allows what the guide says, and no more. @returns Its address. */
export function clipPage(site: Site, options: PageOptions = {}): string {
  site.addFolder('/mediabunny/', mediabunny);
  const script = '<script type="module" src="/tests/browser/clip-tools.js"></script>';
  const html = plainPage(script).replace('<title>', `<script type="importmap">${map}</script>$&`);
  site.addPage('/clip', html, {
    scriptSrc: `'self' 'wasm-unsafe-eval' 'sha256-${hash}'`,
    trustedTypes: 'ring-live',
    ...options,
  });
  return `${site.origin}/clip`;
}

export const button = (page: Page) => part(page, 'clip-button');

/** Puts up a player that keeps. */
export async function keep(
  page: Page,
  address: string,
  attributes: Readonly<Record<string, string>> = {},
  times: Readonly<Record<string, number>> = {},
): Promise<void> {
  await show(page, address, { src, controls: '', clip: '30', ...attributes }, { times });
}

export async function start(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Watch live' }).click();
  await expectLive(page);
}

/** Until so many seconds more were shown, by the page's own count. */
export const seconds = (page: Page, count: number): Promise<unknown> =>
  page.evaluate(async (wanted) => {
    const { seen } = window.tools;
    const before = seen.filter(({ type }) => type === 'timeupdate').length;
    await window.tools.nth('timeupdate', before + wanted);
  }, count);

export async function save(page: Page, wanted?: number): Promise<{ file: string; clip: ClipFile }> {
  const { file, type, refused, message } = await page.evaluate(
    (count) => window.clips.save(count),
    wanted,
  );
  expect(`${refused} ${message}`).toBe(' ');
  expect(type).toBe('video/mp4');
  return { file, clip: readClipFile(Buffer.from(file, 'base64')) };
}

export const refusal = (page: Page): Promise<string> =>
  page.evaluate(() => window.clips.save().then(({ refused }) => refused));

/** Every frame of the scene, one after the other. */
export function expectGapless({ numbers, times, keys }: ClipFile): void {
  expect(numbers.length).toBe(times.length);
  const [first] = numbers;
  expect(first, 'a key frame of the scene').toBeDefined();
  expect((first ?? 1) % clipInfo.framesPerKeyframe).toBe(0);
  expect(keys[0]).toBe(true);
  const wanted = numbers.map((_, index) => ((first ?? 0) + index) % clipInfo.frames);
  expect(numbers).toEqual(wanted);
}

export const steps = ({ times }: ClipFile): number[] =>
  times.slice(1).map((time, index) => time - (times[index] ?? time));
export const interval = 1 / clipInfo.frameRate;
