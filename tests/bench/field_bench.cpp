// States of all 745,500 PEs of a CS-2 at times of an emulated ResNet-50 step, with one thread and with two side by
// side. The second row of a kind over its first is the share of time that two threads take: at most 0.6 is wanted.
#include "core/formats/machines.h"
#include "core/formats/model.h"
#include "emulator/step/field_evaluator.h"
#include "emulator/step/step_emulator.h"
#include "mapping/map_network.h"

#include <benchmark/benchmark.h>

namespace waferscope {

namespace {

struct Run50 {
    MappedLayout mapped;
    Cycles end;
    FieldEvaluator fields;
};

const Run50& resnetRun()
{
    static const Run50 run = [] {
        MapRequest request;
        request.network = openModel("gallery:resnet50", {}).value().network;
        request.installation = readInstallation("cs2").value();
        const MappedLayout mapped = mapNetwork(request, shippedAssumptions()).value();
        const Emulation emulation = emulateSteps(*mapped.layout, *mapped.evaluation, shippedAssumptions()).value();
        return Run50{mapped, emulation.cycles,
                     FieldEvaluator(mapped.layout, mapped.evaluation, shippedAssumptions(), emulation.log)};
    }();
    return run;
}

void evaluateFields(benchmark::State& state)
{
    const Run50& run = resnetRun();
    const auto kind = static_cast<FieldKind>(state.range(0));
    const auto threads = static_cast<int>(state.range(1));
    const PeRect fabric = run.mapped.layout->system().fabric();
    std::int64_t frame = 0;
    for (auto _ : state) {
        const Cycles time{run.end.count() / 97 * (++frame % 97)};
        benchmark::DoNotOptimize(run.fields.evaluate(time, {kind, fabric, 1, Reduction::Max}, threads));
    }
    state.SetLabel(std::string(nameOf(kind)) + ", " + std::to_string(threads) + " thread(s)");
    state.counters["PE states/s"] = benchmark::Counter(
        static_cast<double>(state.iterations()) * static_cast<double>(fabric.peCount()), benchmark::Counter::kIsRate);
}
BENCHMARK(evaluateFields)
    ->ArgsProduct({benchmark::CreateDenseRange(0, kFieldKindCount - 1, 1), {1, 2}})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

} // namespace

} // namespace waferscope

BENCHMARK_MAIN();
