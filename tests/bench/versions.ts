// Of what was compared.

import { readFileSync } from 'node:fs';

const compared = ['@eyevinn/webrtc-player', '@binbat/whip-whep'];

export function versions(): Record<string, string> {
  const { devDependencies } = JSON.parse(
    readFileSync(new URL('../consumers/package.json', import.meta.url), 'utf8'),
  ) as { devDependencies: Record<string, string> };
  return Object.fromEntries(compared.map((name) => [name, devDependencies[name] ?? 'unknown']));
}
