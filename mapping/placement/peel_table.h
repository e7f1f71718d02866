#pragma once

#include "mapping/placement/shape_table.h"

#include <vector>

namespace waferscope {

/// What kernels in a given order need at one target when strips are peeled off a rectangle, one after the other, each
/// along any of its sides: exact, so that a search can tell at every step whether the rest still fits. Sizes in PEs.
class PeelTable {
public:
    /// `mostStacked` kernels stand on each other, at most; `longest` kernels on one strip.
    PeelTable(const PlacementProblem& problem, const ShapeTable& shapes, const std::vector<std::size_t>& order,
              std::size_t mostStacked, std::size_t longest);

    static constexpr int kNone = ShapeTable::kNone;

    [[nodiscard]] std::size_t size() const { return m_count; } ///< kernels
    [[nodiscard]] std::size_t mostStacked() const { return m_mostStacked; }
    [[nodiscard]] std::size_t longest() const { return m_longest; }
    [[nodiscard]] int side() const { return m_side; } ///< the longest length there is

    /// The least length of a stack of kernels from a place of the order on, in a strip that is so thick.
    [[nodiscard]] int stackLength(std::size_t first, std::size_t kernels, int thickness) const
    {
        return m_stacks[(first * m_mostStacked + kernels - 1) * m_stride + static_cast<std::size_t>(thickness)];
    }
    /// The least length of a row of stacks that holds the kernels first .. end - 1.
    [[nodiscard]] int rowLength(std::size_t first, std::size_t end, int thickness) const
    {
        if (end == first)
            return 0;
        return m_rows[(first * m_longest + end - first - 1) * m_stride + static_cast<std::size_t>(thickness)];
    }
    /// The least thickness at which such a row is not longer than `length`; more than side() when there is none.
    [[nodiscard]] int rowThickness(std::size_t first, std::size_t end, int length) const;
    /// The least height of a rectangle of this width that holds all kernels from `first` on; kNone when none does.
    [[nodiscard]] int leastHeight(std::size_t first, int width) const
    {
        return m_heights[first * m_stride + static_cast<std::size_t>(width)];
    }
    /// About how far a way through all kernels from `first` on is in a rectangle that holds them: along as few rows, or
    /// columns, as hold them.
    [[nodiscard]] int wayThrough(std::size_t first, int width, int height) const;
    [[nodiscard]] bool fits(std::size_t first, int width, int height) const
    {
        return first == m_count || (width > 0 && leastHeight(first, width) <= height);
    }

private:
    void fillStacks(const ShapeTable& shapes, const std::vector<int>& classes);
    void fillRows();
    void fillHeights();
    void fillRowHeights();
    [[nodiscard]] int rowsHeight(std::size_t first, int width, int rows) const
    {
        return m_rowHeights[(static_cast<std::size_t>(rows - 1) * (m_count + 1) + first) * m_stride
                            + static_cast<std::size_t>(width)];
    }
    [[nodiscard]] int wayAlong(std::size_t first, int width, int height) const;
    [[nodiscard]] int heightWith(std::size_t first, std::size_t end, int width) const;

    std::size_t m_count;
    std::size_t m_mostStacked;
    std::size_t m_longest;
    int m_side;
    std::size_t m_stride;
    std::vector<int> m_stacks; ///< lengths by place, kernels and thickness
    std::vector<int> m_rows; ///< lengths by place, kernels and thickness
    std::vector<int> m_heights; ///< by place and width
    std::vector<int> m_rowHeights; ///< of so many rows alone; by rows, place and width
};

} // namespace waferscope
