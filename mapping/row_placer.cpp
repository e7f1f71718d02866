#include "mapping/row_placer.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cstdint>
#include <limits>

namespace waferscope {

namespace {

/// Kernels first .. last - 1 on one row.
struct Row {
    std::size_t first = 0;
    std::size_t last = 0;
    int height = 0;
};

/// Shapes seen along a row: in columns, width and height swap.
std::vector<KernelShape> shapesAlong(const ShapeFamily& family, Cycles target, Stacking stacking)
{
    std::vector<KernelShape> shapes = family.paretoShapes(target);
    if (stacking == Stacking::Columns) {
        for (KernelShape& shape : shapes)
            std::swap(shape.width, shape.height);
        std::reverse(shapes.begin(), shapes.end());
    }
    return shapes;
}

/// The narrowest shape of at most a height: shapes grow in height as they shrink in width.
const KernelShape* narrowest(const std::vector<KernelShape>& shapes, int height)
{
    const auto above = std::upper_bound(shapes.begin(), shapes.end(), height,
                                        [](int h, const KernelShape& shape) { return h < shape.height; });
    return above == shapes.begin() ? nullptr : &*std::prev(above);
}

/// Cuts the order into rows whose heights sum to the least.
class RowCutter {
public:
    RowCutter(const std::vector<std::vector<KernelShape>>& shapes, int length, int depth)
        : m_count(shapes.size())
        , m_length(length)
        , m_depth(depth)
        , m_widths(static_cast<std::size_t>(depth + 1) * (m_count + 1), 0)
    {
        tbb::parallel_for(1, depth + 1, [&](int height) {
            for (std::size_t k = 0; k < m_count; ++k) {
                const KernelShape* shape = narrowest(shapes[k], height);
                const std::int64_t width = shape ? shape->width : kTooWide;
                m_widths[at(height, k + 1)] = m_widths[at(height, k)] + width;
            }
        });
    }

    [[nodiscard]] std::optional<std::vector<Row>> cut() const
    {
        std::vector<int> least(m_count + 1, std::numeric_limits<int>::max());
        std::vector<Row> lastRow(m_count + 1);
        least[0] = 0;
        for (std::size_t first = 0; first < m_count; ++first) {
            if (least[first] > m_depth)
                continue;
            int height = 1;
            for (std::size_t last = first + 1; last <= m_count; ++last) {
                while (height <= m_depth && width(height, first, last) > m_length)
                    ++height;
                if (height > m_depth)
                    break;
                if (least[first] + height < least[last]) {
                    least[last] = least[first] + height;
                    lastRow[last] = {first, last, height};
                }
            }
        }
        if (least[m_count] > m_depth)
            return std::nullopt;
        std::vector<Row> rows;
        for (std::size_t end = m_count; end > 0; end = lastRow[end].first)
            rows.push_back(lastRow[end]);
        std::reverse(rows.begin(), rows.end());
        return rows;
    }

private:
    static constexpr std::int64_t kTooWide = std::int64_t{1} << 40;

    [[nodiscard]] std::size_t at(int height, std::size_t kernel) const
    {
        return static_cast<std::size_t>(height) * (m_count + 1) + kernel;
    }
    [[nodiscard]] std::int64_t width(int height, std::size_t first, std::size_t last) const
    {
        return m_widths[at(height, last)] - m_widths[at(height, first)];
    }

    std::size_t m_count;
    int m_length;
    int m_depth;
    std::vector<std::int64_t> m_widths; ///< prefix sums of narrowest widths, by height
};

PlacedKernel placed(const KernelShape& shape, PeCoord origin, const PeRect& fabric, Stacking stacking)
{
    PeRect rect{origin, shape.width, shape.height};
    if (stacking == Stacking::Columns)
        rect = {{origin.y, origin.x}, shape.height, shape.width};
    rect.origin.x += fabric.origin.x;
    rect.origin.y += fabric.origin.y;
    return {shape.arguments, rect, shape.rotation, false};
}

} // namespace

std::optional<std::vector<PlacedKernel>> placeInRows(const std::vector<ShapeFamily>& families, const PeRect& fabric,
                                                     Cycles target, Stacking stacking)
{
    const int length = stacking == Stacking::Rows ? fabric.width : fabric.height;
    const int depth = stacking == Stacking::Rows ? fabric.height : fabric.width;
    std::vector<std::vector<KernelShape>> shapes(families.size());
    tbb::parallel_for(std::size_t{0}, families.size(),
                      [&](std::size_t i) { shapes[i] = shapesAlong(families[i], target, stacking); });
    const std::optional<std::vector<Row>> rows = RowCutter(shapes, length, depth).cut();
    if (!rows)
        return std::nullopt;

    std::vector<PlacedKernel> kernels;
    int top = 0;
    bool forward = true;
    for (const Row& row : *rows) {
        int used = 0;
        for (std::size_t k = row.first; k < row.last; ++k) {
            const KernelShape& shape = *narrowest(shapes[k], row.height);
            const int along = forward ? used : length - used - shape.width;
            const int across = top + (row.height - shape.height) / 2; // on one centre line: short streams
            kernels.push_back(placed(shape, {along, across}, fabric, stacking));
            used += shape.width;
        }
        top += row.height;
        forward = !forward;
    }
    return kernels;
}

} // namespace waferscope
