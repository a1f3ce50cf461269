import { createRelay, type Relay } from 'ring-live/relay';

export interface Environment {
  LEASE_KEY: string;
  RING_TOKEN: string;
  /** For development; without it the camera service itself. */
  RING_API?: string;
  /** Stands for the sessions that your app has. */
  COOKIE_OF_ANN: string;
}

export function relayFor(env: Environment): Relay {
  return createRelay({
    leaseKey: env.LEASE_KEY,
    // Who is it, and may they watch this camera? Yours.
    authorize: ({ headers }, deviceId) => {
      const cookies = headers.get('Cookie')?.split('; ') ?? [];
      return cookies.includes(env.COOKIE_OF_ANN) && deviceId === 'front-door' ? 'ann' : null;
    },
    // The access token of the camera's owner, refreshed when it was refused. Yours.
    token: () => ({ token: env.RING_TOKEN, owner: 'owner-of-the-door' }),
    ...(env.RING_API !== undefined && { upstream: env.RING_API }),
  });
}
