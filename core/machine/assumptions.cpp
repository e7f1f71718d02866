#include "core/machine/assumptions.h"

#include "core/base/check.h"
#include "core/base/names.h"
#include "core/base/nearest_name.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <limits>
#include <set>

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

/// The layer in "density.encoder/0"; empty for a key that is no layer's.
std::string_view layerIn(std::string_view key)
{
    const std::size_t dot = key.find('.');
    return dot == std::string_view::npos ? std::string_view{} : key.substr(dot + 1);
}

bool isNumber(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

/// "encoder/0/attention 2" without its number.
std::string_view withoutNumber(std::string_view kernel)
{
    const std::size_t space = kernel.rfind(' ');
    return space != std::string_view::npos && isNumber(kernel.substr(space + 1)) ? kernel.substr(0, space) : kernel;
}

/// "conv1 (2)" as the first replica of the network calls it.
std::string_view withoutReplica(std::string_view kernel)
{
    const std::size_t bracket = kernel.rfind(" (");
    return bracket != std::string_view::npos && kernel.ends_with(')')
            && isNumber(kernel.substr(bracket + 2, kernel.size() - bracket - 3))
        ? kernel.substr(0, bracket)
        : kernel;
}

} // namespace

LayerValues::LayerValues(double common, ByName own)
    : m_common(common)
    , m_own(own.empty() ? nullptr : std::make_shared<const ByName>(std::move(own)))
{
}

const LayerValues::ByName::value_type* LayerValues::find(std::string_view kernel) const
{
    if (const auto exact = m_own->find(kernel); exact != m_own->end())
        return &*exact;
    const std::string_view first = withoutReplica(kernel);
    if (const auto exact = m_own->find(first); exact != m_own->end())
        return &*exact;
    for (std::string_view path = withoutNumber(first); !path.empty();) {
        if (const auto place = m_own->find(path); place != m_own->end())
            return &*place;
        const std::size_t slash = path.rfind('/');
        path = slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
    }
    return nullptr;
}

double LayerValues::ownOf(std::string_view kernel) const
{
    const ByName::value_type* own = find(kernel);
    return own ? own->second : m_common;
}

std::string_view LayerValues::ownerOf(std::string_view kernel) const
{
    const ByName::value_type* own = m_own ? find(kernel) : nullptr;
    return own ? std::string_view(own->first) : std::string_view{};
}

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

LayerValues Assumptions::ofLayers(std::string_view key) const
{
    LayerValues::ByName own;
    for (const Assumption& assumption : m_all)
        if (assumption.key.starts_with(key) && assumption.key.size() > key.size() && assumption.key[key.size()] == '.')
            own[std::string(layerIn(assumption.key))] = assumption.value;
    return LayerValues{(*this)[key], std::move(own)};
}

std::vector<std::string> Assumptions::layersNamed() const
{
    std::set<std::string> names;
    for (const Assumption& assumption : m_all)
        if (const std::string_view layer = layerIn(assumption.key); !layer.empty())
            names.emplace(layer);
    return {names.begin(), names.end()};
}

/// With an entry for a layer's own number, as yet at the common value.
Assumptions Assumptions::withLayer(const Assumption& common, std::string_view key) const
{
    Assumption own = common;
    own.key = key;
    own.label += " in " + std::string(layerIn(key));
    own.isPerLayer = false;
    own.source = "set for this layer or block alone";
    Assumptions extended = *this;
    const auto after = std::upper_bound(extended.m_all.begin(), extended.m_all.end(), key,
                                        [](std::string_view k, const Assumption& a) { return k < a.key; });
    const auto at = after - extended.m_all.begin();
    extended.m_all.insert(after, std::move(own));
    extended.m_shipped.insert(extended.m_shipped.begin() + at, std::numeric_limits<double>::quiet_NaN());
    return extended;
}

Result<Assumptions> Assumptions::with(std::string_view key, double value) const
{
    const auto place = find(m_all, key);
    if (place == m_all.end() && !layerIn(key).empty())
        if (const auto common = find(m_all, key.substr(0, key.find('.'))); common != m_all.end() && common->isPerLayer)
            return withLayer(*common, key).with(key, value);
    if (place == m_all.end()) {
        std::vector<std::string> keys;
        for (const Assumption& assumption : m_all)
            keys.push_back(assumption.key);
        return Error{ErrorCode::Usage, "There is no assumption \"" + printable(key) + "\"" + nearestHint(key, keys)};
    }
    if (!(value >= place->least && value <= place->most))
        return Error{ErrorCode::Usage,
                     "The assumption " + printable(place->key) + " must be from " + text(place->least) + " to "
                         + text(place->most) + ", not " + text(value) + "."};
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
