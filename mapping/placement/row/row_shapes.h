#pragma once

#include "mapping/placement/row/row_grid.h"

namespace waferscope {

/// One way in which a kernel may stand on a row.
struct RowShape {
    RowGrid::Joint first = 0; ///< of streams to it
    RowGrid::Joint last = 0; ///< of streams from it
    int length = 0; ///< PEs along the row
    int thickness = 0; ///< PEs across it
    int tilesHigh = 1; ///< h
    int tilesWide = 1; ///< w
    int firstInputs = 1; ///< c of the first convolution
    int lastInputs = 1; ///< and of the last
    int inputs = 1; ///< and of those between: all rows of tiles of its height but one
    int spareColumns = 0; ///< k of the last convolution beyond the least, for the sake of the centre line
    bool isTurned = false; ///< its height lies along the row
};

/// The room that a row has.
struct RowRoom {
    int length = 0; ///< PEs
    int thickness = 0; ///< PEs
};

/// PEs by which a longer shape may pay, since it spares a kernel's own streams all that ends may cost, at most.
struct RowSlack {
    double all = 0.0; ///< than the shortest
    double inputs = 0.0; ///< than the shortest of the same h and w and the same parity
};

/// All shapes of a class of at most `target` ticks on a row, of each pair of joints the shortest, and none that is
/// longer by more than the slack. h, w and the outer c are any of the grid's choices: neighbours may want what is of
/// no use to the kernel itself.
[[nodiscard]] std::vector<RowShape> rowShapes(const ShapeSource& source, const RowGrid& grid, int kernelClass,
                                              std::int64_t target, RowRoom room, RowSlack slack);

/// The arguments that a shape from rowShapes() stands for.
[[nodiscard]] ExecutionArguments argumentsOf(const ShapeSource& source, int kernelClass, std::int64_t target,
                                             const RowShape& shape);

} // namespace waferscope
