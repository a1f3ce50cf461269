// A table that leaves a phase without an answer to a trigger does not compile.
// expect: static assertion|static_assert
#include "core/machine/table.hpp"

using namespace ring;

enum class Phase { off, on };
enum class Trigger { press };
struct Draft {};
using TestRow = Row<Phase, Trigger, Draft>;

constexpr TestRow rows[] = {
    {in(Phase::off), on<Trigger::press>, always, nothing, go(Phase::on)},
#ifndef MUST_NOT_COMPILE
    {in(Phase::on), on<Trigger::press>, always, nothing, go(Phase::off)},
#endif
};
static_assert(check_table<Phase, Trigger>(rows, 2, 1) == TableProblem::sound);
