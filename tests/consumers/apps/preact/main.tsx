/** @jsxImportSource preact */
import { render } from 'preact';
import { useRef, useState } from 'preact/hooks';
import 'ring-live/element';
import type {} from 'ring-live/preact';
import type { RingLiveElement } from 'ring-live/element';

const times = { lineLimit: 5, limitMargin: 0.2, rolloverLeast: 1.5, rolloverMost: 2, swap: 0.4 };

function Porch() {
  const player = useRef<RingLiveElement>(null);
  const [pictures, setPictures] = useState(0);
  const [said, setSaid] = useState('');
  return (
    <>
      <ring-live
        ref={player}
        src="/cameras/porch/whep"
        power="line"
        extend={10}
        controls
        times={times}
        iceServers={[]}
        headers={() => ({ 'x-visit': 'mine' })}
        onfirstframe={() => setPictures((n) => n + 1)}
        onplaying={() => setSaid('playing')}
        onerror={(event) => setSaid(event.detail.error.kind)}
      />
      <output>
        {pictures} {said}
      </output>
      <button onClick={() => player.current?.continueWatching(5)}>More</button>
    </>
  );
}

const root = document.getElementById('root');
if (root !== null) render(<Porch />, root);
