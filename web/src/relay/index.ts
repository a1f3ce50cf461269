export { createRelay, type Relay } from './relay.js';
export type {
  LeaseKey,
  OwnedToken,
  RelayContext,
  RelayEvent,
  RelayOptions,
  RelayQuota,
  RelayTimeouts,
  TokenRequest,
} from './options.js';
export type { ProblemCode, RelayProblem } from './problem.js';
export type {
  Change,
  Claim,
  LimitStep,
  LimitStore,
  Lowering,
  Refusal,
  Taking,
} from './limits/store.js';
