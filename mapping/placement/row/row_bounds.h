#pragma once

#include "mapping/placement/row/row_shapes.h"
#include "mapping/placement/row/row_streams.h"

#include <memory>

namespace waferscope {

/// All that kernels may be on a row at one target; kernels of a class share theirs.
struct RowChoices {
    std::vector<std::shared_ptr<const std::vector<RowShape>>> shapes; ///< by place
    double lengthPrice = 0.0; ///< of a PE of the row, beside what streams make of it
};

/// Least costs of a row of which only some streams count: for every kernel the one from its nearest source, so that
/// they are trees, which dynamic programming solves exactly. No row costs less, and rows without forks cost as much.
class RowBounds {
public:
    /// All outlive this; every kernel has a shape.
    RowBounds(const PlacementProblem& problem, const RowGrid& grid, const RowStreams& streams,
              const RowChoices& choices);

    [[nodiscard]] double least() const { return m_least; } ///< of the whole row

    /// Of a kernel in some shape with all kernels behind it in its tree.
    [[nodiscard]] double from(std::size_t place, const RowShape& shape) const;
    /// The least of from() that a kernel adds to a row, when its nearest source ends in this joint. Any joint where it
    /// has no source.
    [[nodiscard]] double behind(std::size_t place, RowGrid::Joint joint) const
    {
        return m_behind[place].size() == 1 ? m_behind[place].front() : m_behind[place][joint];
    }
    /// By place, the indices of shapes with which no row of at most this cost is ruled out, those with the least from()
    /// first.
    [[nodiscard]] std::vector<std::vector<std::size_t>> possible(double most) const;

private:
    using Table = std::vector<double>; ///< by joint

    void addBehind(std::size_t place);
    [[nodiscard]] double own(std::size_t place, const RowShape& shape) const;
    [[nodiscard]] std::vector<Table> before() const;
    void addBefore(std::size_t place, std::vector<Table>& before) const;

    const PlacementProblem& m_problem;
    const RowGrid& m_grid;
    const RowStreams& m_streams;
    const RowChoices& m_choices;
    std::vector<std::vector<std::size_t>> m_branches; ///< by place: those whose nearest source it is
    std::vector<Table> m_behind; ///< by place, by joint of its nearest source; one number where it has none
    std::vector<Table> m_branchSums; ///< by place and joint of its end: behind() of all its branches
    double m_least = 0.0;
};

} // namespace waferscope
