// The wire name of every enumerator, once: what TypeScript, traces and the drawing call it.
#pragma once

#include <optional>
#include <string_view>

#include "core/machine/fact.hpp"
#include "core/machine/media.hpp"
#include "core/machine/phases.hpp"
#include "core/machine/session.hpp"
#include "core/machine/viewing.hpp"
#include "core/wire/failure.hpp"

namespace ring {

std::string_view name(ViewingPhase phase);
std::string_view name(SessionPhase phase);
std::string_view name(MediaPhase phase);
std::string_view name(AttemptPhase phase);
std::string_view name(WaitReason reason);
std::string_view name(EndReason reason);
std::string_view name(FailureKind kind);
std::string_view name(Stage stage);
std::string_view name(Fault fault);
std::string_view name(ViewingTrigger trigger);
std::string_view name(SessionTrigger trigger);
std::string_view name(MediaTrigger trigger);
std::string_view name(Doubt doubt);

/// RTCPeerConnectionState; nothing for the values that are no news (`new`, `connecting`).
std::optional<Connection> parse_connection(std::string_view state);

}  // namespace ring
