// The bare tag and the component in JSX. Never run.

import { useRef } from 'react';
import { RingLive } from 'ring-live/react';
import type { RingLiveElement } from 'ring-live/element';

export function Porch() {
  const player = useRef<RingLiveElement>(null);
  return (
    <>
      <RingLive
        ref={player}
        src="/cameras/porch/whep"
        power="line"
        extend={600}
        iceServers={[]}
        className="tile"
        onFirstframe={({ detail }) => detail.width}
        onPlaying={({ type }) => type.length}
        onTimeUpdate={() => undefined}
        headers={() => ({ authorization: 'mine' })}
        onClick={() => void player.current?.play()}
      >
        <img slot="poster" alt="" />
      </RingLive>
      <ring-live
        device-id="d1"
        token="t"
        controls
        extend={600}
        onpause={() => undefined}
        onerror={({ detail }) => detail.error}
      />
      <ring-live-wall max-live="4" patrol={20} onreorder={({ detail }) => detail.order.length}>
        <RingLive src="/cameras/gate/whep" priority={1} />
      </ring-live-wall>
      {/* @ts-expect-error a camera has no such power */}
      <RingLive power="solar" />
      {/* @ts-expect-error React gives this one to media elements alone */}
      <RingLive onCanPlay={() => undefined} />
      {/* @ts-expect-error nor has the tag */}
      <ring-live power="solar" />
    </>
  );
}
