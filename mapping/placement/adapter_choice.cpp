#include "mapping/placement/adapter_choice.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace waferscope {

void AdapterChoice::extend(std::size_t item)
{
    const Item& current = m_items[item];
    const std::vector<StripShape>& shapes = *current.shapes;
    Row& row = m_rows[item];
    row.cost.clear();
    row.before.clear();
    for (const StripShape& shape : shapes) {
        if (!row.cost.empty() && shape.length > current.longest) // the shortest comes first
            break;
        row.before.push_back(0);
        const double least = item == 0 ? 0.0 : leastBefore(item, shape, row.before.back());
        row.cost.push_back(least + current.lengthWeight * shape.length);
    }
    row.cheapestFirst.resize(row.cost.size());
    std::iota(row.cheapestFirst.begin(), row.cheapestFirst.end(), 0);
    std::sort(row.cheapestFirst.begin(), row.cheapestFirst.end(), [&row](int a, int b) {
        const double costA = row.cost[static_cast<std::size_t>(a)];
        const double costB = row.cost[static_cast<std::size_t>(b)];
        return costA != costB ? costA < costB : a < b;
    });
}

/// The least cost up to the item before, with the adapters to `shape`; `before` is where.
double AdapterChoice::leastBefore(std::size_t item, const StripShape& shape, int& before) const
{
    const Item& current = m_items[item];
    const std::vector<StripShape>& others = *m_items[item - 1].shapes;
    const Row& last = m_rows[item - 1];
    double least = std::numeric_limits<double>::infinity();
    for (const int place : last.cheapestFirst) {
        const auto other = static_cast<std::size_t>(place);
        if (last.cost[other] >= least)
            break;
        const int adapters =
            current.isTarget ? adaptersBetween(others[other], shape) : adaptersBetween(shape, others[other]);
        const bool isOdd = ((others[other].thickness ^ shape.thickness) & 1) != 0;
        const double cost = last.cost[other] + current.adapterCost * adapters + (isOdd ? current.parityCost : 0.0);
        if (cost < least) {
            least = cost;
            before = place;
        }
    }
    return least;
}

const std::vector<int>& AdapterChoice::choose()
{
    const auto changed = std::mismatch(m_items.begin(), m_items.end(), m_done.begin(), m_done.end()).first;
    m_rows.resize(m_items.size());
    m_chosen.assign(m_items.size(), 0);
    for (auto item = static_cast<std::size_t>(changed - m_items.begin()); item < m_items.size(); ++item)
        extend(item);
    m_done = m_items;
    const std::vector<double>& costs = m_rows.back().cost;
    auto chosen = static_cast<std::size_t>(std::min_element(costs.begin(), costs.end()) - costs.begin());
    for (std::size_t item = m_items.size(); item-- > 0;) {
        m_chosen[item] = static_cast<int>(chosen);
        chosen = static_cast<std::size_t>(m_rows[item].before[chosen]);
    }
    return m_chosen;
}

} // namespace waferscope
