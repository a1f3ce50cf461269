export { createRelay, type Relay } from './relay.js';
export type {
  OwnedToken,
  RelayContext,
  RelayOptions,
  RelayTimeouts,
  TokenRequest,
} from './options.js';
export type { ProblemCode, RelayProblem } from './problem.js';
export type { SecretKey as LeaseKey } from './seal.js';
