// Replies of the service, to the letter where its documentation gives the letter (live-video page, "Common Error
// Responses"; error-handling page). Details that are our guess are marked: a client must not depend on them.

export interface Reply {
  status: number;
  headers?: Record<string, string> | undefined;
  body?: string | Buffer | undefined;
}

/** What a second session on one device may be refused with. */
export type OverlapStatus = 409 | 429 | 500 | 503;

function errorReply(status: number, title: string, detail?: string): Reply {
  const error = { status: String(status), title, ...(detail === undefined ? {} : { detail }) };
  return {
    status,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ errors: [error] }),
  };
}

export const replies = {
  badRequest: (detail: string): Reply => errorReply(400, 'Bad Request', detail),
  incompatibleDirection: (): Reply => errorReply(400, 'Bad Request', 'Incompatible send direction'),
  unauthorized: (): Reply => errorReply(401, 'Invalid Client'),
  forbidden: (): Reply => errorReply(403, 'Out of Scope Access'),
  notFound: (): Reply => errorReply(404, 'Not Found'),
  /** Not documented by the service. */
  methodNotAllowed: (): Reply => errorReply(405, 'Method Not Allowed'),
  /** Not documented by the service: nobody has published what a second session on one device meets. */
  conflict: (): Reply =>
    errorReply(409, 'Conflict', 'A live session is already open on this device'),
  rateLimited: (retryAfterSeconds = 60): Reply => {
    const reply = errorReply(
      429,
      'Rate Limit Exceeded',
      `Too many requests. Please retry after ${String(retryAfterSeconds)} seconds.`,
    );
    reply.headers = {
      ...reply.headers,
      'Retry-After': String(retryAfterSeconds),
      'X-RateLimit-Limit': '100',
      'X-RateLimit-Remaining': '0',
    };
    return reply;
  },
  /** The service documents no body; one was never seen either. */
  serverError: (): Reply => ({ status: 500 }),
  deviceOffline: (): Reply => errorReply(503, 'Device Unavailable', 'Device is currently offline'),
  /** Of media downloads, which have errors of another shape. */
  mediaNotFound: (): Reply => ({
    status: 416,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      errors: [{ status: '416', code: 'MEDIA_NOT_FOUND', detail: 'No media in this range' }],
    }),
  }),
  /** The words of each are the documented ones; that a second session meets any of them is not documented. */
  overlap: (status: OverlapStatus): Reply => {
    if (status === 429) return replies.rateLimited();
    if (status === 500) return replies.serverError();
    return status === 503 ? replies.deviceOffline() : replies.conflict();
  },
  /** A 401 that repeats the credential, as careless gateways do: whoever shows or logs it leaks the token. */
  echoedCredential: (authorization: string): Reply =>
    errorReply(401, 'Invalid Client', `Rejected credential: ${authorization}`),
};
