export { createRelay, type Relay } from './relay.js';
export type {
  LeaseKey,
  OwnedToken,
  RelayContext,
  RelayOptions,
  RelayTimeouts,
  TokenRequest,
} from './options.js';
export type { ProblemCode, RelayProblem } from './problem.js';
