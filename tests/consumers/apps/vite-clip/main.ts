import 'ring-live/element';
import 'ring-live/clip';

const player = document.querySelector('ring-live');
if (player === null) throw new Error('the page has no player');
player.iceServers = []; // Tests stay on their machine.
void player.play();
