import 'ring-live/element';

const player = globalThis.document.querySelector('ring-live');
player.iceServers = []; // Tests stay on their machine.
player.play();
