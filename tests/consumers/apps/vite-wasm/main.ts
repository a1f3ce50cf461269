import 'ring-live/element';
import { preload } from 'ring-live';
import wasm from 'ring-live/native.wasm?url';

void preload({ wasm });
const player = document.querySelector('ring-live');
if (player === null) throw new Error('the page has no player');
player.iceServers = []; // Tests stay on their machine.
void player.play();
