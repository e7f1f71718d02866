#include "mapping/placement/peel_table.h"

#include <algorithm>

namespace waferscope {

namespace {

constexpr int kMostRowsOfRest = 5; ///< that a way through is counted for

} // namespace

PeelTable::PeelTable(const PlacementProblem& problem, const ShapeTable& shapes, const std::vector<std::size_t>& order,
                     std::size_t mostStacked, std::size_t longest)
    : m_count(order.size())
    , m_mostStacked(mostStacked)
    , m_longest(std::min(longest, order.size()))
    , m_side(std::max(problem.width, problem.height))
    , m_stride(static_cast<std::size_t>(m_side) + 1)
    , m_stacks(m_count * m_mostStacked * m_stride, kNone)
    , m_rows(m_count * m_longest * m_stride, kNone)
    , m_heights((m_count + 1) * m_stride, kNone)
    , m_rowHeights(kMostRowsOfRest * (m_count + 1) * m_stride, kNone)
{
    std::vector<int> classes;
    classes.reserve(order.size());
    for (const std::size_t kernel : order)
        classes.push_back(problem.shapes->classOf(kernel));
    fillStacks(shapes, classes);
    fillRows();
    fillHeights();
    fillRowHeights();
}

/// The thicknesses of a stack's kernels at a length sum to one at which it has that length.
void PeelTable::fillStacks(const ShapeTable& shapes, const std::vector<int>& classes)
{
    std::vector<int> sums(m_stride);
    for (std::size_t first = 0; first < m_count; ++first) {
        std::fill(sums.begin(), sums.end(), 0);
        for (std::size_t kernels = 1; kernels <= std::min(m_mostStacked, m_count - first); ++kernels) {
            int* const lengths = &m_stacks[(first * m_mostStacked + kernels - 1) * m_stride];
            for (int length = m_side; length >= 1; --length) {
                int& sum = sums[static_cast<std::size_t>(length)];
                sum = std::min(kNone, sum + shapes.leastThickness(classes[first + kernels - 1], length));
                if (sum <= m_side)
                    lengths[sum] = length;
            }
            for (int thickness = 1; thickness <= m_side; ++thickness)
                lengths[thickness] = std::min(lengths[thickness], lengths[thickness - 1]);
        }
    }
}

void PeelTable::fillRows()
{
    for (std::size_t first = 0; first < m_count; ++first)
        for (std::size_t end = first + 1; end <= std::min(m_count, first + m_longest); ++end) {
            int* const lengths = &m_rows[(first * m_longest + end - first - 1) * m_stride];
            for (std::size_t kernels = 1; kernels <= std::min(m_mostStacked, end - first); ++kernels)
                for (int thickness = 1; thickness <= m_side; ++thickness)
                    lengths[thickness] = std::min(lengths[thickness],
                                                  rowLength(first, end - kernels, thickness)
                                                      + stackLength(end - kernels, kernels, thickness));
        }
}

int PeelTable::rowThickness(std::size_t first, std::size_t end, int length) const
{
    int least = 1;
    int most = m_side + 1;
    while (least < most) {
        const int middle = (least + most) / 2;
        if (rowLength(first, end, middle) <= length)
            most = middle;
        else
            least = middle + 1;
    }
    return least;
}

/// The least height of a width when the first strip holds the kernels first .. end - 1: along the width, or upright.
int PeelTable::heightWith(std::size_t first, std::size_t end, int width) const
{
    const int thickness = rowThickness(first, end, width);
    int least = thickness > m_side ? kNone : thickness + leastHeight(end, width);
    const auto upright = [&](int strip) {
        return std::max(rowLength(first, end, strip), leastHeight(end, width - strip));
    };
    int from = 1;
    int to = width;
    while (from < to) { // a thicker strip is shorter, and what it leaves is higher
        const int middle = (from + to) / 2;
        if (rowLength(first, end, middle) <= leastHeight(end, width - middle))
            to = middle;
        else
            from = middle + 1;
    }
    least = std::min(least, upright(from));
    if (from > 1)
        least = std::min(least, upright(from - 1));
    return std::min(least, kNone);
}

void PeelTable::fillHeights()
{
    std::fill(m_heights.end() - static_cast<std::ptrdiff_t>(m_stride), m_heights.end(), 0);
    for (std::size_t first = m_count; first-- > 0;)
        for (int width = 1; width <= m_side; ++width) {
            int& height = m_heights[first * m_stride + static_cast<std::size_t>(width)];
            for (std::size_t end = first + 1; end <= std::min(m_count, first + m_longest); ++end)
                height = std::min(height, heightWith(first, end, width));
        }
}

/// The least height of one row, of two ...
void PeelTable::fillRowHeights()
{
    for (int rows = 1; rows <= kMostRowsOfRest; ++rows) {
        int* const heights = &m_rowHeights[static_cast<std::size_t>(rows - 1) * (m_count + 1) * m_stride];
        std::fill_n(heights + m_count * m_stride, m_stride, 0);
        for (std::size_t first = 0; first < m_count; ++first)
            for (std::size_t end = first + 1; end <= std::min(m_count, first + m_longest); ++end) {
                if (rows == 1 && end < m_count)
                    continue;
                for (int width = 1; width <= m_side; ++width) {
                    int& height = heights[first * m_stride + static_cast<std::size_t>(width)];
                    const int behind = rows == 1 ? 0 : rowsHeight(end, width, rows - 1);
                    if (behind < height)
                        height = std::min(height, rowThickness(first, end, width) + behind);
                }
            }
    }
}

int PeelTable::wayAlong(std::size_t first, int width, int height) const
{
    if (width < 1)
        return kNone;
    int rows = 1;
    while (rows <= kMostRowsOfRest && rowsHeight(first, width, rows) > height)
        ++rows;
    return rows * width;
}

int PeelTable::wayThrough(std::size_t first, int width, int height) const
{
    return first == m_count ? 0 : std::min(wayAlong(first, width, height), wayAlong(first, height, width));
}

} // namespace waferscope
