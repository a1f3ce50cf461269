// What the package's exports say, said by the page: a browser knows no package.json.
import 'ring-live/element/register.js';

const player = globalThis.document.querySelector('ring-live');
player.iceServers = []; // Tests stay on their machine.
player.play();
