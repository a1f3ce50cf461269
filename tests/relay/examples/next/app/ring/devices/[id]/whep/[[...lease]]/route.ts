import type { Relay } from 'ring-live/relay';
import { relayFor, type Environment } from '../../../../../../relay';

let relay: Relay | undefined;

// Made for the first request: a build has no secrets.
const answer: Relay = (request, context) => {
  relay ??= relayFor(process.env as unknown as Environment);
  return relay(request, context);
};
export { answer as POST, answer as DELETE };
