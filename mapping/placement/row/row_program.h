#pragma once

#include "core/base/job_control.h"
#include "mapping/placement/row/row_bounds.h"

namespace waferscope {

/// What the program made of a row.
struct RowAnswer {
    std::vector<RowShape> shapes; ///< by place; none when no row costs less than the limit, or a stop was asked for
    double cost = 0.0; ///< of wires, adapters and the row's length
    double bound = 0.0; ///< no row costs less
    std::int64_t steps = 0; ///< shapes looked at, each behind one row
};

/// The row of least cost among all that the choices hold, with every stream counted; forks are exact. Dynamic
/// programming over the joints of kernels that still have streams to send, with a few rows kept at ever higher limits
/// above what RowBounds knows to be the least (iterative deepening: Korf, Artificial Intelligence 27, 1985), then with
/// all that cost no more than what was found. Where those would be too many, the answer may cost more than its bound.
[[nodiscard]] RowAnswer leastRow(const PlacementProblem& problem, const RowGrid& grid, const RowStreams& streams,
                                 const RowChoices& choices, const RowBounds& bounds, double limit,
                                 const JobControl& job);

} // namespace waferscope
