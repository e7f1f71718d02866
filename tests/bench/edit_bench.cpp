// What a hand feels: one kernel moved, turned or resized, its streams routed anew and everything evaluated, by the code
// that the window calls. Counters: milliseconds of an edit at the median, of which one in a hundred takes longer, and
// of the slowest; cpu_ counts the time of this thread alone, which a busy machine does not stretch.
#include "app/document/layout_evaluator.h"
#include "formats/machines/machines.h"
#include "formats/networks/model.h"
#include "mapping/map_network.h"
#include "tests/mapping/edit_samples.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <ctime>

namespace waferscope {

namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;

struct EditedLayout {
    std::shared_ptr<const Layout> layout;
    std::shared_ptr<const Assumptions> assumptions = std::make_shared<const Assumptions>(shippedAssumptions());
};

/// A hundred kernels of our own, cut from the fabric in many shapes.
EditedLayout hundredKernels(const char* machine)
{
    EditedLayout start;
    Random random(100);
    start.layout = std::make_shared<const Layout>(
        samples::cutLayout(std::make_shared<const KernelGraph>(samples::forkedChain(100, random)),
                           readInstallation(machine).value(), *start.assumptions, random));
    return start;
}

EditedLayout placedResNet50(const char* machine)
{
    EditedLayout start;
    MapRequest request;
    request.network = openModel("gallery:resnet50", {}).value().network;
    request.installation = readInstallation(machine).value();
    start.layout = mapNetwork(request, *start.assumptions).value().layout;
    return start;
}

/// Of this thread alone: what others do on the machine does not count.
double processorMilliseconds()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

void report(benchmark::State& state, const std::string& what, std::vector<double> times)
{
    std::sort(times.begin(), times.end());
    const auto at = [&](double share) {
        return times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))];
    };
    state.counters[what + "median_ms"] = at(0.5);
    state.counters[what + "p99_ms"] = at(0.99);
    state.counters[what + "max_ms"] = at(1.0);
}

/// Edits as they come, each from the layout that was dropped last; one in five is dropped, the others hover.
template <typename MakeEdit>
void editAll(benchmark::State& state, const EditedLayout& start, MakeEdit makeEdit)
{
    Random random(2);
    LayoutEvaluator evaluator;
    const std::shared_ptr<const Layout> first = start.layout;
    std::shared_ptr<const Layout> dropped = first;
    benchmark::DoNotOptimize(evaluator.evaluationOf(first, start.assumptions, LayoutState::Committed));
    std::vector<double> times;
    std::vector<double> processorTimes;
    int edits = 0;
    for (auto _ : state) {
        const double processorBefore = processorMilliseconds();
        const auto before = std::chrono::steady_clock::now();
        const EditStart from{dropped, evaluator.evaluationOf(dropped, start.assumptions, LayoutState::Committed),
                             start.assumptions};
        const auto edited = std::make_shared<const Layout>(makeEdit(from, random));
        benchmark::DoNotOptimize(evaluator.evaluationOf(edited, start.assumptions, LayoutState::Preview));
        times.push_back(Milliseconds(std::chrono::steady_clock::now() - before).count());
        processorTimes.push_back(processorMilliseconds() - processorBefore);
        if (++edits % 5 == 0)
            dropped = edits % 100 == 0 ? first : edited;
    }
    report(state, "", std::move(times));
    report(state, "cpu_", std::move(processorTimes));
}

/// Only changes of size: each finds the fastest shape for a wanted rectangle first.
Layout randomSize(const EditStart& start, Random& random)
{
    const auto& mapping = start.layout->mapping();
    for (;;) {
        const KernelId id{random.below(mapping.kernels.size())};
        const PeRect& old = mapping[id].rectangle;
        const auto side = [&random](int now) {
            return 1 + static_cast<int>(random.below(2 * static_cast<std::uint64_t>(now)));
        };
        auto resized = resizedKernel(start, id, {old.origin, side(old.width), side(old.height)});
        if (resized.ok())
            return resized.value();
    }
}

void hundredOnCs2(benchmark::State& state)
{
    editAll(state, hundredKernels("cs2"), samples::randomEdit);
}
void hundredOnCs1(benchmark::State& state)
{
    editAll(state, hundredKernels("cs1"), samples::randomEdit);
}
void resNet50OnCs1(benchmark::State& state)
{
    editAll(state, placedResNet50("cs1"), samples::randomEdit);
}
void resNet50OnCs2(benchmark::State& state)
{
    editAll(state, placedResNet50("cs2"), samples::randomEdit);
}
void resNet50OnCs1SizesOnly(benchmark::State& state)
{
    editAll(state, placedResNet50("cs1"), randomSize);
}
BENCHMARK(hundredOnCs2)->Iterations(2000)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(hundredOnCs1)->Iterations(2000)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(resNet50OnCs1)->Iterations(2000)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(resNet50OnCs2)->Iterations(2000)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(resNet50OnCs1SizesOnly)->Iterations(1000)->Unit(benchmark::kMillisecond)->UseRealTime();

/// All routes and colours of a thousand kernels on the CS-2.
void routeAll(benchmark::State& state, KernelGraph (*makeGraph)(int, Random&))
{
    Random random(1000);
    const auto graph = std::make_shared<const KernelGraph>(makeGraph(1000, random));
    const Assumptions& assumptions = shippedAssumptions();
    const Layout layout = samples::cutLayout(graph, readInstallation("cs2").value(), assumptions, random);
    const auto& mapping = layout.mapping();
    const RouterConfig config = RouterConfig::of(layout.problem(), assumptions);
    for (auto _ : state)
        benchmark::DoNotOptimize(chooseRoutes(*graph, mapping.kernels, layout.system(), config));
    state.counters["edges"] = static_cast<double>(graph->edges().size());
}
BENCHMARK_CAPTURE(routeAll, chain, samples::forkedChain)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(routeAll, dag, samples::randomDag)->Unit(benchmark::kMillisecond)->UseRealTime();

} // namespace

} // namespace waferscope

BENCHMARK_MAIN();
