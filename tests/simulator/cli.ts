// Four cameras to develop against: tsx tests/simulator/cli.ts --port 8080

import { parseArgs } from 'node:util';
import {
  startSimulator,
  type DeviceOptions,
  type Simulator,
  type SimulatorOptions,
} from './index.js';

const usage = `Usage: cli.ts [options]
  --port <number>   default 8080; 0 takes a free one
  --host <address>  default 127.0.0.1
  --token <token>   accepted bearer, repeatable; without one no bearer is asked for
  --device <json>   a camera of your own in place of the four, repeatable: {"id":"porch","relay":true}; device.ts
                    lists the settings
  --cors            lets pages on other origins in, which the real service does not`;

const usual: DeviceOptions[] = [
  { id: 'front-door', power: 'battery' },
  { id: 'driveway', power: 'line', offsetSeconds: 2 },
  { id: 'garden', power: 'battery', offsetSeconds: 4, locationQuery: true },
  { id: 'garage', power: 'line', offsetSeconds: 6, online: false },
];

interface Arguments {
  options: SimulatorOptions;
  tokens: string[];
}

function readArguments(): Arguments | undefined {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '8080' },
      host: { type: 'string', default: '127.0.0.1' },
      token: { type: 'string', multiple: true, default: [] },
      device: { type: 'string', multiple: true, default: [] },
      cors: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const tokens = values.token;
  const auth = tokens.length === 0 ? 'none' : 'bearer';
  const cors = values.cors ? 'on' : 'off';
  const given = values.device.map(readDevice);
  const devices = given.length === 0 ? usual : given;
  return {
    options: { devices, port: Number(values.port), host: values.host, auth, cors },
    tokens,
  };
}

function readDevice(json: string): DeviceOptions {
  const device = JSON.parse(json) as Partial<DeviceOptions> | null;
  if (typeof device?.id !== 'string') throw new Error(`a camera without an id: ${json}`);
  return { ...device, id: device.id };
}

function describe(simulator: Simulator): string {
  const lines = simulator.devices().map((device) => {
    const state = device.settings.online ? `${String(device.limitSeconds)} s` : 'offline';
    return `  ${device.id.padEnd(12)} ${state.padEnd(8)} ${simulator.origin}${simulator.endpointPath(device.id)}`;
  });
  return ['Simulated cameras:', ...lines, `Ledger: ${simulator.origin}/ledger`].join('\n');
}

async function main(): Promise<void> {
  const given = readArguments();
  if (given === undefined) {
    console.log(usage);
    return;
  }
  const simulator = await startSimulator(given.options);
  for (const token of given.tokens) simulator.tokens.issue(token);
  console.log(describe(simulator));
  // Exits by itself: the native library now and then misses the callback that lets the process go.
  const leave = async (): Promise<void> => {
    await simulator.close();
    process.exit();
  };
  // Started by `startSimulatorProcess`: the channel closes when the parent is gone, even by SIGKILL.
  process.once('disconnect', () => process.exit());
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void leave());
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  console.error(usage);
  process.exitCode = 1;
});
