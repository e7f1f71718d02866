#include "core/layout/violation.h"

#include <algorithm>

namespace waferscope {

namespace {

// Streams and kernels that a violation names, in the order in which people should look at them.

void addEnds(EdgeId stream, const KernelGraph& graph, std::vector<KernelId>& kernels)
{
    for (const KernelId kernel : {graph[stream].from, graph[stream].to})
        if (std::find(kernels.begin(), kernels.end(), kernel) == kernels.end())
            kernels.push_back(kernel);
}

template <typename OfOneKernel>
void addKernels(const OfOneKernel& violation, const KernelGraph& /*graph*/,
                std::vector<KernelId>& kernels) requires requires
{
    violation.kernel;
}
{
    kernels.push_back(violation.kernel);
}

template <typename OfOneStream>
void addKernels(const OfOneStream& violation, const KernelGraph& graph,
                std::vector<KernelId>& kernels) requires requires
{
    violation.stream;
}
{
    addEnds(violation.stream, graph, kernels);
    if constexpr (requires { violation.others; })
        for (const EdgeId other : violation.others)
            addEnds(other, graph, kernels);
}

void addKernels(const KernelsOverlap& violation, const KernelGraph& /*graph*/, std::vector<KernelId>& kernels)
{
    kernels = {violation.first, violation.second};
}

void addKernels(const ColorShared& violation, const KernelGraph& graph, std::vector<KernelId>& kernels)
{
    addEnds(violation.first, graph, kernels);
    addEnds(violation.second, graph, kernels);
}

} // namespace

ViolationKind kindOf(const Violation& violation)
{
    return std::visit([](const auto& one) { return one.kKind; }, violation);
}

PeCoord whereOf(const Violation& violation)
{
    return std::visit([](const auto& one) { return one.where; }, violation);
}

std::vector<KernelId> kernelsOf(const Violation& violation, const KernelGraph& graph)
{
    std::vector<KernelId> kernels;
    std::visit([&](const auto& one) { addKernels(one, graph, kernels); }, violation);
    return kernels;
}

const Violation* firstAbout(KernelId kernel, std::span<const Violation> violations, const KernelGraph& graph)
{
    const auto found = std::find_if(violations.begin(), violations.end(), [&](const Violation& violation) {
        const std::vector<KernelId> kernels = kernelsOf(violation, graph);
        return std::find(kernels.begin(), kernels.end(), kernel) != kernels.end();
    });
    return found == violations.end() ? nullptr : &*found;
}

WarningKind kindOf(const LayoutWarning& warning)
{
    return std::visit([](const auto& one) { return one.kKind; }, warning);
}

} // namespace waferscope
