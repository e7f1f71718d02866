#include "core/layout/evaluation.h"

#include <algorithm>

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

Cycles longestExchange(const Evaluation& evaluation)
{
    Cycles longest{0};
    for (const KernelReport& kernel : evaluation.kernels)
        longest = std::max(longest, kernel.exchange);
    return longest;
}

} // namespace waferscope
