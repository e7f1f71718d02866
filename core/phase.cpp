#include "core/phase.h"

namespace waferscope {

std::string_view nameOf(Phase phase)
{
    switch (phase) {
    case Phase::Input: return "input";
    case Phase::Forward: return "forward";
    case Phase::Loss: return "loss";
    case Phase::InputGradient: return "input gradient";
    case Phase::WeightGradient: return "weight gradient";
    case Phase::Update: return "update";
    case Phase::Stall: return "stall";
    case Phase::Recompute: return "recompute";
    case Phase::Host: break;
    }
    return "host";
}

std::optional<Pass> passOf(Phase phase)
{
    switch (phase) {
    case Phase::Forward: return Pass::Forward;
    case Phase::Loss: return Pass::Loss;
    case Phase::Recompute:
    case Phase::InputGradient:
    case Phase::WeightGradient: return Pass::Backward;
    case Phase::Update: return Pass::Update;
    case Phase::Input:
    case Phase::Stall:
    case Phase::Host: break;
    }
    return std::nullopt;
}

std::string_view nameOf(StallCause cause)
{
    switch (cause) {
    case StallCause::None: return "none";
    case StallCause::Input: return "input";
    case StallCause::Output: return "output";
    case StallCause::Link: return "link";
    case StallCause::Worker: return "worker";
    case StallCause::Weights: return "weights";
    case StallCause::Update: break;
    }
    return "update";
}

} // namespace waferscope
