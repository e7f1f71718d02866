#pragma once

#include "core/graph/network_source.h"
#include "core/shape_rules/shape_scope.h"

#include <vector>

namespace waferscope {

/// Names of the symbolic sizes of a network, in order of appearance in its inputs and stored tensors. An expression
/// over others follows from them and is none.
[[nodiscard]] std::vector<std::string> symbolicSizes(const NetworkSource& source);

/// Facts of every tensor, by TensorId, and what could not be told.
struct InferredShapes {
    std::vector<TensorFacts> facts;
    std::vector<ImportIssue> issues;
    std::int64_t computedValues = 0; ///< how much shape arithmetic it took
};

/// Walks the operators once. An operator that the rules do not know, and one whose output depends on data, passes its
/// first input's shape on (or the shape that the file states for its output) and becomes a warning. Fails, naming
/// operator and shapes, where inputs cannot go together and where a tensor would have more than kMostElements elements,
/// and on more than 16 million values of shape arithmetic. `sizes` has a value of at least 1 for every symbolic size.
[[nodiscard]] Result<InferredShapes> inferShapes(const NetworkSource& source, const Dimensions& sizes);

} // namespace waferscope
