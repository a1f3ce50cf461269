import 'ring-live/element';
import 'ring-live/clip';

const player = globalThis.document.querySelector('ring-live');
player.iceServers = []; // Tests stay on their machine.
player.play();
