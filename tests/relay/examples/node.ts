import { createServer } from 'node:http';
import { toNodeHandler } from 'ring-live/relay/node';
import { relayFor, type Environment } from './relay.js';

const relay = relayFor(process.env as unknown as Environment);
createServer(toNodeHandler(relay)).listen(Number(process.env['PORT']));
