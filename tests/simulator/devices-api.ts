// The reads beside the live view: JSON:API, so that a whole app can be tested. The service documents the types, the
// relationships and some attributes; `resources` of a device says the rest as an app's test needs it.

import type { Device } from './device.js';
import { replies, type Reply } from './errors.js';
import type { Exchange } from './exchange.js';
import { covers, type TokenBook } from './tokens.js';
import { interrupted, refuseCredential } from './whep.js';

export const resourceNames = ['status', 'capabilities', 'configurations', 'location'] as const;
export type ResourceName = (typeof resourceNames)[number];

/** Attributes by resource. */
export type Resources = {
  [name in ResourceName]?: Readonly<Record<string, unknown>> | undefined;
};

interface Resource {
  type: string;
  id: string;
  attributes: object;
}

export function isResourceName(name: string): name is ResourceName {
  return (resourceNames as readonly string[]).includes(name);
}

/** `GET /v1/devices`: those that the token may see. */
export function listDevices(exchange: Exchange, devices: Device[], tokens: TokenBook): void {
  const scope = tokens.scopeOf(exchange.authorization);
  const visible = devices.filter(
    ({ id, settings }) => settings.auth === 'none' || (scope !== undefined && covers(scope, id)),
  );
  const isOpen = devices.every(({ settings }) => settings.auth === 'none');
  exchange.reply(
    scope === undefined && !isOpen ? replies.unauthorized() : document(exchange, visible, true),
  );
}

/** `GET /v1/devices/{id}`, and below it each of its resources. */
export async function readDevice(
  exchange: Exchange,
  device: Device,
  tokens: TokenBook,
  resource: ResourceName | undefined,
): Promise<void> {
  const scripted = await interrupted(exchange, device.getFaults.take());
  exchange.reply(
    scripted ??
      refuseCredential(exchange, device, tokens) ??
      (resource === undefined
        ? document(exchange, [device], false)
        : json({ data: resourceOf(device, resource) })),
  );
}

function document(exchange: Exchange, devices: Device[], isList: boolean): Reply {
  const wanted = (exchange.query.get('include') ?? '').split(',').filter((name) => name !== '');
  const names = wanted.filter(isResourceName);
  // JSON:API section "Inclusion of Related Resources": a path that is not known must be refused.
  if (names.length < wanted.length) return replies.badRequest('Unknown include');
  const data = devices.map(deviceOf);
  const included = devices.flatMap((device) => names.map((name) => resourceOf(device, name)));
  return json({
    data: isList ? data : data[0],
    ...(names.length === 0 ? {} : { included }),
  });
}

function deviceOf({ id, name }: Device): Resource & { relationships: object } {
  const relationships = resourceNames.map((resource) => [
    resource,
    { data: { type: `device-${resource}`, id } },
  ]);
  return {
    type: 'devices',
    id,
    attributes: { name },
    relationships: Object.fromEntries(relationships),
  };
}

function resourceOf(device: Device, name: ResourceName): Resource {
  const attributes = { ...usualAttributes(device)[name], ...device.resources[name] };
  return { type: `device-${name}`, id: device.id, attributes };
}

function usualAttributes({ settings }: Device): Required<Resources> {
  return {
    status: { online: settings.online },
    // What a camera can do, not what a live session shows: real ones say 1080 and send 720 lines (observed).
    capabilities: {
      video: {
        codecs: ['AVC'],
        ratio: '16:9',
        max_resolution: 1080,
        supported_resolutions: [1080, 720],
        configurations: ['resolution_mode'],
      },
      battery_status: null,
    },
    configurations: { image_enhancements: { privacy_zones: [] }, motion_zones: [] },
    location: {},
  };
}

function json(body: object): Reply {
  // The service's error bodies come as application/json too; its documentation does not name the JSON:API type.
  return {
    status: 200,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  };
}
