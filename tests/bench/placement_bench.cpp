// How the first legal placement and a fixed number of moves grow with the kernels of a chain, and of one with skips.
#include "core/base/random.h"
#include "mapping/contest/place_contest.h"

#include <benchmark/benchmark.h>

namespace waferscope {

namespace {

ContestProblem chain(std::size_t kernels, bool skips)
{
    Random random{kernels};
    ContestProblem problem;
    problem.width = 633;
    problem.height = 633;
    problem.wireWeight = 1.0;
    problem.memoryLimit = 24576.0;
    for (std::size_t kernel = 0; kernel < kernels; ++kernel) {
        const std::int64_t side = 7LL << random.below(3);
        const std::int64_t filter = random.below(3) == 0 ? 3 : 1;
        const auto in = static_cast<std::int64_t>(8 + random.below(192));
        const auto out = static_cast<std::int64_t>(8 + random.below(192));
        problem.kernels.push_back(
            {"k" + std::to_string(kernel), ContestKind::Convolution, {}, {{side, side, filter, filter, in, out, 1}}});
        if (kernel > 0)
            problem.streams.emplace_back(KernelId{kernel - 1}, KernelId{kernel});
        if (skips && kernel > 4 && random.below(3) == 0)
            problem.streams.emplace_back(KernelId{kernel - 2 - random.below(3)}, KernelId{kernel});
    }
    return problem;
}

void place(benchmark::State& state, bool skips)
{
    const ContestProblem problem = chain(static_cast<std::size_t>(state.range(0)), skips);
    PlaceContestConfig config;
    config.moves = 2'000;
    bool legal = true;
    for (auto _ : state)
        legal = legal && placeContest(problem, config, {}).value().score.violations.empty();
    state.counters["legal"] = legal ? 1 : 0;
    state.SetComplexityN(state.range(0));
}
BENCHMARK_CAPTURE(place, chain, false)
    ->RangeMultiplier(2)
    ->Range(125, 1000)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->Complexity();
BENCHMARK_CAPTURE(place, skips, true)
    ->RangeMultiplier(2)
    ->Range(125, 1000)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->Complexity();

} // namespace

} // namespace waferscope

BENCHMARK_MAIN();
