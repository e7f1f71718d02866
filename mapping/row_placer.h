#pragma once

#include "mapping/shapes.h"

#include <optional>
#include <vector>

namespace waferscope {

/// Whether kernels stand in rows, read west to east, or in columns, read north to south.
enum class Stacking { Rows, Columns };

/// Kernels in their topological order on rows (or columns) that run to and fro, so that neighbours in the graph stay
/// neighbours; every kernel in its narrowest shape of at most `target` cycles that its row's height allows. Rows are
/// cut so that their heights sum to the least (dynamic programming: exact for this kind of layout). None when they do
/// not fit.
[[nodiscard]] std::optional<std::vector<PlacedKernel>>
placeInRows(const std::vector<ShapeFamily>& families, const PeRect& fabric, Cycles target, Stacking stacking);

} // namespace waferscope
