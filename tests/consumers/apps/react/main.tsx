import { StrictMode, useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { RingLive } from 'ring-live/react';
import type { RingLiveElement } from 'ring-live/element';

const times = { lineLimit: 5, limitMargin: 0.2, rolloverLeast: 1.5, rolloverMost: 2, swap: 0.4 };

function Porch() {
  const player = useRef<RingLiveElement>(null);
  const [pictures, setPictures] = useState(0);
  const [said, setSaid] = useState('');
  const [line, setLine] = useState(true);
  return (
    <>
      <RingLive
        ref={player}
        className="tile"
        src="/cameras/porch/whep"
        power={line ? 'line' : undefined}
        extend={line ? 10 : undefined}
        controls
        times={times}
        iceServers={[]}
        headers={() => ({ 'x-visit': 'mine' })}
        onFirstframe={() => {
          setPictures((count) => count + 1);
        }}
        onPlaying={() => {
          setSaid('playing');
        }}
        onError={({ detail }) => {
          setSaid(detail.error.kind);
        }}
      />
      <output>
        {pictures} {said}
      </output>
      <button onClick={() => player.current?.continueWatching(5)}>More</button>
      <button
        onClick={() => {
          setLine(false);
        }}
      >
        Battery
      </button>
    </>
  );
}

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root');
createRoot(root).render(
  <StrictMode>
    <Porch />
  </StrictMode>,
);
