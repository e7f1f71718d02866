#pragma once

#include "core/layout/evaluation.h"

#include <cstdint>
#include <vector>

namespace waferscope {

/// When one phase happens, in cycles from the start of its micro-batch.
struct PhaseTimes {
    std::int64_t weights = 0; ///< they set out
    std::int64_t begin = 0;
    std::int64_t end = 0;
    std::int64_t previousEnd = 0; ///< of the phase before
    std::int64_t roomForWeights = 0; ///< cycles of the wait in which they could not set out: two tiles do not fit
};

/// The phases of one micro-batch from event to event. The link into the wafer carries the weights of one phase at a
/// time, and of activations that come back for it. They may set out when the phase before begins, since that frees the
/// second tile; where two tiles find no room, when it has ended. A phase begins when the one before has ended and its
/// weights are there, and ends when it has computed and what it gives has left.
class StreamingChain {
public:
    explicit StreamingChain(const std::vector<StreamedPhase>& phases);

    [[nodiscard]] const std::vector<PhaseTimes>& times() const { return m_times; } ///< by phase
    /// Of the first phase of the next micro-batch, were its input there.
    [[nodiscard]] PhaseTimes turnTo(const StreamingChain& next) const;

    [[nodiscard]] const std::vector<StreamedPhase>& phases() const { return m_phases; }
    [[nodiscard]] std::int64_t end() const { return m_times.back().end; }

private:
    const std::vector<StreamedPhase>& m_phases;
    std::vector<PhaseTimes> m_times;
};

} // namespace waferscope
