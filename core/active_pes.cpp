#include "core/active_pes.h"

#include "core/pe_set.h"

namespace waferscope {

ActivePes activePesOf(const Mapping& mapping, std::span<const LaneRun> lanes, const System& system)
{
    PeSet active(system.columns, system.rows);
    for (const PlacedKernel& kernel : mapping.kernels)
        active.add(kernel.rectangle);
    const std::int64_t inKernels = active.count();
    for (const LaneRun& run : lanes)
        if (!run.backward)
            active.add(routersOf(run));
    return {inKernels, active.count() - inKernels};
}

} // namespace waferscope
