import { StrictMode, useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { RingLive } from 'ring-live/react';
import type { RingLiveElement } from 'ring-live/element';

function Porch() {
  const player = useRef<RingLiveElement>(null);
  const [size, setSize] = useState('');
  const [line, setLine] = useState(true);
  return (
    <>
      <RingLive
        ref={player}
        className="tile"
        src="/cameras/porch/whep"
        power={line ? 'line' : undefined}
        extend={line ? 600 : undefined}
        iceServers={[]}
        onFirstframe={({ detail }) => {
          setSize(`${String(detail.width)} x ${String(detail.height)}`);
        }}
      />
      <output>{size}</output>
      <button onClick={() => void player.current?.play()}>Watch</button>
      <button onClick={() => void player.current?.pause()}>Stop</button>
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
