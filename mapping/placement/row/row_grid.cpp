#include "mapping/placement/row/row_grid.h"

#include <algorithm>

namespace waferscope {

namespace {

/// Along one of the extents of a table, in which neighbours lie `stride` apart: the least of all, at a price.
void spreadAlong(std::vector<double>& table, std::size_t extent, std::size_t stride, double price)
{
    std::vector<double> least(stride);
    for (double* block = table.data(); block < table.data() + table.size(); block += extent * stride) {
        std::fill(least.begin(), least.end(), RowGrid::kNever);
        for (const double* row = block; row < block + extent * stride; row += stride)
            for (std::size_t at = 0; at < stride; ++at)
                least[at] = std::min(least[at], row[at]);
        for (double* row = block; row < block + extent * stride; row += stride)
            for (std::size_t at = 0; at < stride; ++at)
                row[at] = std::min(row[at], least[at] + price);
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
        m_parts = {{0, 0, 0, 0}, {0, 0, 0, 1}};
        return;
    }
    m_joint.assign(placeOf(m_choices.tilesHigh.size(), 0, 0), kNone);
    for (std::size_t high = 0; high < m_choices.tilesHigh.size(); ++high)
        for (std::size_t wide = 0; wide < m_choices.tilesWide.size(); ++wide)
            for (std::size_t inputs = 0; inputs < m_choices.inputs.size(); ++inputs) {
                const std::int64_t tiles = std::int64_t{m_choices.tilesHigh[high]} * m_choices.tilesWide[wide];
                if (tiles * (m_choices.inputs[inputs] + 1) > side)
                    break;
                for (std::uint16_t parity = 0; parity < 2; ++parity) {
                    m_parts.push_back({static_cast<std::uint16_t>(high), static_cast<std::uint16_t>(wide),
                                       static_cast<std::uint16_t>(inputs), parity});
                    m_joint[placeOf(high, wide, inputs) + parity] = static_cast<Joint>(m_place.size());
                    m_place.push_back(static_cast<std::uint32_t>(placeOf(high, wide, inputs) + parity));
                }
            }
}

/// What differs is summed, so that the least cost over all joints is found along one extent after the other.
void RowGrid::spread(std::vector<double>& costs, double weight) const
{
    std::vector<double> table(m_joint.size(), RowGrid::kNever);
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
