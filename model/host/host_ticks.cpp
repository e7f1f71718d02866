#include "model/host/host_ticks.h"

#include "model/host/input_rate.h"

#include <algorithm>
#include <cmath>

namespace waferscope {

HostTicks hostTicks(const LayoutProblem& problem, const Assumptions& assumptions)
{
    const Installation& host = *problem.installation;
    const auto bytes = static_cast<double>(sampleBytes(*problem.graph).count());
    const double function = 1.0 / assumptions["worker_samples_per_second"];
    const std::int64_t input = inputCycles(problem, assumptions).count();
    HostTicks ticks;
    ticks.ofCycle = problem.execution.systems;
    const double perSecond = problem.system().clock.count() * static_cast<double>(ticks.ofCycle);
    const auto within = [perSecond](double seconds, std::int64_t most) {
        return static_cast<std::int64_t>(std::min(std::ceil(seconds * perSecond), static_cast<double>(most)));
    };
    ticks.storage = within(bytes / host.storage.count(), input); // rounding may say one more
    ticks.worker = within(std::max(function, bytes / host.nic.count()), problem.execution.workers * input);
    return ticks;
}

} // namespace waferscope
