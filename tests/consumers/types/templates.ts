// What the templates of Vue and Svelte know of the tag; JSX has its own files. Never run.

import type {} from 'ring-live/svelte';
import type {} from 'ring-live/vue';
import type { SvelteHTMLElements } from 'svelte/elements';
import type { GlobalComponents } from 'vue';

type InVue = InstanceType<GlobalComponents['ring-live']>['$props'];
type InSvelte = SvelteHTMLElements['ring-live'];

export const vue: InVue = {
  ...{ src: '/whep', extend: '600', 'device-id': 'd1', headers: () => ({ mine: 'yes' }) },
  ...{ ref: 'player', class: 'tile', onClick: () => undefined },
  onFirstframe: ({ detail }) => detail.width,
  onPlaying: ({ type }) => type,
};
export const svelte: InSvelte = {
  ...{ src: '/whep', extend: 600, class: 'tile', iceServers: [] },
  onfirstframe: ({ detail }) => detail.width,
  ontimeupdate: () => undefined,
};
export const wallInVue: InstanceType<GlobalComponents['ring-live-wall']>['$props'] = {
  ...{ maxLive: 4, patrol: '20', controls: true },
  onReorder: ({ detail }) => detail.order.length,
};
export const wallInSvelte: SvelteHTMLElements['ring-live-wall'] = {
  ...{ 'max-live': 4, budget: '300', times: { keep: 20 } },
  onlivechange: ({ detail }) => detail.live.length,
};
// @ts-expect-error a camera has no such power
export const wrongVue: InVue = { power: 'solar' };
// @ts-expect-error a camera has no such power
export const wrongSvelte: InSvelte = { power: 'solar' };
