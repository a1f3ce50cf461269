// An effect that reads a fact does not stand in the row of another one.
// expect: no matching function|cannot convert|invalid|could not convert
#include "core/machine/table.hpp"

enum class Phase { off, on };
enum class Trigger { press, hold };
struct Pressed {
  int force = 0;
};
struct Held {
  int seconds = 0;
};
template <>
struct ring::Brings<Trigger::press> : ring::Bringing<Pressed> {};
template <>
struct ring::Brings<Trigger::hold> : ring::Bringing<Held> {};

using namespace ring;

struct Draft {};
void note_press(Draft&, const Pressed&) {}

#ifdef MUST_NOT_COMPILE
constexpr auto wired = on<Trigger::hold>;
#else
constexpr auto wired = on<Trigger::press>;
#endif
constexpr Row<Phase, Trigger, Draft> row{in(Phase::off), wired, always, run<note_press>,
                                         Then::stay};
static_assert(row.then == Then::stay);
