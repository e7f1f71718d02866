#pragma once

#include "core/layout/evaluation.h"
#include "core/machine/assumptions.h"

namespace waferscope {

/// A mapping and what its numbers are made of, on the same graph, installation, execution and assumptions as the one
/// to evaluate.
struct KnownMapping {
    const Mapping& mapping;
    const PipelinedFigures& figures;
};

/// MODEL section 3 for a mapping of the problem's kernels; all but the area bound, which no mapping changes. One
/// replica of the network may stand for all that its execution asks for: it is one of those that share the input then.
/// The same with a known mapping as without; the more the two have in common, the less is left to compute.
[[nodiscard]] Evaluation evaluatePipelined(const LayoutProblem& problem, const Mapping& mapping,
                                           const Assumptions& assumptions,
                                           const std::optional<KnownMapping>& known = std::nullopt);

} // namespace waferscope
