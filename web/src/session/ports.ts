// What a page may put in place of the browser's own, and what of the browser everything else here needs.

/** Asked for a bearer; `fresh` is true when the service refused the one before. */
export interface TokenRequest {
  readonly fresh: boolean;
}

/** A bearer, or how to get one. The provider is asked again for each opening. */
export type TokenSource = string | ((request: TokenRequest) => string | Promise<string>);

/** Header fields, or how to get them: asked before each request. */
export type HeadersSource =
  HeadersInit | ((request: TokenRequest) => HeadersInit | Promise<HeadersInit>);

/** What a test (or a page with unusual needs) may put in place of the browser's own. */
export interface BrowserParts {
  /** Default: the page's `RTCPeerConnection`, looked up when a session opens. */
  readonly RTCPeerConnection?: typeof RTCPeerConnection;
  /** Default: the page's `fetch`, looked up at each call. */
  readonly fetch?: (url: string, init?: RequestInit) => Promise<Response>;
}

/** Looked up when it is needed, not at import: a server has none, and test pages replace it. */
export function peerConstructor(parts: BrowserParts = {}): typeof RTCPeerConnection | null {
  return parts.RTCPeerConnection ?? globalThis.RTCPeerConnection ?? null;
}

/** The clock of all instants that the module names: monotonic, milliseconds. */
export function now(): number {
  return performance.now();
}
