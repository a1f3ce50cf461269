import { relayFor, type Environment } from '../../../../../../../relay.js';

const relay = relayFor(process.env as unknown as Environment);
export { relay as POST, relay as DELETE };
