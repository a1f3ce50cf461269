export { createTokens, type OwnerState, type Tokens } from './tokens.js';
export { TokensError, type TokensErrorCode } from './error.js';
export type { TokensEvent, TokensOptions, TokensTimeouts } from './options.js';
export type { TokenStore } from './store.js';
export { memoryStore } from './memory.js';
export type { SecretKey } from '../seal.js';
