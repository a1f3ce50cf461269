// The page without a relay: its player asks for the token here, once for each opening, and again when it was refused.

import './demo.js';

let token: string | null = null;
const player = document.querySelector('ring-live');
if (player !== null) {
  player.token = async ({ fresh }) => {
    if (fresh) {
      token = await text('/demo/token');
    }
    token ??= await text('/demo/token?expired'); // on purpose
    return token;
  };
}

async function text(url: string): Promise<string> {
  return (await fetch(url)).text();
}
