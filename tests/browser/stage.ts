// A page with a <ring-live> on it, from outside: put up with its attributes, looked at by its parts.

import type { Page } from '@playwright/test';
import { decodeStrip, stripInfo, type Simulator } from '../simulator/index.js';
import type { RequestRecord, SessionRecord } from '../simulator/index.js';
import { expect, expectRising } from './fixtures.js';

export const endpoint = (deviceId: string): string =>
  `/v1/devices/${deviceId}/media/streaming/whep/sessions`;
export const src = endpoint('porch');

type Attributes = Readonly<Record<string, string>>;
type Properties = Readonly<Record<string, unknown>>;

/** Loads the page and adds a player. */
export async function show(
  page: Page,
  origin: string,
  attributes: Attributes = { src, autoplay: '', controls: '' },
  properties: Properties = {},
): Promise<void> {
  await page.goto(origin);
  await page.evaluate(
    async ([given, set]) => {
      await window.tools.register();
      window.tools.add(given, set);
    },
    [attributes, properties] as const,
  );
}

/** One that starts by itself, on a short fuse. */
export function watch(
  page: Page,
  origin: string,
  times: Readonly<Record<string, number>> = {},
  attributes: Attributes = {},
): Promise<void> {
  return show(page, origin, { src, autoplay: '', controls: '', ...attributes }, { times });
}

export const player = (page: Page) => page.locator('ring-live');
export const part = (page: Page, name: string) => page.locator(`ring-live [part~="${name}"]`);
export const status = (page: Page) => part(page, 'status');

/** As a person does: the bar has gone where the mouse has rested, so that is moved first. */
export async function stopWatching(page: Page): Promise<void> {
  await player(page).hover();
  await page.getByRole('button', { name: 'Stop watching' }).click();
}

/** Numbers of so many different frames of the picture in front. */
export async function frames(page: Page, count = 4): Promise<(number | undefined)[]> {
  const strips = await page.evaluate(
    ([row, wanted]) =>
      window.tools.strips(window.tools.part('video') as HTMLVideoElement, row, wanted),
    [stripInfo, count] as const,
  );
  return strips.map(decodeStrip);
}

/** The pixels of the number in what is shown there now; `decodeStrip` reads them. */
export function stripOf(page: Page, name: 'video' | 'held'): Promise<number[]> {
  return page.evaluate(
    ([row, wanted]) =>
      window.tools.strip(window.tools.part(wanted) as HTMLVideoElement | HTMLCanvasElement, row),
    [stripInfo, name] as const,
  );
}

/** From now on the player's picture is watched: see `window.tools.shownFrames()`. */
export function measure(page: Page): Promise<void> {
  return page.evaluate((row) => {
    window.tools.measure(row);
  }, stripInfo);
}

/** What a person reads and sees when all is well. */
export async function expectLive(page: Page, timeout = 10_000): Promise<void> {
  await expect(status(page)).toHaveText('Live', { timeout });
  await expect(part(page, 'held-label')).toBeHidden();
  await expect(part(page, 'message')).toBeHidden();
  expectRising(await frames(page));
}

/** A picture that stands still says so. */
export async function expectHeld(page: Page): Promise<void> {
  await expect(part(page, 'held')).toBeVisible({ timeout: 10_000 });
  await expect(part(page, 'held-label')).toHaveText('Last picture');
}

/** Every state line that the player has shown, in order. */
export function words(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => window.tools.words);
}

/** Events of one type that the player has told. */
export async function told(page: Page, type: string): Promise<readonly Told[]> {
  const seen = await page.evaluate(() => window.tools.seen);
  return seen.filter((event) => event.type === type);
}
export interface Told {
  readonly at: number;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** The n-th event of a type, past or to come. */
export function nth(page: Page, type: string, n = 1): Promise<Told> {
  return page.evaluate(([wanted, count]) => window.tools.nth(wanted, count), [type, n] as const);
}

/** The page believes to be hidden: headless Chromium's own pages never are. */
export async function setHidden(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((wanted) => {
    window.tools.setHidden(wanted);
  }, hidden);
}

export function postsOf({ ledger }: Simulator, deviceId = 'porch'): RequestRecord[] {
  return ledger
    .requests()
    .filter((request) => request.method === 'POST' && request.deviceId === deviceId);
}

export const sessionsOf = ({ ledger }: Simulator, deviceId = 'porch'): SessionRecord[] =>
  ledger.sessions().filter((session) => session.deviceId === deviceId);

/** Resolves with the session when it has ended. */
export async function ended(
  simulator: Simulator,
  index = 0,
  timeoutMs = 10_000,
): Promise<SessionRecord> {
  const session = (): SessionRecord | undefined => sessionsOf(simulator)[index];
  await simulator.ledger.when(() => session()?.endedAt !== undefined, timeoutMs);
  return session() as SessionRecord;
}

/** All that a screen reader has been told by itself, in order. */
export function heard(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => window.tools.heard);
}

