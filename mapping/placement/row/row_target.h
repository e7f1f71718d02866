#pragma once

#include "core/base/job_control.h"
#include "mapping/placement/row/row_program.h"
#include "mapping/placement/strip_search.h"

#include <optional>

namespace waferscope {

/// The best row at any one target: shapes from the program, with a price on the row's length where it would be too
/// long, and the boxes that they make.
class RowTarget {
public:
    /// None when a stream runs against the problem's order. The problem outlives this.
    [[nodiscard]] static std::optional<RowTarget> of(const PlacementProblem& problem, FabricSide side);

    struct Row {
        std::optional<StripSolution> solution; ///< the best that fits and was found
        double bound = 0.0; ///< no row costs less, without its time; infinity when none fits
    };
    /// Rows that cost `limit` or more without their time are not looked for.
    [[nodiscard]] Row at(std::int64_t target, double limit, const JobControl& job) const;

    [[nodiscard]] std::size_t joints() const; ///< of all kernels

private:
    struct Measured {
        int length = 0; ///< PEs
        double cost = 0.0; ///< without a price on its length

        friend bool operator==(const Measured&, const Measured&) = default;
    };

    RowTarget(const PlacementProblem& problem, FabricSide side, RowStreams streams);

    [[nodiscard]] std::optional<RowChoices> choicesAt(std::int64_t target) const;
    [[nodiscard]] RowSlack slackOf(int kernelClass) const;
    [[nodiscard]] double firstPrice() const;
    [[nodiscard]] double costOf(const std::vector<RowShape>& shapes) const;
    [[nodiscard]] StripSolution solutionOf(std::int64_t target, const RowAnswer& answer) const;

    const PlacementProblem* m_problem;
    FabricSide m_side;
    RowRoom m_room;
    RowStreams m_streams;
    RowGrid m_grid;
};

} // namespace waferscope
