#include "model/host/host_all_reduce.h"

#include <algorithm>

namespace waferscope {

Seconds hostAllReduce(const LayoutProblem& problem)
{
    constexpr double kThereAndBack = 2.0;
    constexpr double kGradientBytes = 4.0; // fp32
    if (problem.execution.systems < 2 || problem.execution.run == Run::Infer)
        return Seconds{0.0};
    const auto parameters = static_cast<double>(problem.graph->parametersOfReplica());
    const double rate = std::min(problem.system().io.count(), problem.installation->bisection.count());
    return Seconds{kThereAndBack * kGradientBytes * parameters / rate};
}

} // namespace waferscope
