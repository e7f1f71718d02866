#pragma once

#include "core/base/random.h"
#include "formats/machines/machines.h"
#include "model/pipelined/kernel_cost.h"

#include <string>
#include <vector>

namespace waferscope::samples {

inline Kernel convolution(const std::string& name, std::int64_t side, std::int64_t filter, std::int64_t in,
                          std::int64_t out, std::int64_t stride = 1)
{
    Kernel kernel;
    kernel.name = name;
    kernel.convs = {{side * stride, side * stride, filter, filter, in, out, stride}};
    kernel.parameters = filter * filter * in * out;
    kernel.macs = side * side * kernel.parameters;
    kernel.inputElements = side * side * stride * stride * in;
    kernel.outputElements = side * side * out;
    kernel.layerKind = LayerKind::Convolution;
    return kernel;
}

/// A residual network of bottleneck blocks in the shape of ResNet-50: `blocks` blocks in each of four stages.
inline KernelGraph residual(const std::vector<int>& blocks)
{
    std::vector<Kernel> kernels{convolution("stem", 112, 7, 3, 64, 2)};
    std::vector<Edge> edges;
    std::size_t shortcut = 0;
    std::int64_t side = 56;
    std::int64_t in = 64;
    const auto link = [&](std::size_t from, std::size_t to) {
        edges.push_back({KernelId{from}, KernelId{to}, kernels[from].outputElements});
    };
    for (std::size_t stage = 0; stage < blocks.size(); ++stage) {
        const std::int64_t middle = std::int64_t{64} << stage;
        for (int block = 0; block < blocks[stage]; ++block) {
            const std::string name = "stage" + std::to_string(stage + 1) + "/" + std::to_string(block) + "/";
            const std::size_t first = kernels.size();
            kernels.push_back(convolution(name + "reduce", side, 1, in, middle));
            kernels.push_back(convolution(name + "filter", side, 3, middle, middle));
            kernels.push_back(convolution(name + "expand", side, 1, middle, middle * 4));
            link(shortcut, first);
            link(first, first + 1);
            link(first + 1, first + 2);
            if (block > 0)
                link(shortcut, first + 2);
            shortcut = first + 2;
            in = middle * 4;
        }
        side /= 2;
    }
    kernels.front().needsInputGradient = false;
    std::vector<NetworkInput> inputs{
        {"image", KernelId{0}, std::int64_t{224} * 224 * 3, Bytes{std::int64_t{224} * 224 * 3 * 2}}};
    return KernelGraph::create(std::move(kernels), std::move(edges), std::move(inputs)).value();
}

inline CostModel trainingModel(const std::string& system = "cs1", Optimizer optimizer = Optimizer::Momentum)
{
    Execution execution;
    execution.optimizer = optimizer;
    return CostModel::of(execution, readSystem(system).value(), shippedAssumptions());
}

} // namespace waferscope::samples
