// Janode can also reach Janus by Unix sockets, with a native module that would have to be compiled here. Nobody uses it:
// it is replaced by nothing. For `--import`, before the WHEP server.

import { register } from 'node:module';

const nothing = 'data:text/javascript,export const createSocket = undefined;';
const hooks = `export const resolve = (specifier, context, next) =>
  specifier === 'unix-dgram' ? { url: ${JSON.stringify(nothing)}, shortCircuit: true } : next(specifier, context);`;

register(`data:text/javascript,${encodeURIComponent(hooks)}`);
