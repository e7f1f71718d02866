#include "model/legality/color_rules.h"

#include <algorithm>
#include <limits>

namespace waferscope {

namespace {

constexpr std::size_t kMeetingsLookedAt = 8; // enough to explain; all would take long where everything is crowded

std::string nameOf(PeCoord router)
{
    return "(" + std::to_string(router.x) + ", " + std::to_string(router.y) + ")";
}

class ColorCheck {
public:
    ColorCheck(const KernelGraph& graph, const Mapping& mapping, const std::vector<LaneBundle>& bundles,
               const ColorSupply& supply, std::vector<Finding>& found)
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
    [[nodiscard]] std::vector<std::size_t> passing(PeCoord router) const;
    [[nodiscard]] PeCoord fullestOnTheWay(std::size_t edge) const;
    [[nodiscard]] std::string ends(std::size_t edge) const;
    void report(std::string sentence, const std::vector<std::size_t>& edges, PeCoord where);
    [[nodiscard]] PeCoord start(std::size_t edge) const
    {
        return m_mapping[m_graph.edges()[edge].from].rectangle.origin;
    }

    const KernelGraph& m_graph;
    const Mapping& m_mapping;
    const std::vector<LaneBundle>& m_bundles;
    const ColorSupply& m_supply;
    std::vector<Finding>& m_found;
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
            report("The stream from " + ends(edge) + " has colour " + std::to_string(*color)
                       + ", but kernels may use 0 to " + std::to_string(m_supply.usable - 1) + " only.",
                   {edge}, start(edge));
    if (colors.size() > 1 && colors.front() == colors.back())
        report("The stream from " + ends(edge) + " has colour " + std::to_string(*colors.front())
                   + " both for its values and for their gradients.",
               {edge}, start(edge));
}

void ColorCheck::checkPair(std::size_t first, std::size_t second, RouteColor color)
{
    const std::optional<PeCoord> router = m_bundles[first].meeting(m_bundles[second]);
    if (router)
        report("The streams from " + ends(first) + " and from " + ends(second) + " both use colour "
                   + std::to_string(color) + " in router " + nameOf(*router) + ".",
               {first, second}, *router);
}

void ColorCheck::reportMissing(std::size_t edge)
{
    const PeCoord router = fullestOnTheWay(edge);
    std::vector<std::size_t> crowd = passing(router);
    std::erase(crowd, edge);
    crowd.insert(crowd.begin(), edge);
    std::string sentence = "No colour is left for the stream from " + ends(edge) + ": router " + nameOf(router)
        + " has " + std::to_string(m_supply.usable) + " for kernels and carries " + std::to_string(crowd.size())
        + (crowd.size() == 1 ? " stream" : " streams");
    if (crowd.size() > 1)
        sentence += ", among them " + ends(crowd[1]);
    report(sentence + ".", crowd, router);
}

std::vector<std::size_t> ColorCheck::passing(PeCoord router) const
{
    std::vector<std::size_t> edges;
    for (std::size_t edge = 0; edge < m_bundles.size(); ++edge)
        if (m_bundles[edge].passes(router))
            edges.push_back(edge);
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

std::string ColorCheck::ends(std::size_t edge) const
{
    const Edge& stream = m_graph.edges()[edge];
    return m_graph[stream.from].name + " to " + m_graph[stream.to].name;
}

void ColorCheck::report(std::string sentence, const std::vector<std::size_t>& edges, PeCoord where)
{
    Finding finding{std::move(sentence), {}, where};
    for (const std::size_t edge : edges)
        for (const KernelId kernel : {m_graph.edges()[edge].from, m_graph.edges()[edge].to})
            if (std::find(finding.kernels.begin(), finding.kernels.end(), kernel) == finding.kernels.end())
                finding.kernels.push_back(kernel);
    m_found.push_back(std::move(finding));
}

} // namespace

void checkColors(const KernelGraph& graph, const Mapping& mapping, const std::vector<LaneBundle>& bundles,
                 const ColorSupply& supply, std::vector<Finding>& found)
{
    ColorCheck(graph, mapping, bundles, supply, found).check();
}

} // namespace waferscope
