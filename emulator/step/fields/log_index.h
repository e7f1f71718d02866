#pragma once

#include "emulator/step/fields/span_index.h"

#include <array>
#include <cstddef>
#include <vector>

namespace waferscope {

/// A log arranged by who does what, to be asked about a time. Immutable; asked from any thread.
class LogIndex {
public:
    LogIndex(const EventLog& log, std::size_t kernels, std::size_t edges);

    [[nodiscard]] const SpanIndex& kernel(std::size_t kernel, Phase phase) const
    {
        return m_kernels[kernel][static_cast<std::size_t>(phase)];
    }
    [[nodiscard]] const SpanIndex& stream(std::size_t edge, StreamDirection direction) const
    {
        return m_streams[edge][static_cast<std::size_t>(direction)];
    }
    [[nodiscard]] const SpanIndex& weights(std::size_t kernel, StreamDirection direction) const
    {
        return m_weights[kernel][static_cast<std::size_t>(direction)];
    }
    [[nodiscard]] const SpanIndex& host(Phase phase) const { return m_host[static_cast<std::size_t>(phase)]; }

    /// The gradients that let go of a sample: of the weights, or where there are none, of the input.
    [[nodiscard]] const SpanIndex& lastGradient(std::size_t kernel) const;

private:
    static constexpr std::size_t kPhases = kPhaseCount;
    using ByPhase = std::array<SpanIndex, kPhases>;
    using ByDirection = std::array<SpanIndex, 2>;

    [[nodiscard]] SpanIndex& indexOf(const Span& span);

    std::vector<ByPhase> m_kernels;
    std::vector<ByDirection> m_streams;
    std::vector<ByDirection> m_weights;
    ByPhase m_host; ///< with the workers under Phase::Input
};

} // namespace waferscope
