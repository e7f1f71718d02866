#pragma once

#include <optional>
#include <string_view>

namespace waferscope {

/// What a span of an event log is, and what a layer of a weight-streaming step does. Recompute is a forward pass run a
/// second time, for activations that were not kept.
enum class Phase { Input, Forward, Loss, InputGradient, WeightGradient, Update, Stall, Host, Recompute };
inline constexpr int kPhaseCount = 9;

/// The passes that a step of training consists of, in their order.
enum class Pass { Forward, Loss, Backward, Update };

/// The pass that a phase belongs to; none for what is no work on the network. What was not kept is recomputed when the
/// backward pass asks for it, and so within that pass.
[[nodiscard]] std::optional<Pass> passOf(Phase phase);

/// Why something waits (CONTRACT section 4).
enum class StallCause { None, Input, Output, Link, Worker, Weights, Update };
inline constexpr int kStallCauseCount = 7;

[[nodiscard]] std::string_view nameOf(Phase phase);
[[nodiscard]] std::string_view nameOf(StallCause cause); ///< "input" ... as in CONTRACT section 4; "none"

} // namespace waferscope
