export { createRelay, type Relay, type RelayContext } from './relay.js';
export type { RelayOptions, RelayTimeouts, TokenRequest } from './options.js';
export type { ProblemCode, RelayProblem } from './problem.js';
export type { LeaseKey } from './lease.js';
