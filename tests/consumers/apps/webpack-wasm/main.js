import 'ring-live/element';
import { preload } from 'ring-live';

preload({ wasm: new URL('ring-live/native.wasm', import.meta.url) });
const player = globalThis.document.querySelector('ring-live');
player.iceServers = []; // Tests stay on their machine.
player.play();
