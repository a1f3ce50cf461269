// The WHEP server of Janus's authors in a process of its own: it has no end but that of its process.
// Arguments: the address of Janus, the port to listen at, ICE servers to name (JSON).

import { JanusWhepServer, type IceServer } from 'janus-whep-server';

const [address = '', port = '', iceServers = '[]'] = process.argv.slice(2);

const server = new JanusWhepServer({
  janus: { address },
  rest: { port: Number(port), basePath: '/whep' },
  iceServers: JSON.parse(iceServers) as IceServer[],
  debug: 'err',
});

/**
 * It takes every Janus from 1.0 on for one whose streaming plugin answers offers. Debian's 1.1.2 makes
 * one itself all the same, which would then be sent as a 201, and no browser takes an offer for an answer.
 */
function expectOffers(): void {
  server.multistream = false;
}

await server.start();
expectOffers();
server.on('janus-reconnected', expectOffers);
server.createEndpoint({ id: 'camera', mountpoint: 1 });
server.createEndpoint({ id: 'with-sound', mountpoint: 2 });

process.on('message', () => process.send?.(server.listSubscribers().length));
process.once('disconnect', () => process.exit());
process.send?.('ready');
