/** @jsxImportSource solid-js */
import { createSignal } from 'solid-js';
import { render } from 'solid-js/web';
import 'ring-live/element';
import type {} from 'ring-live/solid';
import type { RingLiveElement } from 'ring-live/element';

function Porch() {
  let player: RingLiveElement | undefined;
  const [pictures, setPictures] = createSignal(0);
  const [said, setSaid] = createSignal('');
  const times = { lineLimit: 5, limitMargin: 0.2, rolloverLeast: 1.5, rolloverMost: 2, swap: 0.4 };
  return (
    <>
      <ring-live
        ref={player}
        src="/cameras/porch/whep"
        power="line"
        extend={10}
        prop:controls={true}
        prop:times={times}
        prop:iceServers={[]}
        prop:headers={() => ({ 'x-visit': 'mine' })}
        on:firstframe={() => setPictures((n) => n + 1)}
        on:playing={() => setSaid('playing')}
        on:error={(event) => setSaid(event.detail.error.kind)}
      />
      <output>
        {pictures()} {said()}
      </output>
      <button onClick={() => player?.continueWatching(5)}>More</button>
    </>
  );
}

const root = document.getElementById('root');
if (root !== null) render(() => <Porch />, root);
