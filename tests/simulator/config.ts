// What may be asked for in JSON: the command's file and flags, and the bodies of the control requests. Everything is
// checked before anything is done, and whatever is wrong is told in one sentence that names its place.

import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import * as v from 'valibot';
import { BadInput } from './bad-input.js';
import type { DeviceOptions, DeviceSettings } from './device.js';
import type { ResourceName } from './devices-api.js';
import { replies, type Reply } from './errors.js';
import type { DeleteFault, FaultOrder, GetFault, PostFault, TokenFault } from './faults.js';
import type { OAuthOptions } from './oauth.js';
import type { SimulatorOptions } from './server.js';

// Words of our own: the usual ones repeat the value, and some of these are secrets.
const text = v.pipe(v.string('expected a text'), v.nonEmpty('expected a text'));
const seconds = v.pipe(v.number(), v.minValue(0), v.maxValue(86_400));
const integer = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
/** JSON has no undefined: null takes a setting back to none. */
const orNone = <S extends v.GenericSchema>(shape: S) =>
  v.pipe(
    v.nullable(shape),
    v.transform((value) => value ?? undefined),
  );
// Node throws when a header holds anything else.
const headerValue = v.pipe(v.string(), v.regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'not a header value'));
const headerName = v.pipe(v.string(), v.regex(/^[\w!#$%&'*+.^`|~-]+$/, 'not a header name'));

const changes = v.strictObject({
  power: v.exactOptional(v.picklist(['battery', 'line'])),
  limitSeconds: v.exactOptional(orNone(seconds)),
  auth: v.exactOptional(v.picklist(['bearer', 'none'])),
  cors: v.exactOptional(v.picklist(['off', 'on', 'hide-location'])),
  online: v.exactOptional(v.boolean()),
  codec: v.exactOptional(v.picklist(['h264', 'vp8'])),
  concurrency: v.exactOptional(v.picklist(['allow', 'reject', 'replace'])),
  overlapStatus: v.exactOptional(v.picklist([409, 429, 500, 503])),
  location: v.exactOptional(v.picklist(['absolute', 'relative'])),
  locationQuery: v.exactOptional(v.boolean()),
  relay: v.exactOptional(v.boolean()),
  firstFrameSeconds: v.exactOptional(orNone(seconds)),
  stallAfterSeconds: v.exactOptional(orNone(seconds)),
  stallForSeconds: v.exactOptional(orNone(seconds)),
} satisfies Record<keyof DeviceSettings, v.GenericSchema>);

const documented: Readonly<Record<number, () => Reply>> = {
  400: () => replies.badRequest('Invalid SDP offer'),
  401: replies.unauthorized,
  403: replies.forbidden,
  404: replies.notFound,
  409: replies.conflict,
  429: replies.rateLimited,
  500: replies.serverError,
  503: replies.deviceOffline,
};

const reply = v.union(
  [
    v.pipe(
      v.picklist(Object.keys(documented).map(Number)),
      v.transform((status) => documented[status]?.() ?? { status }),
    ),
    v.strictObject({
      status: integer(200, 599),
      headers: v.optional(v.record(headerName, headerValue)),
      body: v.optional(v.string()),
    }),
  ],
  `expected ${Object.keys(documented).join(', ')} or {"status", "headers", "body"}`,
);

const requestFault = {
  reply: v.optional(reply),
  echoAuthorization: v.optional(v.boolean()),
  redirectTo: v.optional(headerValue),
  delaySeconds: v.optional(seconds),
} satisfies Record<keyof GetFault, v.GenericSchema>;

const postFault = {
  ...requestFault,
  never: v.optional(v.picklist(['without-session', 'with-session'])),
  clientGone: v.optional(v.picklist(['open', 'drop'])),
  answer: v.optional(v.picklist(['garbage', 'empty', 'html', 'audio-section', 'wrong-mid'])),
  direction: v.optional(v.picklist(['recvonly', 'sendrecv', 'inactive'])),
  location: v.optional(
    v.union(
      [
        v.picklist(['missing', 'foreign', 'hostile', 'hidden']),
        v.strictObject({ value: v.string() }),
      ],
      'expected "missing", "foreign", "hostile", "hidden" or {"value"}',
    ),
  ),
  firstFrameSeconds: v.optional(seconds),
  lagSeconds: v.optional(seconds),
  noMedia: v.optional(v.boolean()),
  noKeyframes: v.optional(v.boolean()),
  stallAfterSeconds: v.optional(seconds),
  stallForSeconds: v.optional(seconds),
  cutAfterSeconds: v.optional(seconds),
} satisfies Record<keyof PostFault, v.GenericSchema>;

const deleteFault = {
  ...requestFault,
  never: v.optional(v.picklist(['closing', 'leaving-open'])),
} satisfies Record<keyof DeleteFault, v.GenericSchema>;

const tokenFault = {
  reply: requestFault.reply,
  delaySeconds: requestFault.delaySeconds,
  cut: v.optional(v.picklist(['before', 'after'])),
} satisfies Record<keyof TokenFault, v.GenericSchema>;

// JSON has no Infinity.
const times = v.optional(
  v.union(
    [
      integer(1, 1_000_000),
      v.pipe(
        v.literal('always'),
        v.transform(() => Infinity),
      ),
    ],
    'expected a number from 1 or "always"',
  ),
);

const faultOrder = {
  post: v.optional(v.strictObject(postFault)),
  delete: v.optional(v.strictObject(deleteFault)),
  get: v.optional(v.strictObject(requestFault)),
  times,
} satisfies Record<keyof FaultOrder, v.GenericSchema>;

const attributes = v.optional(v.record(v.string(), v.unknown()));

const device = v.strictObject({
  ...changes.entries,
  id: text,
  name: v.optional(text),
  picture: v.optional(text),
  still: v.optional(text),
  resources: v.optional(
    v.strictObject({
      status: attributes,
      capabilities: attributes,
      configurations: attributes,
      location: attributes,
    } satisfies Record<ResourceName, v.GenericSchema>),
  ),
  offsetSeconds: v.optional(seconds),
  faults: v.optional(v.array(v.strictObject(faultOrder))),
}) satisfies v.GenericSchema<unknown, DeviceOptions>;

const scope = { devices: v.optional(v.array(text)), seconds: v.optional(seconds) };
const token = v.strictObject({ token: text, ...scope });

const oauth = v.strictObject({
  clientId: text,
  clientSecret: text,
  tokenSeconds: v.optional(seconds),
  refreshTokens: v.optional(v.array(text)),
}) satisfies v.GenericSchema<unknown, OAuthOptions>;

const config = v.strictObject({
  devices: v.optional(v.pipe(v.array(device), v.nonEmpty())),
  defaults: v.optional(changes),
  tokens: v.optional(v.array(v.union([text, token], 'expected a token or {"token", "devices"}'))),
  oauth: v.optional(oauth),
  requestsPerSecond: v.optional(integer(1, 1_000_000)),
  seed: v.optional(integer(0, Number.MAX_SAFE_INTEGER)),
});

const flaggedFault = v.strictObject({ device: v.optional(text), ...faultOrder });

export const shapes = {
  config,
  changes,
  device,
  fault: v.strictObject(faultOrder),
  tokenFault: v.strictObject({ ...tokenFault, times }),
  flaggedFault,
  newToken: v.strictObject({ token: v.optional(text), ...scope }),
  scope: v.strictObject({ devices: scope.devices }),
  loss: v.strictObject({
    rate: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
    direction: v.optional(v.picklist(['from-camera', 'to-camera', 'both'])),
    seed: v.optional(integer(0, 0xffff_ffff)),
  }),
  delay: v.strictObject({
    seconds,
    jitter: v.optional(seconds),
    seed: v.optional(integer(0, 0xffff_ffff)),
  }),
  blackout: v.strictObject({ seconds: v.optional(seconds) }),
  port: v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number), integer(0, 65_535)),
  seed: v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number)),
};

