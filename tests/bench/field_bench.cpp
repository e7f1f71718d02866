#include "emulator/step/digest.h"
#include "emulator/step/in_arena.h"
#include "tests/changed_layout.h"
#include "tests/emulator/sample_layouts.h"

#include "mapping/pipelined/pipelined_search.h"

#include <benchmark/benchmark.h>

#include <algorithm>

namespace waferscope {

/// A network of ResNet-50's shape on a full CS-2, and two steps of it.
struct FullWafer {
    explicit FullWafer(Mode mode)
        : made(mode == Mode::Pipelined ? pipelined() : streamed())
        , emulation(samples::emulated(made))
        , fields(
              std::make_unique<const FieldEvaluator>(made.layout, made.evaluation, shippedAssumptions(), emulation.log))
    {
    }

    static LayoutProblem problem()
    {
        LayoutProblem problem;
        problem.installation = readInstallation("cs2").value();
        problem.graph = std::make_shared<const KernelGraph>(samples::residual({3, 4, 6, 3}));
        return problem;
    }
    static samples::Case pipelined()
    {
        const MappedLayout mapped = searchPipelined(problem(), {}, shippedAssumptions(), {}).value();
        return {mapped.layout, mapped.evaluation};
    }
    /// In three bands and micro-batches of 100, the last of which is smaller.
    static samples::Case streamed()
    {
        return samples::evaluated(Layout::create("streamed", problem(), StreamingSchedule{100, 0.0, {}, 3}).value());
    }

    /// A frame of playing: the n-th of 64 times in the second step's working part.
    void frame(Field& field, FieldKind kind, std::int64_t n) const
    {
        const std::int64_t step = emulation.cycles.count() / emulation.steps;
        const std::int64_t working = std::min(step, (emulation.fill + emulation.steady).count());
        const Cycles time{step + working / 64 * (n % 64)};
        fields->evaluateInto(field, time, {kind, made.layout->system().fabric()});
    }

    samples::Case made;
    Emulation emulation;
    std::unique_ptr<const FieldEvaluator> fields;
};

static const FullWafer& fullWafer(Mode mode = Mode::Pipelined)
{
    static const FullWafer pipelined(Mode::Pipelined);
    static const FullWafer streamed(Mode::WeightStreaming);
    return mode == Mode::Pipelined ? pipelined : streamed;
}

/// All 64 x 7 fields and their hashes: what `wafer emulate` does. Second argument: threads.
static void digestOfAllFields(benchmark::State& state)
{
    const FullWafer& wafer = fullWafer();
    std::int64_t states = 0;
    for (auto _ : state) {
        const EmulationDigest digest =
            digestOf(wafer.emulation, *wafer.fields, static_cast<int>(state.range(0))).value();
        states += digest.peStates;
        benchmark::DoNotOptimize(digest.value);
    }
    state.counters["PE states/s"] = benchmark::Counter(static_cast<double>(states), benchmark::Counter::kIsRate);
}
BENCHMARK(digestOfAllFields)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime()->MeasureProcessCPUTime();

/// One frame at full resolution, into memory that is used again, as a player does. First argument: FieldKind; second:
/// threads.
static void oneFrame(benchmark::State& state, Mode mode)
{
    const FullWafer& wafer = fullWafer(mode);
    const auto kind = static_cast<FieldKind>(state.range(0));
    state.SetLabel(std::string{nameOf(kind)});
    std::int64_t frame = 0;
    Field field;
    inArena(static_cast<int>(state.range(1)), [&] {
        for (auto _ : state)
            wafer.frame(field, kind, frame++);
    });
    state.counters["PE states/s"] = benchmark::Counter(
        static_cast<double>(frame * wafer.made.layout->system().peCount()), benchmark::Counter::kIsRate);
}
static void eachFieldAndThreads(benchmark::internal::Benchmark* of)
{
    of->ArgsProduct({benchmark::CreateDenseRange(0, kFieldKindCount - 1, 1), {1, 2}})
        ->Unit(benchmark::kMicrosecond)
        ->UseRealTime();
}
BENCHMARK_CAPTURE(oneFrame, pipelined, Mode::Pipelined)->Apply(eachFieldAndThreads);
BENCHMARK_CAPTURE(oneFrame, streaming, Mode::WeightStreaming)->Apply(eachFieldAndThreads);

/// Two steps of a batch, from layout to log. Argument: samples of a step.
static void emulateTwoSteps(benchmark::State& state)
{
    samples::Case made = fullWafer().made;
    made.layout = std::make_shared<const Layout>(samples::withBatch(*made.layout, state.range(0)));
    for (auto _ : state)
        benchmark::DoNotOptimize(samples::emulated(made));
}
BENCHMARK(emulateTwoSteps)->Arg(256)->Arg(100'000)->Unit(benchmark::kMillisecond)->UseRealTime();

} // namespace waferscope

BENCHMARK_MAIN();
