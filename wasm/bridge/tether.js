// What holds a session's tether in the browser. Emscripten links this into the module (--js-library);
// fetch.cpp is its other side. Nothing here throws, whatever a page has made of its browser.
/* global addToLibrary, Emval, location, navigator */

addToLibrary({
  // A place among the tethers that this browser may hold: `{ has, looking, looked, leave() }`. Over
  // HTTP/1.1 it has six connections to a host, for all of its tabs, and each tether takes one: the
  // rest is for POSTs and DELETEs, which must not wait. Web Locks are counted over all tabs, and
  // given back when one dies. Of other origins' endpoints nothing is known, and they would have to
  // allow the header.
  ring_tether_place__deps: ['$Emval'],
  ring_tether_place: (handle) => {
    const endpoint = Emval.toValue(handle);
    const place = { has: false, looking: true };
    const left = new Promise((leave) => (place.leave = leave));
    const find = async () => {
      const [page] = performance.getEntriesByType('navigation');
      const places = /^h[23]/.test(page.nextHopProtocol) ? 30 : 3;
      for (let i = 0; i < places && !place.has; i++) {
        await new Promise((looked) => {
          navigator.locks
            .request(`ring-live tether ${i}`, { ifAvailable: true }, (lock) => {
              place.has = !!lock;
              looked();
              return lock && left;
            })
            .catch(looked);
        });
      }
    };
    const look = async () => {
      try {
        await null; // First the browser is asked for an offer, which takes it longer than this.
        if (new URL(endpoint).origin === location.origin) await find();
      } catch {
        // Then there is none.
      }
      place.looking = false;
    };
    place.looked = look();
    return Emval.toHandle(place);
  },

  // The status of a reply whose body has come to its end, however long that takes; it is not kept.
  ring_tether_end__deps: ['$Emval'],
  ring_tether_end: (handle) => {
    const end = async (asked) => {
      const response = await asked;
      const reader = response.body.getReader();
      while (!(await reader.read()).done);
      return response.status;
    };
    return Emval.toHandle(end(Emval.toValue(handle)));
  },
});