/** What has the focus: a button's name, `frame`, or `body`, where nobody is any more. */
export function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const inner = document.activeElement?.shadowRoot?.activeElement;
    if (!(inner instanceof HTMLElement)) return document.activeElement?.localName ?? 'nothing';
    if (inner.classList.contains('frame')) return 'frame';
    return inner.textContent || inner.title;
  });
}

/** Names that a screen reader hears for a role: the browser's own tree, which knows an element's defaults. */
export async function namesInTree(page: Page, role: string): Promise<string[]> {
  const nodes = await tree(page);
  return nodes.filter((node) => node.role === role).map(({ name }) => name);
}

/**
 * What a screen reader comes by in the player, in order: role, name, state; numbers are `#`, and a description that would
 * be read beside the name comes after `also`.
 */
export async function readOut(page: Page): Promise<string[]> {
  const nodes = await tree(page);
  return nodes
    .slice(nodes.findIndex(({ role }) => role === 'group'))
    .filter(({ role }) => !silentRoles.has(role))
    .map(({ role, name, states, description }) =>
      [role === 'StaticText' ? '' : role, name, ...states, description && `also: ${description}`]
        .filter((word) => word !== '')
        .join(' ')
        .replace(/\d+/g, '#'),
    );
}

/** Read through what is in them, or not at all. */
const silentRoles = new Set([
  ...['generic', 'none', 'status', 'paragraph', 'InlineTextBox', 'DescriptionList', 'term'],
  ...['definition', 'DescriptionListTerm', 'DescriptionListDetail', 'SvgRoot'],
]);
/** Their name is all that is read. */
const namedByText = new Set(['button', 'timer']);

interface Read {
  readonly role: string;
  readonly name: string;
  readonly states: readonly string[];
  readonly description: string;
}

async function tree(page: Page): Promise<Read[]> {
  const client = await page.context().newCDPSession(page);
  const { nodes } = await client.send('Accessibility.getFullAXTree');
  await client.detach();
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const inOrder = (id: string): (typeof nodes)[number][] => {
    const node = byId.get(id);
    if (node === undefined) return [];
    const isLeaf = namedByText.has(String(node.role?.value));
    return [node, ...(isLeaf ? [] : (node.childIds ?? []).flatMap(inOrder))];
  };
  return inOrder(nodes[0]?.nodeId ?? '')
    .filter(({ ignored }) => !ignored)
    .map(({ role, name, description, properties = [] }) => ({
      role: String(role?.value),
      name: String(name?.value ?? ''),
      states: properties.flatMap(({ name: state, value: { value } }) => stateWord(state, value)),
      description: String(description?.value ?? ''),
    }));
}

function stateWord(state: string, value: unknown): string[] {
  if (state === 'pressed') return [value === 'true' ? '(on)' : '(off)'];
  if (state === 'expanded') return [value === true ? '(open)' : '(closed)'];
  return state === 'disabled' && value === true ? ['(disabled)'] : [];
}

/** What has the focus, if something lies over its middle; empty: nothing does, or it is taller than the page. */
export function coveredFocus(page: Page): Promise<string> {
  return page.evaluate(() => {
    let place: Element | null = document.activeElement;
    while (place?.shadowRoot?.activeElement) place = place.shadowRoot.activeElement;
    if (place === null || place === document.body) return 'body';
    const { left, top, width, height } = place.getBoundingClientRect();
    const root = place.getRootNode() as Document | ShadowRoot;
    const found = root.elementFromPoint(left + width / 2, top + height / 2);
    const isIn = place === found || place.contains(found);
    // What a slot shows in it is its child for the eyes alone.
    const isShown = place
      .querySelector('slot')
      ?.assignedElements()
      .includes(found ?? place);
    return isIn || isShown === true || height > innerHeight - 16 ? '' : place.outerHTML;
  });
}

/** Keeps a file back. @returns Lets it come; throws when nobody has asked for it, as under another name. */
export async function hold(page: Page, file: string): Promise<() => void> {
  let asked = false;
  let comes = (): void => undefined;
  const held = new Promise<void>((resolve) => (comes = resolve));
  await page.route(file, async (route) => {
    asked = true;
    await held;
    await route.continue();
  });
  return () => {
    if (!asked) throw new Error(`nobody has asked for ${file}`);
    comes();
  };
}
