#include "mapping/advice/replica_choice.h"

#include "model/pipelined/area_bound.h"

#include <algorithm>

namespace waferscope {

namespace {

struct Choice {
    std::int64_t replicas = 0;
    double bound = 0.0; ///< samples/s
};

/// All that share the samples evenly and could gain, fewest first.
std::vector<Choice> choicesFor(const Layout& layout, const Evaluation& now, const Assumptions& assumptions,
                               double leastGain, const std::stop_token& stop)
{
    const System& system = layout.system();
    const CostModel model = CostModel::of(layout.execution(), system, assumptions)
                                .keeping(std::vector<std::int64_t>(layout.graph()->size(), kLeastStash));
    const std::vector<ShapeFamily> families = shapeFamiliesOf(*layout.graph(), model, system);
    std::int64_t least = 1; // PEs of a replica, however slow
    for (const ShapeFamily& family : families)
        least += family.leastArea(family.mostCycles()).value_or(system.peCount());
    const std::int64_t samples = samplesPerSystem(layout.execution());
    std::vector<Choice> choices;
    for (std::int64_t n = layout.execution().replicas + 1; n <= std::min(samples, system.peCount() / least); ++n) {
        if (stop.stop_requested())
            break;
        if (samples % n != 0)
            continue;
        const auto ofOne = static_cast<double>(areaBound(families, system.livePeCount() / n).count());
        const double bound = std::min(now.inputSamples.count(), static_cast<double>(n) * system.clock.count() / ofOne);
        if (bound >= now.numbers.samples.count() * (1.0 + leastGain))
            choices.push_back({n, bound});
    }
    return choices;
}

} // namespace

std::vector<int> promisingReplicas(const Layout& layout, const Evaluation& now, const Assumptions& assumptions,
                                   double leastGain, int most, const std::stop_token& stop)
{
    std::vector<Choice> left = choicesFor(layout, now, assumptions, leastGain, stop);
    std::vector<int> chosen;
    while (!left.empty() && static_cast<int>(chosen.size()) < most) {
        const auto best = std::max_element(left.begin(), left.end(),
                                           [](const Choice& a, const Choice& b) { return a.bound < b.bound; });
        chosen.push_back(static_cast<int>(best->replicas));
        left.erase(std::partition_point(left.begin(), left.end(),
                                        [&](const Choice& c) { return 2 * c.replicas <= chosen.back(); }),
                   left.end());
    }
    return chosen;
}

} // namespace waferscope
