// The demo's simulated cameras, and what a visitor may do to one of them.

import { fileURLToPath } from 'node:url';
import type { Device, DeviceOptions, Simulator } from '../../tests/simulator/index.js';
import { deskCameras } from './desk-cameras.js';

export const cameras: readonly DeviceOptions[] = [
  // Its media takes a detour on this machine, so that its network can be cut.
  { id: 'front-door', power: 'line', relay: true },
  { id: 'garage', power: 'battery', online: false },
  { id: 'side-gate', power: 'line', offsetSeconds: 40, stallAfterSeconds: 12 },
  { id: 'back-yard', power: 'line', offsetSeconds: 60 },
  ...deskCameras
    .filter(({ id }) => id !== 'front-door')
    .map(({ id, power }): DeviceOptions => ({
      ...{ id, power },
      // See make-clips.sh.
      picture: fileURLToPath(new URL(`clips/${id}.h264`, import.meta.url)),
      still: fileURLToPath(new URL(`clips/${id}.jpg`, import.meta.url)),
    })),
];

const troubles: Readonly<Record<string, (camera: Device) => void>> = {
  freeze(camera) {
    camera.stall();
  },
  'cut-network'(camera) {
    camera.blackout(8);
  },
  'take-offline'(camera) {
    camera.configure({ online: false });
    camera.cut();
  },
  'bring-back'(camera) {
    camera.configure({ online: true });
  },
};

/** @returns Whether there is such a trouble. */
export function makeTrouble(simulator: Simulator, name: string): boolean {
  const trouble = Object.hasOwn(troubles, name) ? troubles[name] : undefined;
  trouble?.(simulator.device('front-door'));
  return trouble !== undefined;
}

/** A token that works, or one that did. */
export function issueToken({ tokens }: Simulator, expired: boolean): string {
  const issued = tokens.issue();
  if (expired) tokens.expire(issued);
  return issued;
}
