// Loaded first: writes down what goes wrong in a page that no test runner listens to.

export {};

declare global {
  interface Window {
    troubles: string[];
  }
}

window.troubles = [];
addEventListener('error', ({ message }) => window.troubles.push(message));
addEventListener('unhandledrejection', ({ reason }) => window.troubles.push(String(reason)));
addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
  window.troubles.push(`policy violated: ${effectiveDirective} ${blockedURI}`),
);
const browsers = console.error;
console.error = (...words) => {
  window.troubles.push(words.map(String).join(' '));
  browsers(...words);
};
