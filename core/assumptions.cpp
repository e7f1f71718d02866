#include "core/assumptions.h"

#include "core/check.h"
#include "core/nearest_name.h"

#include <algorithm>
#include <charconv>

namespace waferscope {

namespace {

std::string text(double value)
{
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    return {buffer, end};
}

auto find(const std::vector<Assumption>& all, std::string_view key)
{
    const auto place = std::lower_bound(all.begin(), all.end(), key,
                                        [](const Assumption& a, std::string_view k) { return a.key < k; });
    return place != all.end() && place->key == key ? place : all.end();
}

} // namespace

Assumptions::Assumptions(std::vector<Assumption> defaults)
    : m_all(std::move(defaults))
{
    std::sort(m_all.begin(), m_all.end(), [](const Assumption& a, const Assumption& b) { return a.key < b.key; });
    for (const Assumption& assumption : m_all)
        m_shipped.push_back(assumption.value);
}

double Assumptions::operator[](std::string_view key) const
{
    const auto place = find(m_all, key);
    WAFERSCOPE_CHECK(place != m_all.end());
    return place->value;
}

bool Assumptions::contains(std::string_view key) const
{
    return find(m_all, key) != m_all.end();
}

Result<Assumptions> Assumptions::with(std::string_view key, double value) const
{
    const auto place = find(m_all, key);
    if (place == m_all.end()) {
        std::vector<std::string> keys;
        for (const Assumption& assumption : m_all)
            keys.push_back(assumption.key);
        return Error{ErrorCode::Usage, "There is no assumption \"" + std::string(key) + "\"" + nearestHint(key, keys)};
    }
    if (!(value >= place->least && value <= place->most))
        return Error{ErrorCode::Usage,
                     "The assumption " + place->key + " must be from " + text(place->least) + " to " + text(place->most)
                         + ", not " + text(value) + "."};
    Assumptions changed = *this;
    changed.m_all[static_cast<std::size_t>(place - m_all.begin())].value = value;
    return changed;
}

std::vector<std::pair<std::string, double>> Assumptions::changes() const
{
    std::vector<std::pair<std::string, double>> result;
    for (std::size_t i = 0; i < m_all.size(); ++i)
        if (m_all[i].value != m_shipped[i])
            result.emplace_back(m_all[i].key, m_all[i].value);
    return result;
}

} // namespace waferscope
