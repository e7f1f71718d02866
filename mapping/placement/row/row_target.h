#pragma once

#include "core/base/job_control.h"
#include "mapping/placement/row/row_program.h"
#include "mapping/placement/strip_search.h"

#include <optional>

namespace waferscope {

/// The best row at any one target, or the best that is folded into a few of equal thickness, to and fro: shapes from
/// the program, with a price on the length where it is too long, and the boxes that they make.
class RowTarget {
public:
    /// None when a stream runs against the problem's order. The problem outlives this.
    [[nodiscard]] static std::optional<RowTarget> of(const PlacementProblem& problem, FabricSide side, int rows);

    struct Row {
        std::optional<StripSolution> solution; ///< the best that fits and was found
        double bound = 0.0; ///< no single row costs less, without its time; infinity when none fits
        bool isCrowded = false; ///< the best would have been too long
        std::int64_t steps = 0; ///< of the program
    };
    /// Rows that cost `limit` or more without their time, before they are folded, are not looked for.
    [[nodiscard]] Row at(std::int64_t target, double limit, const JobControl& job) const;

    [[nodiscard]] std::size_t joints() const; ///< of all kernels

private:
    struct Measured {
        int length = 0; ///< PEs
        double cost = 0.0; ///< without a price on its length
    };

    RowTarget(const PlacementProblem& problem, FabricSide side, int rows, RowStreams streams);

    [[nodiscard]] std::optional<RowChoices> choicesAt(std::int64_t target) const;
    [[nodiscard]] RowSlack slackOf(int kernelClass) const;
    [[nodiscard]] double firstPrice() const;
    [[nodiscard]] std::vector<int> fold(const std::vector<RowShape>& shapes) const;
    [[nodiscard]] std::optional<StripSolution> solutionOf(std::int64_t target, const RowAnswer& answer) const;
    [[nodiscard]] int layRow(const std::vector<RowShape>& shapes, std::size_t first, std::size_t end, int across,
                             bool isReversed, StripSolution& solution) const;
    [[nodiscard]] double costOf(const StripSolution& solution) const;

    const PlacementProblem* m_problem;
    FabricSide m_side;
    int m_rows;
    RowRoom m_room; ///< of each
    RowStreams m_streams;
    RowGrid m_grid;
};

} // namespace waferscope
