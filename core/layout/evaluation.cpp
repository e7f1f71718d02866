#include "core/layout/evaluation.h"

#include "core/base/check.h"

#include <algorithm>

namespace waferscope {

Mode Evaluation::mode() const
{
    return std::holds_alternative<PipelinedFigures>(figures) ? Mode::Pipelined : Mode::WeightStreaming;
}

const PipelinedFigures& Evaluation::pipelined() const
{
    WAFERSCOPE_CHECK(mode() == Mode::Pipelined);
    return std::get<PipelinedFigures>(figures);
}

const StreamingFigures& Evaluation::streaming() const
{
    WAFERSCOPE_CHECK(mode() == Mode::WeightStreaming);
    return std::get<StreamingFigures>(figures);
}

Cycles longestAllReduce(const Evaluation& evaluation)
{
    Cycles longest{0};
    for (const KernelReport& kernel : evaluation.kernels)
        longest = std::max(longest, kernel.allReduce);
    return longest;
}

} // namespace waferscope
