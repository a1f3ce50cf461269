// How what becomes of attempts reaches the viewing.
#include <optional>

#include "core/machine/budget.hpp"
#include "core/machine/conditions.hpp"
#include "core/machine/overlap.hpp"
#include "core/machine/viewing.hpp"

namespace ring {
namespace {

using Kind = AttemptNews::Kind;
using T = ViewingTrigger;

/// What the books of the viewing make of it, whoever's picture is shown.
void keep_books(ViewingDraft& draft, const AttemptNews& news) {
  State& state = draft.state;
  const Attempt* attempt = find_attempt(state, news.attempt);
  if (news.kind == Kind::closed && attempt != nullptr) settle(state, *attempt);
  if (news.kind == Kind::gone && attempt != nullptr) note_use(state, *attempt);
  if (news.kind == Kind::freezing) state.viewing.freezes = true;
  if (news.attempt != state.previous) return;
  // The swap may come before the loss is noticed: then the DELETE finds the old session gone.
  if (news.kind == Kind::gone_early) learn_no_overlap(state, draft.commands);
  if (news.kind == Kind::gone) state.previous = 0;
}

/// Nothing for attempts that were let go of.
std::optional<T> trigger_of(const State& state, const AttemptNews& news) {
  const bool is_current = news.attempt == state.current;
  if (!is_current && news.attempt != state.next) return std::nullopt;
  switch (news.kind) {
    case Kind::flowing: return is_current ? T::current_flowing : T::next_flowing;
    case Kind::stalled: return is_current ? T::current_stalled : T::next_stalled;
    case Kind::closed: return is_current ? T::current_ending : T::next_ending;
    case Kind::freezing:
    case Kind::gone_early:
    case Kind::gone: break;
  }
  return std::nullopt;
}

void take_news(ViewingDraft& draft) {
  // Taking one may bring more.
  for (std::size_t i = 0; i < draft.news.size(); ++i) {
    const AttemptNews news = draft.news[i];
    keep_books(draft, news);
    const auto trigger = trigger_of(draft.state, news);
    if (trigger) drive_viewing(draft, *trigger, nullptr);
  }
  draft.news.clear();
}

}  // namespace

void follow_up(ViewingDraft& draft) {
  for (;;) {
    take_news(draft);
    const auto trigger = come_true(draft.config, draft.state);
    if (!trigger) return;
    drive_viewing(draft, *trigger, nullptr);
  }
}

}  // namespace ring
