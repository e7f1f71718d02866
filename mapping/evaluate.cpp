#include "mapping/evaluate.h"

#include "mapping/area_bound.h"
#include "mapping/pipelined_evaluation.h"
#include "mapping/streaming_evaluation.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace waferscope {

Bytes sampleBytes(const KernelGraph& graph)
{
    std::map<std::string, Bytes> byName;
    for (const NetworkInput& input : graph.inputs())
        byName[input.name] = input.bytes;
    Bytes total{0};
    for (const auto& [name, bytes] : byName)
        total += bytes;
    return total;
}

std::optional<double> tokensPerSecond(const KernelGraph& graph, SamplesPerSecond samples)
{
    for (const Kernel& kernel : graph.kernels())
        if (kernel.kind == KernelKind::Embedding)
            return samples.count() * static_cast<double>(kernel.convs.front().height);
    return std::nullopt;
}

Cycles inputCycles(const Layout& layout, const Assumptions& assumptions)
{
    const Installation& host = *layout.installation;
    const double workers = layout.execution.workers;
    const double systems = layout.execution.systems;
    const auto bytes = static_cast<double>(sampleBytes(*layout.graph).count());
    const double perSystem =
        std::min({host.storage.count() / systems, host.nic.count() * workers / systems, layout.system().io.count()});
    const double functions = assumptions["worker_samples_per_second"] * workers / systems;
    const double seconds = std::max(bytes / perSystem, 1.0 / functions);
    return Cycles{
        std::max<std::int64_t>(1, static_cast<std::int64_t>(std::ceil(seconds * layout.system().clock.count())))};
}

Evaluation evaluate(const Layout& layout, const Assumptions& assumptions)
{
    if (layout.mode() == Mode::WeightStreaming)
        return evaluateStreaming(layout, assumptions);
    Evaluation evaluation = evaluatePipelined(layout, assumptions);
    const CostModel model = CostModel::of(layout.execution, layout.system(), assumptions);
    const Cycles bound = areaBound(*layout.graph, layout.system(), model);
    evaluation.areaBound =
        SamplesPerSecond{evaluation.replicas * layout.system().clock.count() / static_cast<double>(bound.count())};
    return evaluation;
}

} // namespace waferscope
