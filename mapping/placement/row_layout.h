#pragma once

#include "mapping/placement/shape_table.h"
#include "mapping/placement/strip_layout.h"

#include <optional>

namespace waferscope {

/// Kernels in the problem's order on rows (or on columns) that run to and fro, so that neighbours in the order stay
/// neighbours, cut so that the rows' thicknesses sum to the least (dynamic programming: exact for this kind of layout,
/// unless obstacles are in the way). None when they do not fit. In a time that grows with the kernels times those of
/// one row.
[[nodiscard]] std::optional<StripLayout> rowLayout(const PlacementProblem& problem, const ShapeTable& shapes,
                                                   FabricSide side);

/// Sides whose rows differ: those along opposite ones do only where obstacles do.
[[nodiscard]] std::vector<FabricSide> rowSides(const PlacementProblem& problem);

} // namespace waferscope
