// A point of a sweep: what shapes, a placement from rows and an evaluation take, each and together, on one thread.
#include "formats/machines/machines.h"
#include "formats/networks/model.h"
#include "mapping/map_network.h"
#include "mapping/pipelined/stash_estimate.h"
#include "model/evaluate.h"
#include "model/pipelined/area_bound.h"

#include <benchmark/benchmark.h>
#include <tbb/task_arena.h>

namespace waferscope {

namespace {

MapRequest requestOf(const char* network, const char* machine)
{
    MapRequest request;
    request.network = openModel(network, {}).value().network;
    request.installation = readInstallation(machine).value();
    request.placing.moves = 1;
    return request;
}

template <typename Work>
void onOneThread(benchmark::State& state, const Work& work)
{
    tbb::task_arena arena(1);
    arena.execute([&] {
        for (auto _ : state)
            work();
    });
}

void shapesOfOneStash(benchmark::State& state, const char* network)
{
    const MappedLayout mapped = mapNetwork(requestOf(network, "cs1"), shippedAssumptions()).value();
    const Layout& layout = *mapped.layout;
    const CostModel model = CostModel::of(layout.execution(), layout.system(), shippedAssumptions())
                                .keeping(mapped.evaluation->pipelined().stash);
    onOneThread(state, [&] { benchmark::DoNotOptimize(shapeFamiliesOf(*layout.graph(), model, layout.system())); });
}
BENCHMARK_CAPTURE(shapesOfOneStash, ResNet50, "gallery:resnet50")->Unit(benchmark::kMillisecond);

void shapesAndStash(benchmark::State& state, const char* network)
{
    const MappedLayout mapped = mapNetwork(requestOf(network, "cs1"), shippedAssumptions()).value();
    onOneThread(state, [&] {
        benchmark::DoNotOptimize(shapesWithStash(mapped.layout->problem(),
                                                 LockedKernels(mapped.layout->graph()->size()), shippedAssumptions()));
    });
}
BENCHMARK_CAPTURE(shapesAndStash, ResNet50, "gallery:resnet50")->Unit(benchmark::kMillisecond);

void evaluateOnce(benchmark::State& state, const char* network)
{
    const MappedLayout mapped = mapNetwork(requestOf(network, "cs1"), shippedAssumptions()).value();
    onOneThread(state, [&] { benchmark::DoNotOptimize(evaluate(*mapped.layout, shippedAssumptions())); });
}
BENCHMARK_CAPTURE(evaluateOnce, ResNet50, "gallery:resnet50")->Unit(benchmark::kMillisecond);

void mapOnce(benchmark::State& state, const char* network)
{
    const MapRequest request = requestOf(network, "cs1");
    onOneThread(state, [&] { benchmark::DoNotOptimize(mapNetwork(request, shippedAssumptions())); });
}
BENCHMARK_CAPTURE(mapOnce, ResNet50, "gallery:resnet50")->Unit(benchmark::kMillisecond);

} // namespace

} // namespace waferscope

BENCHMARK_MAIN();
