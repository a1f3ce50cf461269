// A table that leaves a phase without an answer to a trigger does not compile.
// expect: static assertion|static_assert
#include "core/table.hpp"

using namespace ring;

enum class Phase { off, on };
enum class Trigger { press };
struct Nothing {};
using TestRow = Row<Phase, Trigger, Nothing, Nothing>;

constexpr TestRow rows[] = {
    {SetOf(Phase::off), SetOf(Trigger::press), {}, {}, Then::move, Phase::on},
#ifndef MUST_NOT_COMPILE
    {SetOf(Phase::on), SetOf(Trigger::press), {}, {}, Then::move, Phase::off},
#endif
};
static_assert(check_table<Phase, Trigger>(rows, 2, 1) == TableProblem::sound);
