// Events of the step emulator: starts of samples at kernels, each the latest of all its reasons, on one thread. The
// batch is too small for a steady state to be looked for, so every event is worked out.
#include "emulator/step/schedule/pipeline_schedule.h"
#include "formats/machines/machines.h"
#include "formats/networks/model.h"
#include "mapping/map_network.h"
#include "model/pipelined/pipeline_model.h"

#include <benchmark/benchmark.h>

namespace waferscope {

namespace {

std::int64_t eventsOf(const PipelineSchedule& schedule)
{
    std::int64_t events = 0;
    for (const auto* starts : {&schedule.inputs, &schedule.forward, &schedule.backward})
        for (const StartSequence& sequence : *starts)
            events += sequence.size();
    return events;
}

void scheduleOneByOne(benchmark::State& state, const char* network)
{
    MapRequest request;
    request.network = openModel(network, {}).value().network;
    request.installation = readInstallation("cs2").value();
    request.execution.batch = 64;
    request.placing.moves = 1;
    const MappedLayout mapped = mapNetwork(request, shippedAssumptions()).value();
    const PipelineModel model =
        pipelineModel(mapped.layout->problem(), mapped.layout->mapping(), mapped.evaluation->kernels,
                      mapped.evaluation->pipelined(), shippedAssumptions());
    std::int64_t events = 0;
    for (auto _ : state) {
        const PipelineSchedule schedule = schedulePipeline(model, {}).value();
        events += eventsOf(schedule);
        if (schedule.steady.samples > 0)
            state.SkipWithError("a steady state was found");
    }
    state.counters["events/s"] = benchmark::Counter(static_cast<double>(events), benchmark::Counter::kIsRate);
}
BENCHMARK_CAPTURE(scheduleOneByOne, ResNet50, "gallery:resnet50")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(scheduleOneByOne, TransformerBig, "gallery:transformer-big")->Unit(benchmark::kMicrosecond);

} // namespace

} // namespace waferscope

BENCHMARK_MAIN();
