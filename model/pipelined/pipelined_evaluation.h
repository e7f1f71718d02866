#pragma once

#include "core/layout/evaluation.h"

namespace waferscope {

/// A mapping and what it was worth, on the same graph, installation, execution and assumptions as the one to evaluate.
struct KnownMapping {
    const Mapping& mapping;
    const Evaluation& evaluation;
};

/// MODEL section 3 for a layout whose arrangement is a Mapping; all but the area bound, which no mapping changes.
/// The same with a known mapping as without; the more the two have in common, the less is left to compute.
[[nodiscard]] Evaluation evaluatePipelined(const Layout& layout, const Assumptions& assumptions,
                                           const std::optional<KnownMapping>& known = std::nullopt);

} // namespace waferscope
