#include "mapping/placement/row_layout.h"

#include "mapping/placement/strip_gaps.h"

#include <algorithm>
#include <limits>

namespace waferscope {

namespace {

/// Kernels first .. last - 1 of the order on one row.
struct Row {
    std::size_t first = 0;
    std::size_t last = 0;
};

/// Cuts the order into rows whose thicknesses sum to the least. With obstacles in the way the least is that of rows of
/// which each lies as near to the side as it can.
class RowCutter {
public:
    RowCutter(const PlacementProblem& problem, const ShapeTable& shapes, FabricSide side)
        : m_problem(problem)
        , m_gaps(problem.obstacles)
        , m_bed{{{0, 0}, problem.width, problem.height},
                runsSouth(side),
                side == FabricSide::East || side == FabricSide::South,
                false}
        , m_count(problem.size())
        , m_length(m_bed.length())
        , m_depth(m_bed.room())
        , m_lengths(static_cast<std::size_t>(m_depth + 1) * (m_count + 1), 0)
    {
        for (std::size_t place = 0; place < m_count; ++place) {
            const int kernelClass = problem.shapes->classOf(problem.order[place]);
            for (int thickness = 1; thickness <= m_depth; ++thickness)
                m_lengths[at(thickness, place + 1)] =
                    m_lengths[at(thickness, place)] + shapes.leastLength(kernelClass, thickness);
        }
    }

    [[nodiscard]] std::optional<std::vector<Row>> cut()
    {
        std::vector<int> least(m_count + 1, std::numeric_limits<int>::max());
        std::vector<std::size_t> firstOfRow(m_count + 1, 0); // of the row that ends here
        std::vector<std::uint8_t> isReversed(m_count + 1, 0); // the row that begins here
        least[0] = 0;
        for (std::size_t first = 0; first < m_count; ++first) {
            if (least[first] > m_depth)
                continue;
            beginRow(least[first], isReversed[first] != 0);
            int thickness = 1;
            for (std::size_t last = first + 1; last <= m_count; ++last) {
                while (thickness <= m_bed.room() && !fits(thickness, first, last))
                    ++thickness;
                if (thickness > m_bed.room())
                    break;
                if (least[first] + thickness < least[last]) {
                    least[last] = least[first] + thickness;
                    firstOfRow[last] = first;
                    isReversed[last] = isReversed[first] != 0 ? 0 : 1;
                }
            }
        }
        if (least[m_count] > m_depth)
            return std::nullopt;
        std::vector<Row> rows;
        for (std::size_t end = m_count; end > 0; end = firstOfRow[end])
            rows.push_back({firstOfRow[end], end});
        std::reverse(rows.begin(), rows.end());
        return rows;
    }

private:
    [[nodiscard]] std::size_t at(int thickness, std::size_t place) const
    {
        return static_cast<std::size_t>(thickness) * (m_count + 1) + place;
    }
    [[nodiscard]] std::int64_t length(int thickness, std::size_t first, std::size_t last) const
    {
        return m_lengths[at(thickness, last)] - m_lengths[at(thickness, first)];
    }

    /// The bed of a row behind rows that are so thick together.
    void beginRow(int depth, bool isReversed)
    {
        m_bed.isReversed = isReversed;
        m_bed.rest = {{0, 0}, m_problem.width, m_problem.height};
        (m_bed.runsSouth ? m_bed.rest.width : m_bed.rest.height) -= depth;
        if (!m_bed.isFromEnd)
            (m_bed.runsSouth ? m_bed.rest.origin.x : m_bed.rest.origin.y) += depth;
    }

    [[nodiscard]] bool fits(int thickness, std::size_t first, std::size_t last)
    {
        if (length(thickness, first, last) > m_length)
            return false;
        if (m_problem.obstacles.empty())
            return true;
        m_gaps.enter(m_bed, thickness);
        int end = 0;
        for (std::size_t place = first; place < last && end <= m_length; ++place) {
            const auto own = static_cast<int>(length(thickness, place, place + 1));
            end = std::max(end, m_gaps.take(own) + own);
        }
        return end <= m_length;
    }

    const PlacementProblem& m_problem;
    StripGaps m_gaps;
    StripBed m_bed; ///< of the row that is looked at
    std::size_t m_count;
    int m_length;
    int m_depth;
    std::vector<std::int64_t> m_lengths; ///< sums of least lengths up to a place, by thickness
};

} // namespace

std::optional<StripLayout> rowLayout(const PlacementProblem& problem, const ShapeTable& shapes, FabricSide side)
{
    const std::optional<std::vector<Row>> rows = RowCutter{problem, shapes, side}.cut();
    if (!rows)
        return std::nullopt;
    StripLayout layout;
    layout.order = problem.order;
    layout.isStacked.assign(problem.size(), 0);
    bool isReversed = false;
    for (const Row& row : *rows) {
        Strip strip;
        strip.kernels = static_cast<int>(row.last - row.first);
        strip.side = side;
        strip.isReversed = isReversed;
        layout.strips.push_back(strip);
        isReversed = !isReversed;
    }
    return layout;
}

std::vector<FabricSide> rowSides(const PlacementProblem& problem)
{
    if (problem.obstacles.empty())
        return {FabricSide::North, FabricSide::West};
    return {FabricSide::North, FabricSide::West, FabricSide::South, FabricSide::East};
}

} // namespace waferscope
