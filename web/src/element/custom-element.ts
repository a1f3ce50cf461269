// What every custom element of this package does, whatever it shows.

/** A property set before the element was defined hides the accessor: puts each where it belongs. */
export function adoptProperties(element: object, names: readonly string[]): void {
  for (const name of names) {
    if (Object.hasOwn(element, name)) {
      const value: unknown = Reflect.get(element, name);
      Reflect.deleteProperty(element, name);
      Reflect.set(element, name, value);
    }
  }
}

/** The sheet of a document, made when its first element appears: it cannot be shared between documents. */
export function sheetsOf(text: string): (document: Document) => CSSStyleSheet {
  const sheets = new WeakMap<Document, CSSStyleSheet>();
  return (document) => {
    let sheet = sheets.get(document);
    if (sheet === undefined) {
      sheet = new (document.defaultView ?? globalThis).CSSStyleSheet();
      sheet.replaceSync(text);
      sheets.set(document, sheet);
    }
    return sheet;
  };
}

/** Puts them on. Called again in another document: style sheets belong to one. */
export function dress(
  { shadowRoot, ownerDocument }: Element,
  ...sheets: readonly ((document: Document) => CSSStyleSheet)[]
): void {
  if (shadowRoot !== null && ownerDocument.defaultView !== null) {
    shadowRoot.adoptedStyleSheets = sheets.map((of) => of(ownerDocument));
  }
}

/** Refused without a gesture or by a policy: then it stays as it is. */
export function toggleFullscreen(element: Element): void {
  const done = element.matches(':fullscreen')
    ? element.ownerDocument.exitFullscreen()
    : element.requestFullscreen();
  done.catch(() => undefined);
}
