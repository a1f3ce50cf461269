/** An address to which secrets may be sent; undefined for any other. */
export function loopbackOrSecure(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) return undefined;
  const isPlain = url.username === '' && url.password === '' && url.search + url.hash === '';
  const isPrivate =
    url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  return isPlain && isPrivate ? url : undefined;
}

function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(host);
}
