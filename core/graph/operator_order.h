#pragma once

#include "core/graph/network_source.h"

namespace waferscope {

enum class Ordering { Sorted, HasCycle };

/// Puts the operators of a source without layers into a topological order (Kahn, CACM 5, 1962), the earliest possible
/// for each in the order they had. Leaves the source as it was when the operators form a cycle.
[[nodiscard]] Ordering sortOperators(NetworkSource& source);

} // namespace waferscope
