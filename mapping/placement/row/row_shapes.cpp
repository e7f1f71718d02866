#include "mapping/placement/row/row_shapes.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <utility>

namespace waferscope {

namespace {

/// Lists the shapes of one class at one target.
class RowShapeList {
public:
    RowShapeList(const ShapeSource& source, const RowGrid& grid, int kernelClass, std::int64_t target, RowRoom room,
                 RowSlack slack)
        : m_source(source)
        , m_grid(grid)
        , m_class(kernelClass)
        , m_target(target)
        , m_room(room)
        , m_slack(slack)
        , m_convolutions(source.convolutionCount(kernelClass))
        , m_side(std::max(room.length, room.thickness))
    {
    }

    [[nodiscard]] std::vector<RowShape> list()
    {
        const SplitChoices& choices = m_grid.choices();
        for (m_high = 0; m_high < choices.tilesHigh.size(); ++m_high)
            for (m_wide = 0; m_wide < choices.tilesWide.size(); ++m_wide)
                listTiling(choices.tilesHigh[m_high], choices.tilesWide[m_wide]);
        if (!m_grid.tellsSplits())
            keepBest();
        std::erase_if(m_shapes, [this](const RowShape& shape) { return isTooLong(shape.length); });
        return std::move(m_shapes);
    }

private:
    void listTiling(int tilesHigh, int tilesWide)
    {
        m_tiles = tilesHigh * tilesWide;
        m_most = m_side / m_tiles - 1;
        if (m_most < 1)
            return;
        m_shape.tilesHigh = tilesHigh;
        m_shape.tilesWide = tilesWide;
        m_shortestOfTiling.fill(m_side);
        const auto before = static_cast<std::ptrdiff_t>(m_shapes.size());
        if (m_convolutions == 1)
            listSingle();
        else
            listPairs();
        m_shapes.erase(std::remove_if(m_shapes.begin() + before, m_shapes.end(),
                                      [this](const RowShape& shape) { return hasWorseInputs(shape); }),
                       m_shapes.end());
    }

    [[nodiscard]] std::int64_t columns(std::size_t convolution, int inputs) const
    {
        return m_source.leastColumns(m_class, convolution, {m_shape.tilesHigh, m_shape.tilesWide, inputs}, m_target);
    }

    /// One convolution: its only c is that of its height.
    void listSingle()
    {
        const std::vector<int>& inputs = m_grid.choices().inputs;
        for (std::size_t at = 0; at < inputs.size() && inputs[at] <= m_most; ++at)
            offerSingle(at, inputs[at]);
        for (int most = m_most; !m_grid.tellsSplits() && most >= std::max(1, m_most - 1); --most)
            offerSingle(0, most);
    }

    void offerSingle(std::size_t place, int inputs)
    {
        m_shape.firstInputs = m_shape.lastInputs = inputs;
        const std::int64_t least = columns(0, inputs);
        offer(place, place, inputs, least, 0, false);
        offer(place, place, inputs, least, 0, true);
        offer(place, place, inputs, least, 1, true);
        endOffers();
    }

    /// Of several, the outer ones may have a c of their own. Upright, more c for those between cost nothing; turned,
    /// they have as few as the row's thickness allows.
    void listPairs()
    {
        const std::vector<int>& inputs = m_grid.choices().inputs;
        const auto count =
            static_cast<std::size_t>(std::upper_bound(inputs.begin(), inputs.end(), m_most) - inputs.begin());
        std::vector<std::int64_t> first(count);
        std::vector<std::int64_t> last(count);
        for (std::size_t at = 0; at < count; ++at) {
            first[at] = columns(0, inputs[at]);
            last[at] = columns(m_convolutions - 1, inputs[at]);
        }
        listBetween();
        for (std::size_t from = 0; from < count; ++from)
            for (std::size_t to = 0; to < count; ++to) {
                m_shape.firstInputs = inputs[from];
                m_shape.lastInputs = inputs[to];
                offerPair(from, to, first[from] + last[to]);
                endOffers();
            }
    }

    /// Columns of all convolutions between the outer ones, by c.
    void listBetween()
    {
        m_between.assign(static_cast<std::size_t>(m_most) + 1, 0);
        for (int inputs = 1; inputs <= m_most; ++inputs)
            for (std::size_t convolution = 1; convolution + 1 < m_convolutions; ++convolution)
                m_between[static_cast<std::size_t>(inputs)] += columns(convolution, inputs);
    }

