// What the relay itself says no with: RFC 9457 problem details to the caller, the same facts to the
// operator. The words are fixed: nothing from outside, and nothing secret, can get into them.

const phrases = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  504: 'Gateway Timeout',
} as const;

const problems = {
  // Not 404: to a player that would be the camera, and it is the page's address; and of a DELETE, that nothing is open any more.
  'no-such-path': [400, "The relay's addresses end in /devices/{id}/whep or /devices/{id}/poster."],
  'wrong-method': [
    405,
    'POST opens a session at …/whep, DELETE closes it at its Location, GET is for …/poster and tethers.',
  ],
  'wrong-request': [400, 'The target or the Host of the request is none.'],
  // Not 403: to a player that would be the viewer's account, and it is the page's address, or this relay's options.
  'foreign-page': [
    400,
    "The page is not on the relay's origin, as the relay sees it: serve it there, or name its origin in allowedOrigins.",
  ],
  'wrong-type': [415, 'The body must be an offer, with Content-Type: application/sdp.'],
  'wrong-component': [400, 'component_id is too long or holds control characters.'],
  'offer-empty': [400, 'There is no offer. Was the body read before the relay could?'],
  'offer-too-long': [413, 'The offer is too long.'],
  'offer-late': [408, 'The offer did not arrive in time.'],
  'offer-cut': [400, 'The offer did not arrive whole.'],
  'not-authorized': [403, 'This visitor may not watch this camera.'],
  'authorize-failed': [500, 'Whether this visitor may watch this camera could not be found out.'],
  'too-many-openings': [429, 'Too many sessions are being opened at once.'],
  // A player knows these three by their codes (wasm/core/wire/failure.cpp).
  'camera-in-use': [429, 'As many watch this camera as may at the same time.'],
  'camera-time-used': [429, 'This camera has been watched for as long as it may be in an hour.'],
  'viewer-time-used': [429, 'This visitor has watched for as long as one may in an hour.'],
  'service-busy': [429, 'The camera service is being asked as often as it may be.'],
  'viewer-left': [400, 'The viewer left before the answer.'],
  'token-failed': [500, 'There is no usable token for the camera service.'],
  // Not 401: it is the owner who has to sign in again, not the viewer.
  'token-refused': [502, "The camera service refuses the token of the camera's owner."],
  'upstream-unreachable': [502, 'The camera service cannot be reached.'],
  'upstream-late': [504, 'The camera service did not answer in time.'],
  'upstream-redirect': [502, 'The camera service answered with a redirect, which is not followed.'],
  'upstream-location': [502, 'The camera service opened a session without a usable address.'],
  'upstream-answer': [502, 'The camera service opened a session without a usable answer.'],
  'no-such-session': [404, 'There is no such session.'],
  'session-left-open': [502, 'A session could not be closed; its time limit will end it.'],
  'no-poster': [404, 'There is no picture of this camera from the last day.'],
  'poster-elsewhere': [502, 'The camera service keeps the picture where the relay may not go.'],
  'poster-unusable': [502, 'The picture of this camera could not be had.'],
  'limits-unshared': [500, 'The store of limits is away: this instance counts by itself.'],
  internal: [500, 'The relay failed.'],
} as const satisfies Record<string, readonly [status: keyof typeof phrases, detail: string]>;

/** What went wrong; the extension member `code` of the problem details. */
export type ProblemCode = keyof typeof problems;

/** What a caller is told when its time is up: it depends on what is waited for. */
export interface Patience {
  late: ProblemCode;
}

/** Says what is waited for meanwhile. */
export async function during<T>(
  patience: Patience,
  late: ProblemCode,
  work: Promise<T>,
): Promise<T> {
  patience.late = late;
  try {
    return await work;
  } finally {
    patience.late = 'upstream-late';
  }
}

/** One refusal or failure of the relay, for the operator's log. Never holds a token or an upstream address. */
export interface RelayProblem {
  readonly code: ProblemCode;
  /** The HTTP status the caller was given; nobody was given one for `session-left-open` and `limits-unshared`. */
  readonly status: number;
  /** As asked for; missing while it is not known. */
  readonly deviceId?: string;
  /** As `authorize` named it, for a DELETE when the session was opened; missing while it is not known. */
  readonly subject?: string;
  /** Why the service cannot be reached: the platform's code, such as `ECONNREFUSED`. */
  readonly cause?: string;
}

/** For who has no log: a line on the console, and one for each code in a minute, whatever callers do. */
export function consoleLog(): (problem: RelayProblem) => void {
  const said = new Map<ProblemCode, number>();
  return ({ code, status, cause }) => {
    const now = performance.now();
    if (now < (said.get(code) ?? -Infinity) + 60_000) return;
    said.set(code, now);
    const what = [code, status, ...(cause === undefined ? [] : [cause])].join(' ');
    console.error(`ring-live relay: ${what}: ${problems[code][1]}`);
  };
}

export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly status: keyof typeof phrases;
  readonly #headers: Record<string, string>;

  constructor(
    code: ProblemCode,
    options: { headers?: Record<string, string>; cause?: string | undefined } = {},
  ) {
    const [status, detail] = problems[code];
    super(detail, { cause: options.cause });
    this.code = code;
    this.status = status;
    this.#headers = options.headers ?? {};
  }

  toResponse(): Response {
    const { code, status, message: detail } = this;
    return new Response(JSON.stringify({ title: phrases[status], status, detail, code }), {
      status,
      headers: {
        ...alwaysSent,
        'Content-Type': 'application/problem+json',
        ...this.#headers,
      },
    });
  }
}

/** On every response: nothing here may be kept, or be taken for a page. */
export const alwaysSent = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };
