export { startSimulator, type Simulator, type SimulatorOptions } from './server.js';
export type { Cors, Device, DeviceOptions, DeviceSettings } from './device.js';
export { replies, type OverlapStatus, type Reply } from './errors.js';
export type { Resources } from './devices-api.js';
export type {
  DeleteFault,
  FaultOptions,
  FaultOrder,
  GetFault,
  PostFault,
  TokenFault,
} from './faults.js';
export type { EndedBy, Ledger, LedgerView, RequestRecord, SessionRecord } from './ledger.js';
export type { DelayOptions, Direction, LossOptions } from './network-path.js';
export type { LinkRecord, OAuthOptions } from './oauth.js';
export type { TokenBook, TokenOptions, TokenScope } from './tokens.js';
export {
  startSimulatorProcess,
  type SimulatorProcess,
  type SimulatorProcessOptions,
} from './process.js';
export type { CameraCodec } from './offer-rules.js';
export { clipInfo, decodeStrip, stripInfo } from './clip.js';
