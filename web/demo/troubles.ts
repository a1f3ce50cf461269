// Buttons that make trouble for the front door's camera, so that one can see how the player gets over it.

for (const button of document.querySelectorAll<HTMLButtonElement>('[data-trouble]')) {
  button.addEventListener('click', () => {
    void fetch(`/demo/trouble/${button.dataset['trouble'] ?? ''}`, { method: 'POST' });
  });
}
export {};
