// ring-live/react where there is no browser, and its types: what TypeScript lets through is what the
// element has. What it does in a browser is shown by tests/consumers.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createElement, createRef, type ReactElement } from 'react';
import { renderToString } from 'react-dom/server';
import { RingLive, type RingLiveProps, type RingLiveTagProps } from '../../web/src/react.js';
import type { RingLiveElement } from '../../web/src/element/register.js';
import type { LiveSessionEventMap } from '../../web/src/session/events.js';
import type { RingLiveError, SessionTimes, TokenSource } from '../../web/src/index.js';
import { expectTrue, type Same } from './exact.js';

const rendered = (props: RingLiveProps): string => renderToString(createElement(RingLive, props));

test('a server renders the tag with its attributes, as HTML names them', () => {
  assert.equal(
    rendered({ deviceId: 'd1', power: 'line', controls: true, autoplay: false, extend: 600 }),
    '<ring-live device-id="d1" power="line" controls="" extend="600"></ring-live>',
  );
});

test('what every element has, and children, are React’s business', () => {
  const poster = createElement('img', { slot: 'poster', alt: '' });
  assert.equal(
    renderToString(
      createElement(RingLive, { src: '/whep', className: 'tile', 'aria-label': 'Porch' }, poster),
    ),
    '<ring-live class="tile" aria-label="Porch" src="/whep"><img slot="poster" alt=""/></ring-live>',
  );
});

test('no token, provider or handler ends up in markup', () => {
  const html = rendered({
    deviceId: 'd1',
    token: 'a secret',
    iceServers: [{ urls: 'turn:example.com', credential: 'another secret' }],
    times: { post: 5 },
    onFirstframe: () => undefined,
  });
  assert.equal(html, '<ring-live device-id="d1"></ring-live>');
});

test('a ref may be given where there is nothing to refer to', () => {
  const ref = createRef<RingLiveElement>();
  assert.equal(renderToString(createElement(RingLive, { ref })), '<ring-live></ring-live>');
  assert.equal(ref.current, null);
});

expectTrue<Same<RingLiveProps['token'], TokenSource | null | undefined>>();
expectTrue<Same<RingLiveProps['times'], SessionTimes | null | undefined>>();
expectTrue<Same<RingLiveProps['autoplay'], boolean | undefined>>();
expectTrue<
  Same<RingLiveProps['onError'], ((event: LiveSessionEventMap['error']) => void) | undefined>
>();
expectTrue<
  Same<
    `on${Capitalize<keyof LiveSessionEventMap>}`,
    keyof RingLiveProps & `on${Capitalize<keyof LiveSessionEventMap>}`
  >
>();

/** Never called: the compiler reads it. */
export function compiles(): (ReactElement | RingLiveTagProps)[] {
  return [
    createElement(RingLive, {
      onError: ({ detail }) => detail.error satisfies RingLiveError,
      onClick: ({ clientX }) => clientX,
      ref: (element) => void element?.play(),
    }),
    // @ts-expect-error what the element tells is not told to it
    createElement(RingLive, { timeLeft: 4 }),
    // @ts-expect-error a method is no property
    createElement(RingLive, { play: () => undefined }),
    // @ts-expect-error there are two kinds of power
    createElement(RingLive, { power: 'solar' }),
    { src: '/whep', 'keep-when-hidden': true, onfirstframe: ({ detail }) => detail.width },
    // @ts-expect-error React 19 would overwrite the method of that name
    { src: '/whep', extend: '600' } satisfies RingLiveTagProps,
  ];
}
