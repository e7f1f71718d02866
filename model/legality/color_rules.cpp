#include "model/legality/color_rules.h"

#include <algorithm>
#include <limits>

namespace waferscope {

namespace {

constexpr std::size_t kMeetingsLookedAt = 8; // enough to explain; all would take long where everything is crowded

class ColorCheck {
public:
    ColorCheck(const KernelGraph& graph, const Mapping& mapping, const std::vector<LaneBundle>& bundles,
               const ColorSupply& supply, std::vector<Violation>& found)
        : m_graph(graph)
        , m_mapping(mapping)
        , m_bundles(bundles)
        , m_supply(supply)
        , m_found(found)
    {
    }

    void check();

private:
    [[nodiscard]] std::vector<std::optional<RouteColor>> colorsOf(std::size_t edge) const;
    void checkOwn(std::size_t edge);
    void checkPair(std::size_t first, std::size_t second, RouteColor color);
    void reportMissing(std::size_t edge);
    [[nodiscard]] std::vector<EdgeId> passing(PeCoord router) const;
    [[nodiscard]] PeCoord fullestOnTheWay(std::size_t edge) const;
    [[nodiscard]] PeCoord start(std::size_t edge) const
    {
        return m_mapping[m_graph.edges()[edge].from].rectangle.origin;
    }

    const KernelGraph& m_graph;
    const Mapping& m_mapping;
    const std::vector<LaneBundle>& m_bundles;
    const ColorSupply& m_supply;
    std::vector<Violation>& m_found;
};

/// Only streams of one colour are compared with each other.
void ColorCheck::check()
{
    std::vector<std::vector<std::size_t>> users(std::numeric_limits<RouteColor>::max() + 1U); // by colour
    for (std::size_t edge = 0; edge < m_bundles.size(); ++edge) {
        checkOwn(edge);
        for (const std::optional<RouteColor>& color : colorsOf(edge)) {
            if (!color || (!users[*color].empty() && users[*color].back() == edge))
                continue;
            for (const std::size_t other : users[*color])
                checkPair(other, edge, *color);
            users[*color].push_back(edge);
        }
    }
}

std::vector<std::optional<RouteColor>> ColorCheck::colorsOf(std::size_t edge) const
{
    const Route& route = m_mapping.routes[edge];
    if (m_supply.run == Run::Infer)
        return {route.forward};
    return {route.forward, route.backward};
}

void ColorCheck::checkOwn(std::size_t edge)
{
    const std::vector<std::optional<RouteColor>> colors = colorsOf(edge);
    if (std::find(colors.begin(), colors.end(), std::nullopt) != colors.end()) {
        reportMissing(edge);
        return;
    }
    for (const std::optional<RouteColor>& color : colors)
        if (*color >= m_supply.usable)
            m_found.emplace_back(ReservedColor{EdgeId{edge}, *color, m_supply.usable, start(edge)});
    if (colors.size() > 1 && colors.front() == colors.back())
        m_found.emplace_back(OneColorBothWays{EdgeId{edge}, *colors.front(), start(edge)});
}

void ColorCheck::checkPair(std::size_t first, std::size_t second, RouteColor color)
{
    const std::optional<PeCoord> router = m_bundles[first].meeting(m_bundles[second]);
    if (router)
        m_found.emplace_back(ColorShared{EdgeId{first}, EdgeId{second}, color, *router});
}

void ColorCheck::reportMissing(std::size_t edge)
{
    const PeCoord router = fullestOnTheWay(edge);
    std::vector<EdgeId> others = passing(router);
    std::erase(others, EdgeId{edge});
    m_found.emplace_back(NoColorLeft{EdgeId{edge}, m_supply.usable, std::move(others), router});
}

std::vector<EdgeId> ColorCheck::passing(PeCoord router) const
{
    std::vector<EdgeId> edges;
    for (std::size_t edge = 0; edge < m_bundles.size(); ++edge)
        if (m_bundles[edge].passes(router))
            edges.emplace_back(edge);
    return edges;
}

/// Among a few routers where it meets others, the one that most streams pass.
PeCoord ColorCheck::fullestOnTheWay(std::size_t edge) const
{
    std::vector<PeCoord> meetings;
    for (std::size_t other = 0; other < m_bundles.size(); ++other)
        if (const auto router = other == edge ? std::nullopt : m_bundles[edge].meeting(m_bundles[other]))
            meetings.push_back(*router);
    PeCoord fullest = start(edge);
    std::size_t most = 0;
    const std::size_t step = meetings.size() / kMeetingsLookedAt + 1;
    for (std::size_t i = 0; i < meetings.size(); i += step) {
        const std::size_t streams = passing(meetings[i]).size();
        if (streams > most) {
            most = streams;
            fullest = meetings[i];
        }
    }
    return fullest;
}

} // namespace

void checkColors(const KernelGraph& graph, const Mapping& mapping, const std::vector<LaneBundle>& bundles,
                 const ColorSupply& supply, std::vector<Violation>& found)
{
    ColorCheck(graph, mapping, bundles, supply, found).check();
}

} // namespace waferscope
