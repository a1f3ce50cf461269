// A process that serves a relay until it is told to end. Its arguments: the service, the key of its leases, a
// token, and where tethers are held, if they are: a kind of store, and its place.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRelay } from '../../web/src/relay/index.js';
import { endOnSigterm, toNodeHandler } from '../../web/src/relay/node.js';
import { openLimits, type Kind } from './owners/stores.js';
import { optionsFor } from './support.js';

const [upstream = '', leaseKey = '', token = 'token', kind, place = ''] = process.argv.slice(2);
const tethers = kind !== undefined && {
  tether: true,
  limits: (await openLimits(kind as Kind, place)).limits,
};
const relay = createRelay({ ...optionsFor(upstream, token), leaseKey, ...tethers });
const server = createServer(toNodeHandler(relay)).listen(0, '127.0.0.1', () => {
  process.send?.((server.address() as AddressInfo).port);
  process.disconnect();
});
endOnSigterm(server, 0.5);
