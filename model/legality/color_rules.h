#pragma once

#include "core/layout/lane_bundle.h"
#include "core/layout/violation.h"

#include <vector>

namespace waferscope {

/// What the routers offer and what the streams need of it.
struct ColorSupply {
    int usable = 21; ///< colours that a router may give to kernels: 0 .. usable - 1
    Run run = Run::Train; ///< gradients need a second colour
};

/// The broken rules of colours: a stream without one, with one that is kept for something else, or with one that
/// another stream uses in the same router. `bundles` by EdgeId. Part of violationsOf(), which is the one to ask.
void checkColors(const KernelGraph& graph, const Mapping& mapping, const std::vector<LaneBundle>& bundles,
                 const ColorSupply& supply, std::vector<Violation>& found);

} // namespace waferscope
