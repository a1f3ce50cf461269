// What a browser reads better than we could: addresses, dates and lists in headers. Emscripten
// links this into the module (--js-library); reply.hpp is its other side. Nothing here throws,
// whatever a page has made of fetch or URL.
/* global addToLibrary, Emval, ringAddress, ringLinks, ringRetryAfter */

addToLibrary({
  // [href, origin] of an address that fetch would take; else two empty texts.
  $ringAddress: (text, base) => {
    try {
      const url = new URL(text, base);
      // fetch refuses an address with a user in it, and sends no fragment.
      if (/^https?:$/.test(url.protocol) && !url.username && !url.password) {
        url.hash = '';
        return [url.href, url.origin];
      }
    } catch {
      // No address.
    }
    return ['', ''];
  },

  // Milliseconds from now; -1 for nonsense and for more than a day, which is beyond what a viewer
  // waits for: a wrong clock must not switch a player off for weeks.
  $ringRetryAfter: (text, wall) => {
    let ms = -1;
    if (/^\d+$/.test(text)) ms = text * 1000;
    // One of the three forms of a date (RFC 9110 5.6.7), of which asctime's names no zone: Date.parse
    // alone would find a date in `soon 5`, too.
    else if (/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun).* \d\d:\d\d:\d\d (GMT|\d{4})$/.test(text)) {
      // The service's clock may be behind the page's; then it means "now".
      ms = Math.max(0, Date.parse(text.endsWith('T') ? text : `${text} GMT`) - wall);
    }
    return ms <= 86400000 ? ms : -1;
  },

  // What `Link` headers name: the address of a tether, and ICE servers (RFC 9725 4.6), as
  // RTCPeerConnection takes them. One that it refuses makes its constructor throw, so all such are
  // left out: other schemes, hosts and ports that cannot be (RFC 7064, 7065), TURN without a user
  // or with anything but a password.
  $ringLinks: (link) => {
    const servers = [];
    let tether = '';
    // `<address>; name=value; name="value", …` (RFC 8288 3). Sticky: what cannot be read ends it.
    const links =
      /[\s,]*<([^>]*)>\s*((?:;\s*(?:[^\s"=;,]+\s*(?:=(?:\s*"(?:\\.|[^"\\])*"\s*|[^";,]*))?)?)*)(?:,|$)/gy;
    const parameters = /;\s*([^\s"=;,]+)\s*=\s*(?:"((?:\\.|[^"\\])*)"|([^";,]*))/g;
    for (const [, urls, list] of link.matchAll(links)) {
      const of = {};
      for (const [, name, quoted, plain] of list.matchAll(parameters)) {
        of[name.toLowerCase()] = quoted?.replace(/\\(.)/g, '$1') ?? plain.trim();
      }
      const is = (rel) => new RegExp(`(^|\\s)${rel}(\\s|$)`, 'i').test(of.rel);
      if (is('tether')) tether ||= urls;
      const [, turn, port, query] =
        /^(?:stuns?|(turns?)):(?:\[[\da-f:.]+\]|[\w.-]+)(?::(\d+))?(\?transport=(?:udp|tcp))?$/i.exec(
          urls,
        ) ?? [0, 0, 0];
      // Without a port it is neither.
      const isServer = is('ice-server') && !(port < 1 || port > 65535);
      const { username, credential } = of;
      if (!isServer || servers.length > 7) continue;
      if (!turn) {
        if (!query) servers.push({ urls });
      } else if (
        username &&
        credential &&
        /^password$/i.test(of['credential-type'] ?? 'password')
      ) {
        servers.push({ urls, username, credential });
      }
    }
    return [servers, tether];
  },

  ring_address__deps: ['$Emval', '$ringAddress'],
  ring_address: (text) => Emval.toHandle(ringAddress(Emval.toValue(text))),

  // All but the body, in the order that reply.cpp reads: see there.
  ring_reply__deps: ['$Emval', '$ringAddress', '$ringLinks', '$ringRetryAfter'],
  ring_reply: (handle, endpoint, wall) => {
    const response = Emval.toValue(handle);
    const get = (read) => {
      try {
        return read();
      } catch {
        return undefined;
      }
    };
    const header = (name) => {
      const value = get(() => response.headers.get(name));
      return typeof value === 'string' ? value : '';
    };
    const status = get(() => response.status) | 0;
    const redirected =
      get(() => response.redirected || response.type === 'opaqueredirect') ||
      (status >= 300 && status < 400);
    // Headers are bytes to fetch; a Location beyond ASCII was written as UTF-8 more often than not.
    let location = header('location');
    location = get(() => decodeURIComponent(escape(location))) ?? location;
    const base = ringAddress(get(() => response.url))[0] || Emval.toValue(endpoint);
    const [servers, tether] = ringLinks(header('link'));
    return Emval.toHandle([
      status,
      !!redirected,
      ...(location ? ringAddress(location, base) : ['', '']),
      ringRetryAfter(header('retry-after'), wall),
      header('x-request-id') || header('x-amzn-requestid') || header('x-amz-request-id'),
      servers.length,
      servers,
      ...(tether ? ringAddress(tether, base) : ['', '']),
    ]);
  },
});
