// The part of it that is used here.
declare module 'janus-whep-server' {
  export interface IceServer {
    readonly uri: string;
    readonly username?: string;
    readonly credential?: string;
  }
  export class JanusWhepServer {
    constructor(options: {
      janus: { address: string };
      rest: { port: number; basePath: string };
      iceServers?: readonly IceServer[];
      debug?: 'err' | 'warn' | 'info' | 'verb' | 'debug';
    });
    /** Whether it takes the Janus at hand for one that answers offers. */
    multistream: boolean;
    start(): Promise<this>;
    on(event: 'janus-reconnected', listener: () => void): this;
    createEndpoint(endpoint: { id: string; mountpoint: number }): unknown;
    listSubscribers(): { endpoint: string; uuid: string }[];
  }
}
