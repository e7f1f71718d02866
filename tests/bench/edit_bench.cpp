// One kernel of ResNet-50 moved by hand on the CS-1 and the CS-2: its streams routed anew and everything evaluated.
#include "core/formats/machines.h"
#include "core/formats/model.h"
#include "mapping/edit_kernel.h"
#include "mapping/live_evaluation.h"
#include "mapping/map_network.h"

#include <benchmark/benchmark.h>

namespace waferscope {

namespace {

void moveAndEvaluate(benchmark::State& state, const char* machine)
{
    MapRequest request;
    request.network = openModel("gallery:resnet50", {}).value().network;
    request.installation = readInstallation(machine).value();
    const auto assumptions = std::make_shared<const Assumptions>(shippedAssumptions());
    const MappedLayout mapped = mapNetwork(request, *assumptions).value();
    LiveEvaluation live;
    live.remember(mapped.layout, assumptions, *mapped.evaluation);
    const KernelId id{20};
    int step = 0;
    for (auto _ : state) {
        const Layout moved = movedKernel(*mapped.layout, id, {step % 400, (step * 7) % 400}, *assumptions);
        benchmark::DoNotOptimize(live.evaluate(std::make_shared<const Layout>(moved), assumptions));
        ++step;
    }
}
BENCHMARK_CAPTURE(moveAndEvaluate, cs1, "cs1")->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(moveAndEvaluate, cs2, "cs2")->Unit(benchmark::kMillisecond)->UseRealTime();

} // namespace

} // namespace waferscope

BENCHMARK_MAIN();
