#include "mapping/placement/row_layout.h"

#include <algorithm>
#include <limits>

namespace waferscope {

namespace {

/// Kernels first .. last - 1 of the order on one row.
struct Row {
    std::size_t first = 0;
    std::size_t last = 0;
};

/// Cuts the order into rows whose thicknesses sum to the least.
class RowCutter {
public:
    RowCutter(const PlacementProblem& problem, const ShapeTable& shapes, int length, int depth)
        : m_count(problem.size())
        , m_length(length)
        , m_depth(depth)
        , m_lengths(static_cast<std::size_t>(depth + 1) * (m_count + 1), 0)
    {
        for (std::size_t place = 0; place < m_count; ++place) {
            const int kernelClass = problem.shapes->classOf(problem.order[place]);
            for (int thickness = 1; thickness <= depth; ++thickness)
                m_lengths[at(thickness, place + 1)] =
                    m_lengths[at(thickness, place)] + shapes.leastLength(kernelClass, thickness);
        }
    }

    [[nodiscard]] std::optional<std::vector<Row>> cut() const
    {
        std::vector<int> least(m_count + 1, std::numeric_limits<int>::max());
        std::vector<std::size_t> firstOfRow(m_count + 1, 0); // of the row that ends here
        least[0] = 0;
        for (std::size_t first = 0; first < m_count; ++first) {
            if (least[first] > m_depth)
                continue;
            int thickness = 1;
            for (std::size_t last = first + 1; last <= m_count; ++last) {
                while (thickness <= m_depth && length(thickness, first, last) > m_length)
                    ++thickness;
                if (thickness > m_depth)
                    break;
                if (least[first] + thickness < least[last]) {
                    least[last] = least[first] + thickness;
                    firstOfRow[last] = first;
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

    std::size_t m_count;
    int m_length;
    int m_depth;
    std::vector<std::int64_t> m_lengths; ///< sums of least lengths up to a place, by thickness
};

} // namespace

std::optional<StripLayout> rowLayout(const PlacementProblem& problem, const ShapeTable& shapes, Side side)
{
    const bool south = runsSouth(side);
    const int length = south ? problem.height : problem.width;
    const int depth = south ? problem.width : problem.height;
    const std::optional<std::vector<Row>> rows = RowCutter{problem, shapes, length, depth}.cut();
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

} // namespace waferscope
