#include "mapping/placement/row/row_grid.h"

#include <algorithm>
#include <limits>

namespace waferscope {

namespace {

/// Along one of the extents of a table, in which neighbours lie `stride` apart: the least of all, at a price.
void spreadAlong(std::vector<double>& table, std::size_t extent, std::size_t stride, double price)
{
    std::vector<double> least(stride);
    for (std::size_t block = 0; extent > 1 && block < table.size(); block += extent * stride) {
        const auto first = table.begin() + static_cast<std::ptrdiff_t>(block);
        std::fill(least.begin(), least.end(), std::numeric_limits<double>::infinity());
        for (std::size_t at = 0; at < extent * stride; ++at)
            least[at % stride] = std::min(least[at % stride], first[static_cast<std::ptrdiff_t>(at)]);
        for (std::size_t at = 0; at < extent * stride; ++at)
            first[static_cast<std::ptrdiff_t>(at)] =
                std::min(first[static_cast<std::ptrdiff_t>(at)], least[at % stride] + price);
    }
}

} // namespace

RowGrid::RowGrid(const PlacementProblem& problem, int side)
    : m_choices(problem.shapes->splitChoices())
    , m_tellsSplits(problem.weights.adapter > 0.0)
    , m_adapter(problem.weights.adapter)
    , m_halfWire(0.5 * problem.weights.wire)
{
    if (!m_tellsSplits) {
        m_joint = {0, 1};
        m_place = {0, 1};
        return;
    }
    m_joint.assign(placeOf(m_choices.tilesHigh.size(), 0, 0), kNone);
    for (std::size_t high = 0; high < m_choices.tilesHigh.size(); ++high)
        for (std::size_t wide = 0; wide < m_choices.tilesWide.size(); ++wide)
            for (std::size_t inputs = 0; inputs < m_choices.inputs.size(); ++inputs) {
                const std::int64_t tiles = std::int64_t{m_choices.tilesHigh[high]} * m_choices.tilesWide[wide];
                if (tiles * (m_choices.inputs[inputs] + 1) > side)
                    break;
                for (std::size_t parity = 0; parity < 2; ++parity) {
                    m_joint[placeOf(high, wide, inputs) + parity] = static_cast<Joint>(m_place.size());
                    m_place.push_back(static_cast<std::uint32_t>(placeOf(high, wide, inputs) + parity));
                }
            }
}

double RowGrid::differing(Joint from, Joint to) const
{
    std::uint32_t a = m_place[from];
    std::uint32_t b = m_place[to];
    double cost = a % 2 != b % 2 ? m_halfWire : 0.0;
    a /= 2;
    b /= 2;
    for (const std::size_t extent : {m_choices.inputs.size(), m_choices.tilesWide.size(), m_choices.tilesHigh.size()}) {
        cost += a % extent != b % extent ? m_adapter : 0.0;
        a /= static_cast<std::uint32_t>(extent);
        b /= static_cast<std::uint32_t>(extent);
    }
    return cost;
}

/// What differs is summed, so that the least cost over all joints is found along one extent after the other.
void RowGrid::spread(std::vector<double>& costs, double weight) const
{
    std::vector<double> table(m_joint.size(), std::numeric_limits<double>::infinity());
    for (std::size_t joint = 0; joint < size(); ++joint)
        table[m_place[joint]] = costs[joint];
    spreadAlong(table, 2, 1, weight * m_halfWire);
    if (m_tellsSplits) {
        std::size_t stride = 2;
        for (const std::size_t extent :
             {m_choices.inputs.size(), m_choices.tilesWide.size(), m_choices.tilesHigh.size()}) {
            spreadAlong(table, extent, stride, weight * m_adapter);
            stride *= extent;
        }
    }
    for (std::size_t joint = 0; joint < size(); ++joint)
        costs[joint] = table[m_place[joint]];
}

} // namespace waferscope
