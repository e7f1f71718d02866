#include "model/evaluate.h"

#include "model/pipelined/area_bound.h"
#include "model/pipelined/pipelined_evaluation.h"
#include "model/streaming/streaming_evaluation.h"

namespace waferscope {

std::optional<double> tokensPerSecond(const KernelGraph& graph, SamplesPerSecond samples)
{
    for (const Kernel& kernel : graph.kernels())
        if (kernel.kind == KernelKind::Embedding)
            return samples.count() * static_cast<double>(kernel.convs.front().height);
    return std::nullopt;
}

Evaluation evaluate(const Layout& layout, const Assumptions& assumptions)
{
    if (layout.mode() == Mode::WeightStreaming)
        return evaluateStreaming(layout.problem(), layout.schedule(), assumptions);
    Evaluation evaluation = evaluatePipelined(layout.problem(), layout.mapping(), assumptions);
    const CostModel model = CostModel::of(layout.execution(), layout.system(), assumptions);
    const Cycles bound = areaBound(*layout.graph(), layout.system(), model);
    evaluation.areaBound = boundOf(layout.problem(), evaluation.pipelined().replicas, bound);
    return evaluation;
}

} // namespace waferscope
