#include "mapping/advice/worker_need.h"

#include "model/host/input_rate.h"
#include "model/pipelined/pipelined_evaluation.h"
#include "model/pipelined/pipelined_formulas.h"
#include "model/streaming/streaming_evaluation.h"

#include <algorithm>
#include <cmath>

namespace waferscope {

namespace {

constexpr std::string_view kWorkerRate = "worker_samples_per_second";
constexpr int kMostWorkers = 1'000'000; // beyond any host

/// As if storage, network and input functions were never in the way; a system's own I/O still is.
Evaluation wellFed(const Layout& layout, const Assumptions& assumptions)
{
    constexpr double kUnlimited = 1e30; // B/s
    auto host = std::make_shared<Installation>(*layout.installation());
    host->storage = BytesPerSecond{kUnlimited};
    host->nic = BytesPerSecond{kUnlimited};
    LayoutProblem problem = layout.problem();
    problem.installation = std::move(host);
    const auto& all = assumptions.all();
    const auto rate = std::find_if(all.begin(), all.end(), [](const Assumption& a) { return a.key == kWorkerRate; });
    const Assumptions fast = assumptions.with(kWorkerRate, rate->most).value();
    if (layout.mode() == Mode::WeightStreaming)
        return evaluateStreaming(problem, layout.schedule(), fast);
    return evaluatePipelined(problem, layout.mapping(), fast);
}

/// Cycles of a sample's input that hold up nothing else.
Cycles enoughFor(const Layout& layout, const Evaluation& fed, const Assumptions& assumptions)
{
    if (fed.mode() == Mode::Pipelined)
        return Cycles{periodOf(fed).count() / fed.pipelined().replicas};
    const double working = (fed.step.count() - assumptions[kHostSeconds]) * layout.system().clock.count();
    return Cycles{std::llround(working) / samplesPerSystem(layout.execution())};
}

} // namespace

WorkerNeed workerNeedOf(const Layout& layout, const Evaluation& now, const Assumptions& assumptions)
{
    LayoutProblem problem = layout.problem();
    const auto delivered = [&](int workers) {
        problem.execution.workers = workers;
        return inputCycles(problem, assumptions);
    };
    const auto fewestFor = [&](Cycles input, int most) { // that are at most so many
        int least = 1;
        while (least < most) {
            const int middle = least + (most - least) / 2;
            if (delivered(middle) <= input)
                most = middle;
            else
                least = middle + 1;
        }
        return least;
    };
    const Evaluation fed = wellFed(layout, assumptions);
    const Cycles enough = enoughFor(layout, fed, assumptions);
    const int all = layout.installation()->workers;
    WorkerNeed need;
    need.fed = std::min(1.0, now.numbers.samples.count() / fed.numbers.samples.count());
    need.most = fewestFor(std::max(delivered(all), enough), all);
    if (delivered(kMostWorkers) <= enough)
        need.saturating = fewestFor(enough, kMostWorkers);
    return need;
}

} // namespace waferscope