/**
 * The value in the shape asked for.
 *
 * @param place where it comes from, to be named in what is thrown
 * @throws BadInput
 */
export function read<S extends v.GenericSchema>(
  shape: S,
  value: unknown,
  place: string,
): v.InferOutput<S> {
  const { success, output, issues } = v.safeParse(shape, value);
  if (success) return output;
  throw new BadInput(sentence(issues[0], place));
}

/** @throws BadInput for all but an object */
export function parse(json: string, place: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new BadInput(`${place}: this is not JSON`);
  }
  // To the shapes below an array is an object too.
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new BadInput(`${place}: expected a JSON object`);
  return value;
}

function sentence(issue: v.BaseIssue<unknown>, place: string): string {
  const where = [place, v.getDotPath(issue)].filter((part) => part !== null && part !== '');
  const at = where.join(': ');
  if (issue.type === 'strict_object' && issue.expected === 'never') return `${at}: no such key`;
  if (issue.received === 'undefined') return `${at}: missing`;
  const { message } = issue;
  return `${at}: ${message.slice(0, 1).toLowerCase()}${message.slice(1)}`;
}

/** A configuration file: {@link SimulatorOptions} as JSON, with the paths in it relative to the file. */
export function readConfigFile(path: string): SimulatorOptions {
  let json: string;
  try {
    json = readFileSync(path, 'utf8');
  } catch (error) {
    throw new BadInput(`${path}: cannot be read (${(error as NodeJS.ErrnoException).code ?? '?'})`);
  }
  const { defaults, devices, ...rest } = read(config, parse(json, path), path);
  const here = dirname(path);
  return { ...rest, ...defaults, devices: devices?.map((device) => withFiles(device, here)) };
}

function withFiles({ picture, still, ...device }: DeviceOptions, folder: string): DeviceOptions {
  return {
    ...device,
    ...(picture !== undefined && { picture: resolve(folder, picture) }),
    ...(still !== undefined && { still: resolve(folder, still) }),
  };
}
