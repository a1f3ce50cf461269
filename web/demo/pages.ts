// The demo's pages: what each says at its top, and one frame around what it shows.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

interface DemoPage {
  /** In the head of all pages. */
  readonly link: string;
  readonly title: string;
  readonly lead: string;
  /** Below /demo/. */
  readonly script: string;
  /** What the page shows: its `<main>`. */
  readonly main: string;
}

/** By their paths. */
const pages: Readonly<Record<string, DemoPage>> = {
  '/': {
    link: 'The desk',
    title: 'ring-live · the desk',
    lead: 'Nine simulated cameras, four of them live: places go round, batteries have a budget, and what happens comes first. Enlarge one with Enter or a double click: there you find its buttons, also for the last 30 seconds as a file.',
    script: 'desk',
    main: 'desk.html',
  },
  '/players': {
    link: 'One by one',
    title: 'ring-live · four simulated cameras',
    lead: "Four simulated cameras behind a relay on this page's origin: the page has no token, and the service lets no page in. Each picture is real WebRTC video; below it you see what the service saw.",
    script: 'demo',
    main: 'players.html',
  },
  '/direct': {
    link: 'Without a relay',
    title: 'ring-live · without a relay',
    lead: "The page itself holds the camera owner's token. That suits your own tools only: a token opens every camera of its owner, and the real service lets no page in.",
    script: 'direct',
    main: 'direct.html',
  },
};

const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const frame = pathOf('frame.html');
/** On two of them: see troubles.ts. */
const troubles = pathOf('troubles.html');

/** Undefined where there is no such page. Read anew each time: a demo is edited while it runs. */
export async function readPage(path: string): Promise<string | undefined> {
  const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
  if (page === undefined) return undefined;
  const [around = '', main = '', buttons = ''] = await Promise.all(
    [frame, pathOf(page.main), troubles].map((file) => readFile(file, 'utf8')),
  );
  return fill(around, { ...page, main: fill(main, { troubles: buttons }), links: links(path) });
}

function fill(text: string, holes: Readonly<Record<string, string>>): string {
  return text.replace(/{{(\w+)}}/g, (_hole, name: string) => holes[name] ?? '');
}

function links(here: string): string {
  const link = ([path, page]: [string, DemoPage]): string =>
    `<a href="${path}"${path === here ? ' aria-current="page"' : ''} data-text>${page.link}</a>`;
  return Object.entries(pages).map(link).join('\n');
}

/** For the policy: so that the one script without an address may be there, and no other. */
export function importMapHash(): string {
  const [, map = ''] =
    /<script type="importmap">([^]*?)<\/script>/.exec(readFileSync(frame, 'utf8')) ?? [];
  return `sha256-${createHash('sha256').update(map).digest('base64')}`;
}
