#include "core/host_exchange.h"

#include <algorithm>

namespace waferscope {

Seconds gradientExchange(const Layout& layout)
{
    constexpr double kThereAndBack = 2.0;
    constexpr double kGradientBytes = 4.0; // fp32
    if (layout.execution.systems < 2 || layout.execution.run == Run::Infer)
        return Seconds{0.0};
    double parameters = 0.0; // of one copy
    for (std::size_t kernel = 0; kernel < layout.graph->kernelsOfCopy(); ++kernel)
        parameters += static_cast<double>(layout.graph->kernels()[kernel].parameters);
    const double rate = std::min(layout.system().io.count(), layout.installation->bisection.count());
    return Seconds{kThereAndBack * kGradientBytes * parameters / rate};
}

} // namespace waferscope
