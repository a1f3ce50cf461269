import type { Relay, RelayContext } from 'ring-live/relay';
import { relayFor, type Environment } from './relay.js';

let relay: Relay | undefined;

export default {
  fetch(request: Request, env: Environment, context: RelayContext): Promise<Response> {
    relay ??= relayFor(env);
    return relay(request, context);
  },
};
