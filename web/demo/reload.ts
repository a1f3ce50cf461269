// On the pages of `npm run dev` alone: loads the page anew when what it is made of has changed, or its server has.

const changes = new EventSource('/demo/changes');
let wasLost = false;

changes.addEventListener('message', () => {
  location.reload();
});
changes.addEventListener('error', () => {
  wasLost = true;
});
changes.addEventListener('open', () => {
  if (wasLost) location.reload();
});
