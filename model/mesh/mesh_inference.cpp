#include "model/mesh/mesh_inference.h"

#include "core/base/rounding.h"

#include <algorithm>

namespace waferscope {

namespace {

double blocks(std::int64_t extent, int side)
{
    return static_cast<double>(ceilDivide(extent, side));
}

/// A kernel's product; of attention all heads together, so that what is added up runs over the features of all heads
/// where a head alone would be narrow.
double cyclesOfKernel(const Kernel& kernel, int side, const MeshCost& cost)
{
    const ConvShape& conv = kernel.convs.front();
    const std::int64_t rows = conv.height * conv.width / (conv.stride * conv.stride);
    const MeshProduct direct{rows, conv.inputChannels, conv.outputChannels};
    if (conv.groups == 1)
        return cyclesOf(direct, side, cost);
    const MeshProduct together{rows, conv.allInputs(), conv.outputChannels / conv.groups};
    return std::min(cyclesOf(direct, side, cost), cyclesOf(together, side, cost));
}

/// What scores words: the last kernel, where it is a matrix.
bool isHead(const KernelGraph& graph, KernelId id)
{
    return graph[id].kind == KernelKind::Matrix && graph.edgesFrom(id).empty();
}

} // namespace

MeshCost MeshCost::of(const System& system, Precision precision, const Assumptions& assumptions)
{
    return {precision == Precision::Fp16 ? system.macsPerCycle : system.fp32MacsPerCycle, assumptions[kMeshEfficiency],
            assumptions[kMeshShift]};
}

double cyclesOf(const MeshProduct& product, int side, const MeshCost& cost)
{
    const double rows = blocks(product.rows, side);
    const double inner = blocks(product.inner, side);
    const double columns = blocks(product.columns, side);
    const double arithmetic = rows * inner * columns / (cost.macsPerCycle * cost.efficiency);
    const double streams = (rows * inner + inner * columns) / 2.0; // two values a wavelet
    return side * (std::max(arithmetic, streams) + cost.shift);
}

Result<double> prefillTokensPerSecond(const KernelGraph& graph, const System& system, Precision precision,
                                      const Assumptions& assumptions)
{
    const MeshCost cost = MeshCost::of(system, precision, assumptions);
    const int side = std::min(system.columns, system.rows);
    std::int64_t tokens = 0;
    double cycles = 0.0;
    for (std::size_t i = 0; i < graph.size(); ++i) {
        const Kernel& kernel = graph.kernels()[i];
        if (kernel.kind == KernelKind::Embedding)
            tokens = std::max(tokens, kernel.convs.front().height);
        if ((kernel.kind == KernelKind::Matrix && !isHead(graph, KernelId{i})) || kernel.kind == KernelKind::Product)
            cycles += cyclesOfKernel(kernel, side, cost);
    }
    if (tokens == 0 || cycles == 0.0)
        return Error{ErrorCode::Usage, "Only networks that read tokens have a prompt to read."};
    return static_cast<double>(tokens) * system.clock.count() / cycles;
}

} // namespace waferscope
