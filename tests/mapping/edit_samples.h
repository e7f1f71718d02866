#pragma once

#include "core/layout/layout.h"
#include "core/machine/assumptions.h"
#include "mapping/kernels/edit_kernel.h"
#include "mapping/routing/router.h"
#include "model/legality/legality.h"
#include "model/pipelined/shapes.h"
#include "tests/mapping/sample_graphs.h"

#include <algorithm>

// Layouts of our own making, and the edits that a hand could make of them.

namespace waferscope::samples {

/// A chain of convolutions in which every third kernel or so also feeds one a few steps further on.
inline KernelGraph forkedChain(int count, Random& random)
{
    std::vector<Kernel> kernels;
    std::vector<Edge> edges;
    for (int i = 0; i < count; ++i) {
        const std::int64_t side = 7LL << random.below(4);
        const std::int64_t in = 16LL << random.below(4);
        const std::int64_t out = 16LL << random.below(4);
        kernels.push_back(convolution("k" + std::to_string(i), side, random.below(3) == 0 ? 3 : 1, in, out));
    }
    kernels.front().needsInputGradient = false;
    const auto link = [&](std::size_t from, std::size_t to) {
        if (to < kernels.size())
            edges.push_back({KernelId{from}, KernelId{to}, kernels[from].outputElements});
    };
    for (std::size_t i = 0; i + 1 < kernels.size(); ++i) {
        link(i, i + 1);
        if (random.below(3) == 0)
            link(i, i + 2 + random.below(5));
    }
    return KernelGraph::create(std::move(kernels), std::move(edges), {{"image", KernelId{0}, 3136, Bytes{6272}}})
        .value();
}

/// Convolutions of which each but the first reads one to three of the twenty before it.
inline KernelGraph randomDag(int count, Random& random)
{
    const KernelGraph chain = forkedChain(count, random);
    std::vector<Edge> edges;
    for (std::size_t to = 1; to < chain.size(); ++to)
        for (std::uint64_t i = 1 + random.below(3); i > 0; --i) {
            const KernelId from{to - 1 - random.below(std::min<std::uint64_t>(to, 20))};
            edges.push_back({from, KernelId{to}, chain[from].outputElements});
        }
    return KernelGraph::create(chain.kernels(), std::move(edges), chain.inputs()).value();
}

/// Cuts a rectangle into as many as are asked for, each across its longer side, anywhere in its middle third.
inline void cutInto(std::vector<PeRect>& boxes, const PeRect& whole, int count, Random& random)
{
    if (count == 1) {
        boxes.push_back(whole);
        return;
    }
    const int first = count / 2;
    const bool across = whole.width >= whole.height;
    const int side = across ? whole.width : whole.height;
    const int cut = side / 3 + static_cast<int>(random.below(static_cast<std::uint64_t>(side) / 3 + 1));
    const PeRect near = across ? PeRect{whole.origin, cut, whole.height} : PeRect{whole.origin, whole.width, cut};
    const PeRect far = across ? PeRect{{whole.origin.x + cut, whole.origin.y}, side - cut, whole.height}
                              : PeRect{{whole.origin.x, whole.origin.y + cut}, whole.width, side - cut};
    cutInto(boxes, near, first, random);
    cutInto(boxes, far, count - first, random);
}

/// The kernels of a graph in boxes cut at random: every kernel in the fastest shape that fits its own.
inline Layout cutLayout(std::shared_ptr<const KernelGraph> graph, std::shared_ptr<const Installation> installation,
                        const Assumptions& assumptions, Random& random, Run run = Run::Train)
{
    LayoutProblem problem;
    problem.installation = std::move(installation);
    problem.execution.run = run;
    problem.graph = std::move(graph);
    const System& system = problem.system();
    const CostModel model = CostModel::of(problem.execution, system, assumptions);
    std::vector<PeRect> boxes;
    cutInto(boxes, system.fabric(), static_cast<int>(problem.graph->size()), random);
    Mapping mapping;
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        const ShapeFamily family(*problem.graph, KernelId{i}, model, std::max(system.columns, system.rows));
        const auto shape = family.fastestWithin(boxes[i].width, boxes[i].height);
        if (shape) {
            mapping.kernels.push_back(
                {shape->arguments, {boxes[i].origin, shape->width, shape->height}, shape->rotation, false});
            continue;
        }
        const ExecutionArguments least{1, 1, {{1, 1}}}; // too little memory, but well formed
        mapping.kernels.push_back({least,
                                   rectangleOf(problem.graph->kernels()[i], least, Rotation::R0, run, boxes[i].origin),
                                   Rotation::R0, false});
    }
    mapping.routes = chooseRoutes(*problem.graph, mapping.kernels, system, RouterConfig::of(problem, assumptions));
    return Layout::create("cut", std::move(problem), std::move(mapping)).value();
}

/// An edit as a hand makes it: by a few PEs, anywhere, onto another kernel, over the edge, a turn, another size.
inline Layout randomEdit(const EditStart& start, Random& random)
{
    const auto& mapping = start.layout->mapping();
    const auto number = [&random](int bound) {
        return static_cast<int>(random.below(static_cast<std::uint64_t>(bound)));
    };
    const KernelId id{random.below(mapping.kernels.size())};
    const PeRect& old = mapping[id].rectangle;
    switch (random.below(8)) {
    case 0: return turnedKernel(start, id);
    case 1: { // onto another
        const PeRect& other = mapping[KernelId{random.below(mapping.kernels.size())}].rectangle;
        return movedKernel(start, id, {other.origin.x + number(4), other.origin.y + number(4)});
    }
    case 2: // over an edge, or wholly outside
        return movedKernel(
            start, id,
            {number(2) * start.layout->system().columns - number(2 * old.width), number(start.layout->system().rows)});
    case 3:
    case 4: { // a size
        const PeRect wanted{old.origin, 1 + number(2 * old.width), 1 + number(2 * old.height)};
        auto resized = resizedKernel(start, id, wanted);
        if (resized.ok())
            return resized.value();
        [[fallthrough]];
    }
    case 5: // a nudge
        return movedKernel(start, id, {old.origin.x + number(9) - 4, old.origin.y + number(9) - 4});
    default:
        return movedKernel(start, id, {number(start.layout->system().columns), number(start.layout->system().rows)});
    }
}

} // namespace waferscope::samples
