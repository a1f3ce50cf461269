import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { relayFor, type Environment } from './relay.js';

const relay = relayFor(process.env as unknown as Environment);
const app = new Hono();
app.all('/ring/*', (context) => relay(context.req.raw));
serve({ fetch: app.fetch, port: Number(process.env['PORT']) });
