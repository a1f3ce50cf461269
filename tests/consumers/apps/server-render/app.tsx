// Rendered on the server first, then in the browser.

import { useState } from 'react';
import { RingLive } from 'ring-live/react';

export function App() {
  const [phase, setPhase] = useState('idle');
  return (
    <main>
      <RingLive
        src="/cameras/porch/whep"
        controls
        extend={600}
        autoplay
        iceServers={[]}
        onPhasechange={({ detail }) => {
          setPhase(detail.phase);
        }}
      >
        <p>The porch</p>
      </RingLive>
      <output>{phase}</output>
    </main>
  );
}
