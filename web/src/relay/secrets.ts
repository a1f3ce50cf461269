// What must not be shown to a caller, found in whatever spelling an honest service could repeat it. One that wants to give
// it away needs no spelling: it has the token, and can write it in any code that its reader knows.

const escapes = /%([0-9a-f]{2})|\\u([0-9a-f]{4})|&#x([0-9a-f]{1,6});|&#(\d{1,7});|&amp;|\\/gi;
/** An address in a log that is quoted in JSON that is quoted in a page has been escaped three times. */
const maxRounds = 8;

/** Whether the text holds one of these, in any case, and with any escapes of URLs, JSON and HTML. */
export function leaks(text: string, secrets: readonly string[]): boolean {
  const spellings = spellingsOf(text);
  // Escaped so often that nobody knows what it says.
  if (spellings.length > maxRounds) return true;
  const sought = secrets.flatMap(spellingsOf);
  return spellings.some((spelling) => sought.some((secret) => spelling.includes(secret)));
}

/** As it is, and with its escapes undone, round by round until there are none. */
function spellingsOf(text: string): string[] {
  const spellings = [text];
  let last = text;
  while (spellings.length <= maxRounds) {
    const next = unescaped(last);
    if (next === last) break;
    spellings.push(next);
    last = next;
  }
  return spellings.map((spelling) => spelling.toLowerCase());
}

function unescaped(text: string): string {
  return text.replace(
    escapes,
    (all, url?: string, json?: string, hex?: string, decimal?: string) => {
      const digits = url ?? json ?? hex;
      if (digits !== undefined) return String.fromCharCode(parseInt(digits, 16));
      if (decimal !== undefined) return String.fromCharCode(parseInt(decimal, 10));
      return all === '\\' ? '' : '&';
    },
  );
}

/**
 * Of an address. Without its short parts: `a=b`, or a session's id, stand in answers too, and an answer that is withheld
 * shows no picture.
 */
export function secretsOfQuery(address: string): string[] {
  const [, query = ''] = /\?([^#]*)/.exec(address) ?? [];
  const values = query.split(/[&=]/).filter(({ length }) => length >= 40);
  return query.length >= 16 ? [query, ...values] : values;
}

/**
 * Of the service: its host, also without the port. Not an IP address without its port: that is where media comes from, and in
 * each answer.
 */
export function secretsOfHost({ host, hostname }: URL): string[] {
  return /^[\d.]+$|^\[/.test(hostname) ? [host] : [host, hostname];
}
