#!/usr/bin/env node
// The simulator as a command. In the repository: tsx tests/simulator/cli.ts --port 8080

import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { BadInput } from './bad-input.js';
import { parse, read, readConfigFile, shapes } from './config.js';
import { startSimulator, type Simulator, type SimulatorOptions } from './index.js';
import type { DeviceOptions } from './device.js';

const usage = `Usage: ring-live-simulator [options]
  --config <file>   cameras, tokens and faults as JSON; the flags below come on top of it
  --port <number>   default 8080; 0 takes a free one
  --host <address>  default 127.0.0.1; whoever reaches it may control the simulator
  --token <token>   accepted bearer, repeatable; without a token or a token endpoint no bearer is asked for
  --device <json>   a camera, repeatable: '{"id":"porch","power":"line"}'
  --picture <file>  MP4 or H.264 that all cameras without a picture of their own show
  --fault <json>    what goes wrong, repeatable: '{"device":"porch","post":{"reply":503},"times":2}';
                    without a device, at each of them
  --cors            lets pages on other origins in, which the real service does not
  --seed <number>   ids and tokens are the same in each run
  --fail-on-leak    ends with exit code 1 when a session was left open or closed wrongly
  --help, --version
Ends on SIGINT, SIGTERM or POST /control/shutdown.`;

const usual: DeviceOptions[] = [
  { id: 'front-door', power: 'battery' },
  { id: 'driveway', power: 'line', offsetSeconds: 2 },
  { id: 'garden', power: 'battery', offsetSeconds: 4, locationQuery: true },
  { id: 'garage', power: 'line', offsetSeconds: 6, online: false },
];

/** Exit codes: what a shell takes for wrong use, and what a build should fail for. */
const wrongUse = 2;
const leaked = 1;

function readFlags() {
  try {
    return parseArgs({
      options: {
        config: { type: 'string' },
        port: { type: 'string', default: '8080' },
        host: { type: 'string', default: '127.0.0.1' },
        token: { type: 'string', multiple: true, default: [] },
        device: { type: 'string', multiple: true, default: [] },
        picture: { type: 'string' },
        fault: { type: 'string', multiple: true, default: [] },
        cors: { type: 'boolean', default: false },
        seed: { type: 'string' },
        'fail-on-leak': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        version: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new BadInput((error as Error).message);
  }
}

type Flags = ReturnType<typeof readFlags>;

function optionsFrom(flags: Flags): SimulatorOptions {
  const file = flags.config === undefined ? {} : readConfigFile(flags.config);
  const tokens = [...(file.tokens ?? []), ...flags.token];
  const isOpen = tokens.length === 0 && file.oauth === undefined;
  const options: SimulatorOptions = {
    auth: isOpen ? 'none' : 'bearer',
    ...file,
    tokens,
    devices: withFaults(devicesFrom(flags, file.devices), flags.fault),
    port: read(shapes.port, flags.port, '--port'),
    host: flags.host,
  };
  if (flags.cors) options.cors = 'on';
  if (flags.seed !== undefined) options.seed = read(shapes.seed, flags.seed, '--seed');
  return options;
}

function devicesFrom(flags: Flags, inFile: DeviceOptions[] = []): DeviceOptions[] {
  const given = flags.device.map((json) =>
    read(shapes.device, parse(json, '--device'), '--device'),
  );
  const devices = [...inFile, ...given];
  const ids = devices.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) < index);
  if (twice !== undefined) throw new BadInput(`two devices are called ${twice}`);
  const cameras = devices.length === 0 ? usual : devices;
  const { picture } = flags;
  return picture === undefined ? cameras : cameras.map((camera) => ({ picture, ...camera }));
}

function withFaults(devices: DeviceOptions[], flags: string[]): DeviceOptions[] {
  const faults = flags.map((json) => read(shapes.flaggedFault, parse(json, '--fault'), '--fault'));
  for (const { device } of faults) {
    if (device !== undefined && !devices.some(({ id }) => id === device))
      throw new BadInput(`--fault: there is no device called ${device}`);
  }
  return devices.map((options) => {
    const hits = faults.filter(({ device }) => device === undefined || device === options.id);
    const added = hits.map(({ device: _device, ...order }) => order);
    return { ...options, faults: [...(options.faults ?? []), ...added] };
  });
}

function describe(simulator: Simulator): string {
  const lines = simulator.devices().map((device) => {
    const state = device.settings.online ? `${String(device.limitSeconds)} s` : 'offline';
    return `  ${device.id.padEnd(12)} ${state.padEnd(8)} ${simulator.origin}${simulator.endpointPath(device.id)}`;
  });
  return [
    'Simulated cameras:',
    ...lines,
    `Page: ${simulator.origin}/`,
    `Ledger: ${simulator.origin}/ledger`,
  ].join('\n');
}

async function run(flags: Flags): Promise<void> {
  // Exits by itself: the native library now and then misses the callback that lets the process go.
  const leave = async (): Promise<void> => {
    const leaks = simulator.leaks(); // before the end, which leaves nothing open
    await simulator.close();
    for (const leak of leaks) console.error(`leaked: ${leak}`);
    process.exit(flags['fail-on-leak'] && leaks.length > 0 ? leaked : 0);
  };
  const simulator = await startSimulator({
    ...optionsFrom(flags),
    onShutdown: () => void leave(),
  });
  console.log(describe(simulator));
  // Started by `startSimulatorProcess`: the channel closes when the parent is gone, even by SIGKILL.
  process.once('disconnect', () => process.exit());
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void leave());
}

function ownVersion(): string {
  // By its own name, for the file lies in different places in the repository and in the package.
  const ask = createRequire(import.meta.url);
  return (ask('ring-live-simulator/package.json') as { version: string }).version;
}

async function main(): Promise<void> {
  const flags = readFlags();
  if (flags.help) console.log(usage);
  else if (flags.version) console.log(ownVersion());
  else await run(flags);
}

main().catch((error: unknown) => {
  const isWrongUse = error instanceof BadInput;
  console.error(`ring-live-simulator: ${error instanceof Error ? error.message : String(error)}`);
  if (isWrongUse) console.error('See --help.');
  process.exitCode = isWrongUse ? wrongUse : 1;
});