    void offerPair(std::size_t from, std::size_t to, std::int64_t outer)
    {
        const int least = std::max(m_shape.firstInputs, m_shape.lastInputs);
        const auto all = [&](int inputs) { return outer + m_between[static_cast<std::size_t>(inputs)]; };
        if (isTooLong(all(m_most) * m_source.columnWidth()) && isTooLong(std::int64_t{m_tiles} * (least + 1)))
            return;
        for (int most = m_most; most >= std::max(least, m_most - 1); --most)
            offer(from, to, most, all(most), 0, false);
        const std::int64_t room = m_room.thickness / m_source.columnWidth();
        int inputs = least;
        if (all(m_most) > room)
            return;
        for (int most = m_most; inputs < most;) {
            const int middle = (inputs + most) / 2;
            if (all(middle) <= room)
                most = middle;
            else
                inputs = middle + 1;
        }
        offer(from, to, inputs, all(inputs), 0, true);
        offer(from, to, inputs, all(inputs), 1, true);
    }

    void offer(std::size_t from, std::size_t to, int inputs, std::int64_t columns, int spareColumns, bool isTurned)
    {
        const std::int64_t width = (columns + spareColumns) * m_source.columnWidth();
        const std::int64_t height = std::int64_t{m_tiles} * (inputs + 1);
        const std::int64_t length = isTurned ? height : width;
        const std::int64_t thickness = isTurned ? width : height;
        if (length > m_room.length || thickness > m_room.thickness)
            return;
        m_shape.inputs = inputs;
        m_shape.spareColumns = spareColumns;
        m_shape.isTurned = isTurned;
        m_shape.length = static_cast<int>(length);
        m_shape.thickness = static_cast<int>(thickness);
        m_shape.first = m_grid.joint(m_high, m_wide, from, m_shape.thickness);
        m_shape.last = m_grid.joint(m_high, m_wide, to, m_shape.thickness);
        const auto parity = static_cast<std::size_t>(m_shape.thickness & 1);
        m_shortest = std::min(m_shortest, m_shape.length);
        m_shortestOfTiling[parity] = std::min(m_shortestOfTiling[parity], m_shape.length);
        std::optional<RowShape>& best = m_best[parity];
        if (!isTooLong(m_shape.length) && !hasWorseInputs(m_shape) && (!best || m_shape.length < best->length))
            best = m_shape;
    }

    /// What was offered since the last time is all that there is for its joints, where the grid tells splits apart.
    void endOffers()
    {
        if (m_grid.tellsSplits())
            keepBest();
    }

    void keepBest()
    {
        for (std::optional<RowShape>& best : m_best)
            if (const auto found = std::exchange(best, std::nullopt))
                m_shapes.push_back(*found);
    }

    [[nodiscard]] bool isTooLong(std::int64_t length) const
    {
        return static_cast<double>(length) > m_shortest + m_slack.all;
    }

    /// Another c would be better, whatever adapters it takes.
    [[nodiscard]] bool hasWorseInputs(const RowShape& shape) const
    {
        return shape.length > m_shortestOfTiling[static_cast<std::size_t>(shape.thickness & 1)] + m_slack.inputs;
    }

    const ShapeSource& m_source;
    const RowGrid& m_grid;
    int m_class;
    std::int64_t m_target;
    RowRoom m_room;
    RowSlack m_slack;
    std::size_t m_convolutions;
    int m_side;
    std::size_t m_high = 0; ///< places among the grid's choices
    std::size_t m_wide = 0;
    int m_tiles = 1; ///< h times w
    int m_most = 1; ///< c that a side holds
    std::vector<std::int64_t> m_between; ///< columns by c
    RowShape m_shape; ///< that is being made
    int m_shortest = std::numeric_limits<int>::max() / 2; ///< PEs, of all
    std::array<int, 2> m_shortestOfTiling{}; ///< PEs, by parity of the thickness
    std::array<std::optional<RowShape>, 2> m_best; ///< by parity of the thickness, of what was offered
    std::vector<RowShape> m_shapes;
};

} // namespace

std::vector<RowShape> rowShapes(const ShapeSource& source, const RowGrid& grid, int kernelClass, std::int64_t target,
                                RowRoom room, RowSlack slack)
{
    return RowShapeList{source, grid, kernelClass, target, room, slack}.list();
}

ExecutionArguments argumentsOf(const ShapeSource& source, int kernelClass, std::int64_t target, const RowShape& shape)
{
    const std::size_t count = source.convolutionCount(kernelClass);
    ExecutionArguments arguments{shape.tilesHigh, shape.tilesWide, {}};
    for (std::size_t at = 0; at < count; ++at) {
        const int inputs = at == 0 ? shape.firstInputs : at + 1 == count ? shape.lastInputs : shape.inputs;
        const std::int64_t columns =
            source.leastColumns(kernelClass, at, {shape.tilesHigh, shape.tilesWide, inputs}, target);
        arguments.splits.push_back({inputs, static_cast<int>(columns)});
    }
    arguments.splits.back().outputs += shape.spareColumns;
    return arguments;
}

} // namespace waferscope
