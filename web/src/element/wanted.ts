// What a player's attributes and properties ask for, as options of a session, or what is missing.

import type {
  HeadersSource,
  LiveSessionOptions,
  Power,
  SessionTimes,
  TokenRequest,
  TokenSource,
} from '../index.js';
import { readAddress } from '../session/address.js';

/** Empty texts and nulls: not said. */
export interface Settings {
  readonly src: string;
  readonly deviceId: string;
  readonly componentId: string;
  readonly apiBase: string;
  readonly power: Power | null;
  readonly extend: number | null;
  readonly keepWhenHidden: boolean;
  readonly credentials: RequestCredentials;
  readonly token: TokenSource | null;
  readonly headers: HeadersSource | null;
  readonly iceServers: readonly RTCIceServer[] | null;
  readonly times: SessionTimes | null;
}

/** Functions in it are replaced by newer ones: frameworks make a new one for each rendering. */
export interface SignIn {
  token: TokenSource | null;
  headers: HeadersSource | null;
}

export interface Wanted {
  readonly options: LiveSessionOptions;
  readonly signIn: SignIn;
  /** Another one needs another session. */
  readonly key: string;
}

export type Missing = 'noCamera' | 'noToken';

/** What names the camera. Beside a device id `src` is only the way there, unless it leads to another origin. */
export function cameraOf({ src, deviceId, componentId, apiBase }: Settings): string {
  const way = src === '' || deviceId === '' ? src : readAddress(src)?.origin;
  return JSON.stringify([way, deviceId, componentId, apiBase]);
}

export function wantedBy(settings: Settings): Wanted | Missing {
  const signIn: SignIn = { token: settings.token, headers: settings.headers };
  const options = optionsFor(settings, signIn);
  return typeof options === 'string'
    ? options
    : { options, signIn, key: keyOf(options, cameraOf(settings)) };
}

function optionsFor(settings: Settings, signIn: SignIn): LiveSessionOptions | Missing {
  const { src, deviceId, componentId, apiBase, token, credentials } = settings;
  const common = {
    power: settings.power ?? undefined,
    extend: settings.extend ?? undefined,
    keepWhenHidden: settings.keepWhenHidden,
    iceServers: settings.iceServers ?? undefined,
    times: settings.times ?? undefined,
  };
  if (src !== '') {
    return { ...common, src, headers: newest(signIn, 'headers'), credentials };
  }
  if (deviceId === '') {
    return 'noCamera';
  }
  if (token === null || token === '') {
    return 'noToken';
  }
  return {
    ...common,
    deviceId,
    componentId,
    apiBase: apiBase === '' ? undefined : apiBase,
    token: newest(signIn, 'token') ?? '',
  };
}

/** A function asks whichever is set when it is called. */
function newest<Kind extends keyof SignIn>(
  signIn: SignIn,
  kind: Kind,
): NonNullable<SignIn[Kind]> | undefined {
  const source = signIn[kind];
  if (typeof source !== 'function') {
    return source ?? undefined;
  }
  const ask: unknown = (request: TokenRequest) => {
    const now = signIn[kind];
    return typeof now === 'function' ? now(request) : now;
  };
  return ask as NonNullable<SignIn[Kind]>;
}

/** Frameworks make options anew for each rendering: what counts is what they say, and of functions only that they are there. */
function keyOf({ headers, token, ...others }: LiveSessionOptions, camera: string): string {
  return JSON.stringify([
    { ...others, src: camera },
    typeof token === 'function' ? 'function' : [token],
    typeof headers === 'function' ? 'function' : [...new Headers(headers)],
  ]);
}
