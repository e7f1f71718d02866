#pragma once

#include "mapping/pipelined/pipelined_search.h"
#include "model/pipelined/shapes.h"

namespace waferscope {

/// Shapes of kernels whose memory holds so many samples.
struct StashedShapes {
    std::vector<std::int64_t> stash; ///< by KernelId, samples
    std::vector<ShapeFamily> families; ///< by KernelId
    Cycles bound; ///< the area bound: of kernels that keep as few samples as can be
};

/// How many samples a kernel stashes hangs on the pace of all of them, and their pace on how much their memory makes
/// them grow. Finds the smallest stash of the kernels of the problem's one replica that is enough when each takes its
/// smallest shape at the pace which that allows, with no hops between them. Work as of some ten shapeFamiliesOf();
/// asked to stop, it ends with a larger stash.
[[nodiscard]] StashedShapes shapesWithStash(const LayoutProblem& problem, const LockedKernels& locked,
                                            const Assumptions& assumptions, const JobControl& job = {});

} // namespace waferscope
