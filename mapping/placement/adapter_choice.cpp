#include "mapping/placement/adapter_choice.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace waferscope {

std::size_t AdapterChoice::PairHash::operator()(const Pair& pair) const
{
    const std::hash<const void*> hash;
    return (hash(pair.before) * 31 + hash(pair.shapes)) * 2 + (pair.isTarget ? 1 : 0);
}

void AdapterChoice::forget()
{
    m_done.clear();
    m_meetings.clear();
}

const AdapterChoice::Meetings& AdapterChoice::meetingsOf(const Pair& pair)
{
    const auto [found, isNew] = m_meetings.try_emplace(pair);
    if (!isNew)
        return found->second;
    Meetings& meetings = found->second;
    meetings.reserve(pair.shapes->size() * pair.before->size());
    for (const StripShape& shape : *pair.shapes)
        for (const StripShape& other : *pair.before) {
            const int adapters = pair.isTarget ? adaptersBetween(other, shape) : adaptersBetween(shape, other);
            meetings.push_back(static_cast<std::uint8_t>(2 * adapters + ((other.thickness ^ shape.thickness) & 1)));
        }
    return meetings;
}

void AdapterChoice::extend(std::size_t item)
{
    const Item& current = m_items[item];
    Row& row = m_rows[item];
    row.cost.clear();
    for (const StripShape& shape : *current.shapes) {
        if (!row.cost.empty() && shape.length > current.longest) // the shortest comes first
            break;
        row.cost.push_back(current.lengthWeight * shape.length);
    }
    row.before.assign(row.cost.size(), 0);
    if (item > 0)
        extendFrom(item);
    row.cheapestFirst.resize(row.cost.size());
    std::iota(row.cheapestFirst.begin(), row.cheapestFirst.end(), 0);
    std::sort(row.cheapestFirst.begin(), row.cheapestFirst.end(), [&row](int a, int b) {
        const double costA = row.cost[static_cast<std::size_t>(a)];
        const double costB = row.cost[static_cast<std::size_t>(b)];
        return costA != costB ? costA < costB : a < b;
    });
}

/// Adds the least cost up to the item before, with the adapters from there.
void AdapterChoice::extendFrom(std::size_t item)
{
    const Item& current = m_items[item];
    const Row& last = m_rows[item - 1];
    Row& row = m_rows[item];
    const std::vector<StripShape>* const others = m_items[item - 1].shapes;
    const std::uint8_t* meetings = meetingsOf({others, current.shapes, current.isTarget}).data();
    const double adapters[] = {0.0, current.adapterCost, 2 * current.adapterCost, 3 * current.adapterCost};
    const double parity[] = {0.0, current.parityCost};
    for (std::size_t shape = 0; shape < row.cost.size(); ++shape, meetings += others->size()) {
        double least = std::numeric_limits<double>::infinity();
        for (const int place : last.cheapestFirst) {
            const auto other = static_cast<std::size_t>(place);
            if (last.cost[other] >= least)
                break;
            const double cost = last.cost[other] + adapters[meetings[other] / 2] + parity[meetings[other] % 2];
            if (cost < least) {
                least = cost;
                row.before[shape] = place;
            }
        }
        row.cost[shape] += least;
    }
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
