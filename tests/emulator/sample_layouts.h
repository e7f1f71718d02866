#pragma once

#include "core/base/check.h"
#include "core/base/random.h"
#include "emulator/step/step_emulator.h"
#include "formats/machines/machines.h"
#include "mapping/routing/router.h"
#include "model/evaluate.h"
#include "model/pipelined/pipelined_formulas.h"
#include "tests/mapping/sample_graphs.h"

#include <algorithm>

namespace waferscope::samples {

/// A layout with what follows from it.
struct Case {
    std::shared_ptr<const Layout> layout;
    std::shared_ptr<const Evaluation> evaluation;
};

/// One small machine of the CS-1's kind on a host without fixed time.
inline std::shared_ptr<const Installation> smallMachine(int columns, int rows)
{
    Installation machine = *readInstallation("cs1").value();
    machine.system.columns = columns;
    machine.system.rows = rows;
    return std::make_shared<const Installation>(std::move(machine));
}

inline Case evaluated(Layout layout, const Assumptions& assumptions = shippedAssumptions())
{
    Case made;
    made.evaluation = std::make_shared<const Evaluation>(evaluate(layout, assumptions));
    made.layout = std::make_shared<const Layout>(std::move(layout));
    return made;
}

/// Samples/s of a pipelined layout if nothing waited for anything but the slowest kernel, link or the input.
inline double unhinderedRate(const Case& made)
{
    const PipelinedFigures& figures = made.evaluation->pipelined();
    return figures.replicas * made.layout->system().clock.count() / static_cast<double>(slowestWorkOf(figures).count());
}

/// Small convolutions with forks and joins, some of them without weights.
inline KernelGraph randomGraph(Random& random)
{
    const std::size_t size = 2 + random.below(6);
    std::vector<Kernel> kernels;
    std::vector<Edge> edges;
    for (std::size_t i = 0; i < size; ++i) {
        const auto draw = [&random](std::uint64_t bound) { return static_cast<std::int64_t>(1 + random.below(bound)); };
        kernels.push_back(convolution("layer" + std::to_string(i), draw(12), 1 + 2 * (draw(2) - 1), draw(9), draw(9)));
        if (random.below(4) == 0)
            kernels.back().parameters = 0;
        kernels.back().needsInputGradient = i > 0;
        if (i > 0)
            edges.push_back({KernelId{i - 1 - random.below(std::min<std::size_t>(i, 2))}, KernelId{i}, draw(400)});
        if (i > 2 && random.below(3) == 0)
            edges.push_back({KernelId{random.below(i - 2)}, KernelId{i}, draw(400)});
    }
    std::vector<NetworkInput> inputs{
        {"image", KernelId{0}, 64, Bytes{static_cast<std::int64_t>(random.below(20'000))}}};
    return KernelGraph::create(std::move(kernels), std::move(edges), std::move(inputs)).value();
}

/// The kernels one below the other, as wide as their random arguments make them, every third one turned.
inline Mapping stackedMapping(const KernelGraph& graph, Run run, const System& system, Random& random)
{
    std::vector<PlacedKernel> kernels;
    int y = 1;
    for (std::size_t i = 0; i < graph.size(); ++i) {
        const auto draw = [&random](std::int64_t bound) {
            return 1 + static_cast<int>(random.below(static_cast<std::uint64_t>(std::min<std::int64_t>(bound, 3))));
        };
        const Kernel& kernel = graph.kernels()[i];
        PlacedKernel placed;
        placed.arguments.height = draw(kernel.convs.front().height);
        placed.arguments.width = draw(kernel.convs.front().width);
        for (const ConvShape& conv : kernel.convs)
            placed.arguments.splits.push_back({draw(conv.inputChannels), draw(conv.outputChannels)});
        placed.rotation = i % 3 == 2 ? Rotation::R90 : Rotation::R0;
        placed.rectangle =
            rectangleOf(kernel, placed.arguments, placed.rotation, run, {1 + static_cast<int>(random.below(5)), y});
        y = placed.rectangle.bottom() + static_cast<int>(random.below(3));
        kernels.push_back(std::move(placed));
    }
    RouterConfig config;
    config.run = run;
    std::vector<Route> routes = chooseRoutes(graph, kernels, system, config);
    return createMapping(graph, run, std::move(kernels), std::move(routes)).value();
}

/// A legal pipelined layout of a random network on a small machine.
inline Case randomCase(std::uint64_t seed, std::int64_t batch)
{
    Random random(seed);
    const KernelGraph graph = randomGraph(random);
    LayoutProblem problem;
    problem.execution.batch = batch;
    problem.execution.run = random.below(4) == 0 ? Run::Infer : Run::Train;
    problem.execution.optimizer = Optimizer::Momentum;
    problem.installation = smallMachine(70, 320);
    problem.graph = std::make_shared<const KernelGraph>(graph);
    Mapping mapping = stackedMapping(graph, problem.execution.run, problem.system(), random);
    Case made = evaluated(Layout::create("random", std::move(problem), std::move(mapping)).value());
    WAFERSCOPE_CHECK(made.evaluation->legal());
    return made;
}

/// The same network, its layers streamed in turn, their activations kept or not as chance has it.
inline Case streamedCase(std::uint64_t seed, std::int64_t batch, std::int64_t microBatch)
{
    Random random(seed);
    LayoutProblem problem;
    problem.execution.batch = batch;
    problem.installation = smallMachine(70, 320);
    problem.graph = std::make_shared<const KernelGraph>(randomGraph(random));
    StreamingSchedule schedule{microBatch, 0.0, {}};
    for (std::size_t i = 0; i < problem.graph->size(); ++i)
        schedule.retention.push_back(static_cast<Retention>(random.below(3)));
    return evaluated(Layout::create("streamed", std::move(problem), std::move(schedule)).value());
}

inline Emulation emulated(const Case& made, std::int64_t steps = 2, int threads = 0,
                          const Assumptions& assumptions = shippedAssumptions())
{
    StepEmulatorConfig config;
    config.steps = steps;
    config.threads = threads;
    Result<Emulation> emulation = emulateSteps(*made.layout, *made.evaluation, assumptions, config);
    WAFERSCOPE_CHECK(emulation.ok());
    return std::move(emulation).value();
}

} // namespace waferscope::samples
