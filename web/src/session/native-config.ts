// What a page asks for, written down for the native module.

import { readAddress } from './address.js';
import type { NativeConfig } from './contract.js';
import { recall } from './experience.js';
import { defaultApiBase } from './options.js';
import type { LiveSessionOptions, SessionTimes } from './options.js';
import { now } from './ports.js';
import type { HeadersSource, TokenSource } from './ports.js';
import { toMilliseconds } from './units.js';

/** The core's view of the options, made anew for each opening. Holds no token. */
export function nativeConfig(options: LiveSessionOptions): NativeConfig {
  const { slowestFirstFrame, slowestAt, aloneAt, doubt } = recall(options);
  return {
    src: options.src === undefined ? '' : absolute(options.src),
    api_base: options.src === undefined ? absolute(options.apiBase ?? defaultApiBase) : '',
    device_id: options.deviceId ?? '',
    component_id: options.componentId ?? '',
    page_origin: globalThis.location?.origin ?? '',
    bearer: signIn(options.token ?? options.headers),
    power: options.power ?? '',
    extend: toMilliseconds(options.extend ?? 0),
    keep_when_hidden: options.keepWhenHidden ?? false,
    ice_servers: whoseServers(options.iceServers),
    seed: crypto.getRandomValues(new Uint32Array(1))[0] ?? 1,
    slowest_first_frame: slowestFirstFrame,
    slowest_age: now() - slowestAt,
    alone_age: aloneAt < 0 ? -1 : now() - aloneAt,
    doubt,
    times: nativeTimes(options.times ?? {}),
  };
}

function signIn(source: TokenSource | HeadersSource | undefined): NativeConfig['bearer'] {
  if (source === undefined) {
    return 'none';
  }
  return typeof source === 'function' ? 'provider' : 'fixed';
}

function whoseServers(named: readonly RTCIceServer[] | undefined): NativeConfig['ice_servers'] {
  if (named === undefined) {
    return 'service';
  }
  return named.length > 0 ? 'own' : 'none';
}

/** Left as it is when it cannot be resolved: the core then says why it cannot be used. */
function absolute(url: string): string {
  return readAddress(url)?.href ?? url;
}

/** `gatheringQuiet` in seconds becomes `gathering_quiet` in milliseconds. */
function nativeTimes(times: SessionTimes): Record<string, number> {
  const named: Record<string, number> = {};
  for (const [name, seconds] of Object.entries(times) as [string, number | undefined][]) {
    if (seconds !== undefined) {
      named[name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)] =
        toMilliseconds(seconds);
    }
  }
  return named;
}
