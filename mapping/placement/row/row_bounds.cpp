#include "mapping/placement/row/row_bounds.h"

#include <algorithm>
#include <functional>

namespace waferscope {

RowBounds::RowBounds(const PlacementProblem& problem, const RowGrid& grid, const RowStreams& streams,
                     const RowChoices& choices)
    : m_problem(problem)
    , m_grid(grid)
    , m_streams(streams)
    , m_choices(choices)
    , m_branches(problem.size())
    , m_behind(problem.size())
    , m_branchSums(problem.size())
{
    for (std::size_t place = problem.size(); place-- > 0;)
        addBehind(place);
}

/// All its branches, which stand behind it, are known.
void RowBounds::addBehind(std::size_t place)
{
    const auto& nearest = m_streams.kernels()[place].nearest;
    Table least(nearest ? m_grid.size() : 1, RowGrid::kNever);
    for (const RowShape& shape : *m_choices.shapes[place]) {
        double& known = least[nearest ? shape.first : 0];
        known = std::min(known, from(place, shape));
    }
    if (nearest) {
        const auto& [source, target, weight] = m_problem.streams[*nearest];
        m_grid.spread(least, weight);
        const std::size_t before = m_streams.placeOf(source);
        m_branches[before].push_back(place);
        Table& sum = m_branchSums[before];
        sum.resize(m_grid.size(), 0.0);
        std::transform(least.begin(), least.end(), sum.begin(), sum.begin(), std::plus<>());
    } else {
        m_least += least.front();
    }
    m_behind[place] = std::move(least);
}

double RowBounds::own(std::size_t place, const RowShape& shape) const
{
    return (m_streams.kernels()[place].lengthPrice + m_choices.lengthPrice) * shape.length;
}

double RowBounds::from(std::size_t place, const RowShape& shape) const
{
    return own(place, shape) + (m_branchSums[place].empty() ? 0.0 : m_branchSums[place][shape.last]);
}

/// By place, and by the joint in which streams to it end: what all that is not behind it costs at least.
std::vector<RowBounds::Table> RowBounds::before() const
{
    std::vector<Table> before(m_problem.size());
    for (std::size_t place = 0; place < m_problem.size(); ++place) {
        if (!m_streams.kernels()[place].nearest)
            before[place].assign(m_grid.size(), m_least - m_behind[place].front());
        if (!m_branches[place].empty())
            addBefore(place, before);
    }
    return before;
}

void RowBounds::addBefore(std::size_t place, std::vector<Table>& before) const
{
    Table ends(m_grid.size(), RowGrid::kNever); // with this kernel, by the joint in which it ends
    for (const RowShape& shape : *m_choices.shapes[place])
        ends[shape.last] = std::min(ends[shape.last], before[place][shape.first] + from(place, shape));
    for (const std::size_t branch : m_branches[place]) {
        Table& table = before[branch];
        table = ends;
        for (std::size_t joint = 0; joint < table.size(); ++joint)
            if (table[joint] < RowGrid::kNever)
                table[joint] -= m_behind[branch][joint];
        m_grid.spread(table, m_problem.streams[*m_streams.kernels()[branch].nearest].weight);
    }
}

std::vector<std::vector<std::size_t>> RowBounds::possible(double most) const
{
    const std::vector<Table> before = this->before();
    std::vector<std::vector<std::size_t>> possible(m_problem.size());
    for (std::size_t place = 0; place < m_problem.size(); ++place) {
        const std::vector<RowShape>& shapes = *m_choices.shapes[place];
        std::vector<std::pair<double, std::size_t>> kept;
        for (std::size_t shape = 0; shape < shapes.size(); ++shape)
            if (const double cost = from(place, shapes[shape]); before[place][shapes[shape].first] + cost <= most)
                kept.emplace_back(cost, shape);
        std::sort(kept.begin(), kept.end());
        for (const auto& [cost, shape] : kept)
            possible[place].push_back(shape);
    }
    return possible;
}

} // namespace waferscope
