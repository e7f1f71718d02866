#pragma once

#include "core/base/quantity.h"
#include "core/layout/kernel.h"

#include <optional>
#include <variant>

namespace waferscope {

// What a layout's speed is bound by, as facts. Its words are in core/words/sentences.h.

enum class BottleneckKind { Compute, Transmission, Input, WeightStream, Host };

/// Pipelined: the slowest kernel.
struct KernelBound {
    static constexpr BottleneckKind kKind = BottleneckKind::Compute;
    KernelId kernel{0};
    Cycles cycles; ///< of one sample
    std::int64_t pes = 0; ///< that it lies on

    friend bool operator==(const KernelBound&, const KernelBound&) = default;
};

/// Pipelined: the fullest link.
struct LinkBound {
    static constexpr BottleneckKind kKind = BottleneckKind::Transmission;
    EdgeId stream; ///< the slowest over it
    Wavelets wavelets; ///< of one sample, over that link
    Cycles slowestKernel; ///< of one sample

    friend bool operator==(const LinkBound&, const LinkBound&) = default;
};

/// Pipelined: what the host delivers.
struct SampleInputBound {
    static constexpr BottleneckKind kKind = BottleneckKind::Input;
    Bytes sample; ///< on the wire from the host
    Cycles cycles; ///< between two samples

    friend bool operator==(const SampleInputBound&, const SampleInputBound&) = default;
};

/// Pipelined: kernels that wait for each other, because their hops are long beside their work or their slots few.
struct ScheduleBound {
    static constexpr BottleneckKind kKind = BottleneckKind::Transmission;
    KernelId kernel{0}; ///< the slowest of those that wait
    Cycles cycles; ///< between two samples
    Cycles slowestKernel; ///< of one sample

    friend bool operator==(const ScheduleBound&, const ScheduleBound&) = default;
};

/// Weight streaming: what layers compute.
struct ArithmeticBound {
    static constexpr BottleneckKind kKind = BottleneckKind::Compute;
    KernelId kernel; ///< of the longest phase
    Cycles arithmetic; ///< of a step
    Cycles streams; ///< of a step: weights and gradients

    friend bool operator==(const ArithmeticBound&, const ArithmeticBound&) = default;
};

/// Weight streaming: weights on their way in, gradients on theirs out.
struct WeightStreamBound {
    static constexpr BottleneckKind kKind = BottleneckKind::WeightStream;
    KernelId kernel; ///< of the longest phase
    Cycles arithmetic; ///< of a step
    Cycles streams; ///< of a step: weights and gradients

    friend bool operator==(const WeightStreamBound&, const WeightStreamBound&) = default;
};

/// Weight streaming: what the host delivers.
struct BatchInputBound {
    static constexpr BottleneckKind kKind = BottleneckKind::Input;
    Cycles cycles; ///< of a system's share of a batch

    friend bool operator==(const BatchInputBound&, const BatchInputBound&) = default;
};

/// Either mode: the host's fixed time is more than half of a step.
struct HostBound {
    static constexpr BottleneckKind kKind = BottleneckKind::Host;
    Seconds host; ///< fixed, of a step
    Seconds step;

    friend bool operator==(const HostBound&, const HostBound&) = default;
};

using Bottleneck = std::variant<KernelBound, LinkBound, SampleInputBound, ScheduleBound, ArithmeticBound,
                                WeightStreamBound, BatchInputBound, HostBound>;

[[nodiscard]] inline BottleneckKind kindOf(const Bottleneck& bottleneck)
{
    return std::visit([](const auto& one) { return one.kKind; }, bottleneck);
}

/// The kernel to look at: of a stream the one that sends; none when it is not on the wafer.
[[nodiscard]] inline std::optional<KernelId> kernelOf(const Bottleneck& bottleneck, const KernelGraph& graph)
{
    return std::visit(
        [&graph](const auto& one) -> std::optional<KernelId> {
            if constexpr (requires { one.kernel; })
                return one.kernel;
            else if constexpr (requires { one.stream; })
                return graph[one.stream].from;
            else
                return std::nullopt;
        },
        bottleneck);
}

} // namespace waferscope
