// Makes the native session of one opening: what the page asks for and the browser, handed to the module together.

import type { MainModule } from './contract.js';
import { nativeConfig } from './native-config.js';
import { browserPorts } from './native-ports.js';
import type { PortOptions } from './native-ports.js';
import { defaultIceServers } from './options.js';
import type { LiveSessionOptions } from './options.js';
import type { BrowserParts } from './ports.js';

/** @param early In place of what the options say, if anything. @returns The session's number. */
export function createSession(
  module: MainModule,
  options: LiveSessionOptions,
  early: BrowserParts | undefined,
  news: Pick<PortOptions, 'noticesWait' | 'streamArrived'>,
): number {
  const config = nativeConfig(options);
  const ports = browserPorts({
    ...news,
    parts: { ...options.ports, ...early },
    iceServers: options.iceServers ?? defaultIceServers,
    token: options.token ?? null,
    headers: options.headers ?? null,
    credentials: options.credentials ?? 'same-origin',
    endpoint: config.src,
  });
  return module.create(config, ports);
}
