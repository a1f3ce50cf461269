#include "pack.hpp"

#include <algorithm>
#include <optional>
#include <type_traits>

#include "canned.hpp"
#include "core/machine/retry.hpp"

namespace ring::model {
namespace {

constexpr std::uint32_t fixed_random = 0x9E3779B9;
constexpr Millis longest_watch = seconds(1);

/// Replies to attempts of this age never come.
constexpr AttemptNumber oldest = 5;

// ---- bytes ----

/// Both directions have the same functions, so that one description of the fields serves both.
class Writer {
 public:
  static constexpr bool reads = false;
  Writer(std::string& bytes, const State& state)
      : bytes_(bytes), now_(state.now), last_(state.last_attempt) {}

  void number(std::int64_t& value) {
    auto left = (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
    for (; left >= 0x80; left >>= 7) bytes_.push_back(static_cast<char>(left | 0x80));
    bytes_.push_back(static_cast<char>(left));
  }
  void time(Instant& at) {
    std::int64_t from_now = (at - now_).count;
    number(from_now);
  }
  void attempt(AttemptNumber& value) {
    std::int64_t age = value == 0 ? -1 : static_cast<std::int64_t>(last_) - value;
    number(age);
  }

 private:
  std::string& bytes_;
  Instant now_;
  AttemptNumber last_;
};

class Reader {
 public:
  static constexpr bool reads = true;
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  void number(std::int64_t& value) {
    std::uint64_t read = 0;
    for (unsigned shift = 0;; shift += 7) {
      const auto byte = static_cast<unsigned char>(bytes_[at_++]);
      read |= std::uint64_t{byte & 0x7FU} << shift;
      if (byte < 0x80) break;
    }
    value = static_cast<std::int64_t>((read >> 1) ^ (~(read & 1) + 1));
  }
  void time(Instant& at) {
    Millis from_now;
    number(from_now.count);
    at = pack_time + from_now;
  }
  void attempt(AttemptNumber& value) {
    std::int64_t age = 0;
    number(age);
    value = age < 0 ? 0 : pack_attempt - static_cast<AttemptNumber>(age);
  }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

template <class Io, class Value>
void plain(Io& io, Value& value) {
  auto number = static_cast<std::int64_t>(value);
  io.number(number);
  if constexpr (Io::reads) value = static_cast<Value>(number);
}

/// Up to 60 flags in one number.
template <class Io, class... Flags>
void flags(Io& io, Flags&... each) {
  std::int64_t bits = 0;
  int at = 0;
  ((bits |= std::int64_t{each} << at++), ...);
  io.number(bits);
  at = 0;
  if constexpr (Io::reads) ((each = ((bits >> at++) & 1) != 0), ...);
}

template <class Io>
void maybe(Io& io, std::optional<Instant>& at) {
  bool set = at.has_value();
  plain(io, set);
  if (!set) return;
  if (!at) at.emplace();
  io.time(*at);
}

/// Whether it is set matters, not when it was.
template <class Io>
void mark(Io& io, std::optional<Instant>& at) {
  bool set = at.has_value();
  plain(io, set);
  if constexpr (Io::reads) {
    if (set) at = pack_time;
  }
}

template <class Io, class Timer>
void timers(Io& io, TimerTable<Timer>& table) {
  constexpr auto count = static_cast<std::size_t>(Timer::count);
  std::int64_t armed = 0;
  for (std::size_t i = 0; i < count; ++i) {
    armed |= std::int64_t{table.armed(static_cast<Timer>(i)).has_value()} << i;
  }
  io.number(armed);
  for (std::size_t i = 0; i < count; ++i) {
    if (((armed >> i) & 1) == 0) continue;
    Instant at = table.armed(static_cast<Timer>(i)).value_or(Instant{});
    io.time(at);
    if constexpr (Io::reads) table.arm(static_cast<Timer>(i), at);
  }
}

template <class Io, class Entry, class Each>
void list(Io& io, std::vector<Entry>& entries, Each each) {
  std::int64_t size = static_cast<std::int64_t>(entries.size());
  io.number(size);
  if constexpr (Io::reads) entries.resize(static_cast<std::size_t>(size));
  for (Entry& entry : entries) each(entry);
}

/// Addresses are made from attempt numbers, and numbers move.
template <class Io>
void session(Io& io, std::string& url, AttemptNumber number) {
  std::int64_t kind = url.empty() ? 0 : url.starts_with(endpoint_origin) ? 1 : 2;
  io.number(kind);
  if constexpr (Io::reads) {
    if (kind != 0) url = session_at(kind == 1 ? endpoint_origin : foreign_origin, number);
  }
}

// ---- the core's state ----

/// Does not compile when a field is added or taken away: what is not packed must be known not to
/// matter, or the walk takes different situations for the same.
[[maybe_unused]] void count_fields(const State& state, const Attempt& attempt) {
  [[maybe_unused]] const auto& [a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12] = state;
  [[maybe_unused]] const auto& [b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15] =
      state.viewing;
  [[maybe_unused]] const auto& [c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15,
                                c16] = attempt;
}

template <class Io>
void tether(Io& io, Tether& t) {
  bool held = !t.url.empty();
  plain(io, held);
  plain(io, t.breaks);
  if constexpr (Io::reads) {
    if (held) t.url = tether_url;
  }
}

template <class Io>
void attempt(Io& io, Attempt& a) {
  io.attempt(a.number);
  plain(io, a.session);
  plain(io, a.media);
  plain(io, a.token);
  plain(io, a.reason);
  flags(io, a.frames.moving, a.frames.undecoded, a.frames.buffered);
  session(io, a.session_url, a.number);
  tether(io, a.tether);
  io.number(a.allowance.count);
  maybe(io, a.limit);
  maybe(io, a.reached.posted);
  mark(io, a.reached.wanted);
  mark(io, a.reached.gathered);
  mark(io, a.reached.answered);
  mark(io, a.reached.connected);
  mark(io, a.reached.flowing);
  // In this world no picture freezes: freezes bring a longer buffer and nothing else.
  io.number(a.frames.decoded);
  maybe(io, a.frames.sampled_at);
  io.number(a.frames.span.count);
  io.number(a.frames.flat_for.count);
  timers(io, a.session_timers);
  timers(io, a.media_timers);
}

template <class Io>
void viewing(Io& io, Viewing& v) {
  bool final_failure = v.final_failure.has_value();
  flags(io, v.online, v.away, v.removed, v.presence.page_visible, v.presence.on_screen,
        v.presence.in_picture, v.insisted, v.named_servers, v.freezes, final_failure);
  if constexpr (Io::reads) {
    if (final_failure) v.final_failure.emplace();
  }
  mark(io, v.experience.alone_at);
  plain(io, v.experience.doubt);
  io.number(v.budget.count);
  plain(io, v.failures);
  plain(io, v.tries);
  maybe(io, v.trying_since);
  maybe(io, v.not_before);
}

template <class Io>
void core(Io& io, State& s) {
  plain(io, s.phase);
  plain(io, s.wait);
  plain(io, s.reason);
  io.attempt(s.current);
  io.attempt(s.next);
  io.attempt(s.previous);
  plain(io, s.random);
  list(io, s.attempts, [&](Attempt& a) { attempt(io, a); });
  viewing(io, s.viewing);
  timers(io, s.timers);
}

// ---- the world and the witness ----

template <class Io>
void peer(Io& io, Peer& p) {
  io.attempt(p.number);
  flags(io, p.over, p.offer_asked, p.gathering, p.collect_asked, p.token_asked, p.post_sent,
        p.aborted, p.counter_asked, p.countered, p.patch_sent, p.answer_asked, p.sample_asked,
        p.end_sent, p.shown, p.faltered, p.held);
  plain(io, p.candidates);
  plain(io, p.link);
}

template <class Io>
void world(Io& io, World& w) {
  plain(io, w.whims);
  flags(io, w.presence.page_visible, w.presence.on_screen, w.presence.in_picture, w.away, w.online,
        w.removed, w.plain, w.swift, w.tethers);
  list(io, w.peers, [&](Peer& p) { peer(io, p); });
}

template <class Io>
void track(Io& io, Track& t) {
  io.attempt(t.number);
  flags(io, t.rolled, t.insisted, t.passed_by, t.over, t.awaited, t.answered, t.held);
  plain(io, t.deletes);
  plain(io, t.session);
  session(io, t.url, t.number);
  maybe(io, t.posted);
  io.number(t.allowance.count);
  io.number(t.decoded);
  maybe(io, t.sampled_at);
  io.number(t.span.count);
  io.number(t.flat_for.count);
}

template <class Io>
void witness(Io& io, Witness& w) {
  list(io, w.tracks, [&](Track& t) { track(io, t); });
  flags(io, w.alone, w.insisted);
  io.number(w.granted.count);
  plain(io, w.failed_posts);
  plain(io, w.failures_told);
  maybe(io, w.live_since);
  maybe(io, w.not_before);
  maybe(io, w.unseen_since);
}

template <class Io>
void all(Io& io, Situation& situation) {
  core(io, situation.state);
  world(io, situation.world);
  witness(io, situation.witness);
}

// ---- what does not matter ----

/// Nothing asks how long ago, beyond `enough`.
void cap_age(std::optional<Instant>& at, Instant now, Millis enough) {
  if (at) at = std::max(*at, now - enough);
}

/// Its budget was settled and its failure told in the step that closed it.
void strip_released(Attempt& a, bool lingers) {
  Attempt rest;
  rest.number = a.number;
  rest.session = a.session;
  rest.media = a.media;
  rest.token = a.token;
  rest.session_url = a.session_url;
  // When a POST is given up, what it may have opened counts from when it was sent.
  if (a.session == SessionPhase::asking) rest.reached.posted = a.reached.posted;
  // Whether the DELETE of a replaced session finds it gone before its limit is a lesson.
  if (lingers) rest.limit = a.limit;
  rest.session_timers = a.session_timers;
  rest.media_timers = a.media_timers;
  a = rest;
}

/// Only whether there is one, and how much it has grown.
Millis known(Millis span) { return span.count > 0 ? milliseconds(1) : Millis{}; }

void strip(Attempt& a, const State& state) {
  if (!is_active(a)) return strip_released(a, a.number == state.previous);
  cap_age(a.frames.sampled_at, state.now, longest_watch);
  // Only one that is held asks whether it has gathered.
  if (!is_held(a)) a.reached.gathered.reset();
  // The first frame begins the watch anew.
  if (!a.reached.flowing) a.frames.flat_for = {};
  // Only how far they have come since the last sample is read from the counters.
  a.frames.decoded = a.frames.decoded > 0 ? 2 : 0;
  a.frames.span = known(a.frames.span);
}

/// The next viewing begins with all of it anew.
void strip_closed(State& state) {
  state.reason = EndReason::none;
  state.viewing.budget = {};
  forget_failures(state);
  state.viewing.not_before.reset();
  state.viewing.insisted = false;
  state.viewing.final_failure.reset();
  state.viewing.online = true;
}

bool is_awaited(const World& world, AttemptNumber number) {
  return std::any_of(world.peers.begin(), world.peers.end(),
                     [&](const Peer& peer) { return peer.number == number && peer.post_sent; });
}

void strip(const Config& config, State& state, const World& world) {
  // An ended attempt is read by nobody but the late reply to its POST.
  std::erase_if(state.attempts,
                [&](const Attempt& a) { return is_over(a) && !is_awaited(world, a.number); });
  for (Attempt& a : state.attempts) strip(a, state);
  // All waits are the same here: only whether it is the first matters, to a frozen picture.
  state.viewing.tries = std::min(state.viewing.tries, 2);
  cap_age(state.viewing.trying_since, state.now, config.times.patience);
  auto& not_before = state.viewing.not_before;
  if (not_before && *not_before <= state.now) not_before.reset();
  if (state.phase == ViewingPhase::closed) strip_closed(state);
}

void strip(Track& t, Instant now) {
  cap_age(t.sampled_at, now, longest_watch);
  t.decoded = t.decoded > 0 ? 2 : 0;
  t.span = known(t.span);
  if (!t.over && t.session != Track::Session::over) return;
  t.posted.reset();
  t.flat_for = {};
}

void strip(const Config& config, const State& state, Witness& w) {
  for (Track& t : w.tracks) strip(t, state.now);
  // Only what is left of it matters.
  w.granted = w.granted - w.spent;
  w.spent = {};
  cap_age(w.live_since, state.now, config.times.steady);
  if (w.not_before && *w.not_before <= state.now) w.not_before.reset();
  cap_age(w.unseen_since, state.now, config.times.unseen);
  if (state.phase != ViewingPhase::closed) return;
  w.granted = {};
  w.failed_posts = 0;
  w.failures_told = 0;
}

template <class Entry>
void drop_old(std::vector<Entry>& entries, AttemptNumber last) {
  std::erase_if(entries, [&](const Entry& e) { return e.over && last - e.number >= oldest; });
}

}  // namespace

void narrow(Situation& situation) {
  State& state = situation.state;
  if (state.random != 0) state.random = fixed_random;
  state.viewing.experience.slowest_first_frame = {};
  state.viewing.experience.slowest_at = {};
  state.viewing.used = {};
  for (Attempt& a : state.attempts) {
    if (a.reached.wanted) a.reached.wanted = state.now;
  }
  drop_old(situation.world.peers, state.last_attempt);
  drop_old(situation.witness.tracks, state.last_attempt);
}

void pack(const Config& config, Situation& situation, std::string& bytes) {
  State& state = situation.state;
  strip(config, state, situation.world);
  strip(config, state, situation.witness);
  Writer writer(bytes, state);
  all(writer, situation);
}

Situation unpack(std::string_view bytes) {
  Situation situation;
  Reader reader(bytes);
  all(reader, situation);
  State& state = situation.state;
  state.now = pack_time;
  state.last_attempt = pack_attempt;
  for (Attempt& a : state.attempts) {
    a.offers_h264 = true;
    // Once a session is open, only an answer to the server's offer is still held against an offer.
    const bool theirs = a.session == SessionPhase::open;
    if (theirs || a.media >= MediaPhase::gathering)
      a.offer = theirs ? counter_offer_sdp : offer_sdp;
  }
  situation.witness.presence = situation.world.presence;
  situation.witness.away = situation.world.away;
  situation.witness.removed = situation.world.removed;
  return situation;
}

}  // namespace ring::model
