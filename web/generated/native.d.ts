// TypeScript bindings for emscripten-generated code.  Automatically generated at compile time.
interface WasmModule {}

type EmbindString = ArrayBuffer | Uint8Array | Uint8ClampedArray | Int8Array | string;
interface EmbindModule {
  create(
    config: {
      src: string;
      api_base: string;
      device_id: string;
      component_id: string;
      page_origin: string;
      bearer: 'none' | 'fixed' | 'provider';
      power: string;
      extend: number;
      keep_when_hidden: boolean;
      ice_servers: 'service' | 'own' | 'none';
      seed: number;
      slowest_first_frame: number;
      slowest_age: number;
      alone_age: number;
      doubt: string;
      times: { [name: string]: number };
    },
    ports: {
      RTCPeerConnection: unknown;
      ice_servers: unknown;
      fetch(url: string, init: RequestInit): Promise<Response>;
      now(): number;
      wall(): number;
      set_timeout(callback: () => void, ms: number): unknown;
      clear_timeout(handle: unknown): void;
      ask_token(fresh: boolean): Promise<string | readonly string[]>;
      notices_wait(): void;
      stream_arrived(attempt: number, stream: MediaStream): void;
    },
  ): number;
  open(id: number, online: boolean): void;
  prepare(id: number): void;
  close(id: number): void;
  presence_changed(
    id: number,
    page_visible: boolean,
    on_screen: boolean,
    in_picture: boolean,
  ): void;
  page_left(id: number): void;
  page_returned(id: number): void;
  network_changed(id: number, online: boolean): void;
  viewer_removed(id: number): void;
  viewer_returned(id: number): void;
  frame_shown(id: number, attempt: number, width: number, height: number): void;
  drain(id: number): (
    | {
        type: 'phase';
        phase: 'idle' | 'starting' | 'live' | 'rolling' | 'waiting' | 'closing' | 'closed';
        reason: 'none' | 'requested' | 'limit' | 'removed' | 'failed';
        wait: 'none' | 'release' | 'retry' | 'offline' | 'unseen' | 'turn';
      }
    | { type: 'picture'; attempt: number }
    | {
        type: 'attempt';
        attempt: number;
        phase:
          | 'offering'
          | 'gathering'
          | 'posting'
          | 'countering'
          | 'answering'
          | 'connecting'
          | 'awaiting-frame'
          | 'flowing'
          | 'ending'
          | 'ended';
      }
    | {
        type: 'limit';
        attempt: number;
        ends_at: number;
        near: boolean;
        rest: number;
        length: number;
      }
    | { type: 'answer-repaired'; attempt: number }
    | {
        type: 'first-frame';
        attempt: number;
        width: number;
        height: number;
        timings: {
          gathering: number;
          token: number;
          post: number;
          connect: number;
          frame: number;
          total: number;
        };
      }
    | { type: 'stall'; attempt: number; stalled: boolean }
    | { type: 'post-slow'; attempt: number }
    | (({ type: 'failed' } | { type: 'recovering'; at: number }) & {
        failure: {
          kind:
            | 'unauthorized'
            | 'forbidden'
            | 'not-found'
            | 'bad-request'
            | 'device-offline'
            | 'rate-limited'
            | 'conflict'
            | 'used-up'
            | 'server'
            | 'network'
            | 'no-location'
            | 'foreign-location'
            | 'bad-answer'
            | 'incompatible-direction'
            | 'unsupported-browser'
            | 'unsupported-codec'
            | 'undecodable'
            | 'timeout'
            | 'ice-failed'
            | 'stalled'
            | 'ended-early'
            | 'no-network';
          stage:
            | 'setup'
            | 'offer'
            | 'gathering'
            | 'token'
            | 'post'
            | 'answer'
            | 'connect'
            | 'first-frame'
            | 'live';
          fault: 'page' | 'person' | 'service' | 'camera' | 'network' | 'browser';
          attempt: number;
          status: number;
          title: string;
          detail: string;
          request_id: string;
          retryable: boolean;
          retry_at: number;
          cross_origin: boolean;
        };
      })
    | {
        type: 'learned';
        slowest_first_frame: number;
        slowest_at: number;
        alone_at: number;
        doubt: 'none' | 'stopped' | 'refused';
      }
    | { type: 'release-failed'; attempt: number; status: number }
    | { type: 'defect'; fact: string }
  )[];
  stats(id: number, attempt: number): Promise<RTCStatsReport> | undefined;
  sessions_used(id: number): number;
  destroy(id: number): void;
  viewing_count(): number;
  handle_count(): number;
  extend(id: number, ms: number): void;
  camera_time(id: number): number;
  rename_endpoint(id: number, url: EmbindString): void;
  record(id: number): string;
  tell(id: number, attempt: number, what: number, value: any): void;
}

export type MainModule = WasmModule & EmbindModule;
export default function MainModuleFactory(options?: unknown): Promise<MainModule>;
