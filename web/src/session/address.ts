/** Relative ones are resolved against the document. Null when it is none. */
export function readAddress(text: string): URL | null {
  try {
    return new URL(text, globalThis.document?.baseURI);
  } catch {
    return null;
  }
}
