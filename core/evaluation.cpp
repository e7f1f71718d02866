#include "core/evaluation.h"

#include "core/pipelined_formulas.h"

namespace waferscope {

std::string_view nameOf(BottleneckKind kind)
{
    switch (kind) {
    case BottleneckKind::Compute: return "compute";
    case BottleneckKind::Transmission: return "transmission";
    case BottleneckKind::Input: return "input";
    case BottleneckKind::WeightStream: return "weight-stream";
    case BottleneckKind::Host: break;
    }
    return "host";
}

Cycles Evaluation::period() const
{
    return Cycles{samplePeriod<Plain>(deltaT.count(), transmission.count(), input.count(), replicas)};
}

Cycles longestExchange(const Evaluation& evaluation)
{
    Cycles longest{0};
    for (const KernelReport& kernel : evaluation.kernels)
        longest = std::max(longest, kernel.exchange);
    return longest;
}

} // namespace waferscope
