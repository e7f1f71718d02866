#include "mapping/placement/peel_beam.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <tuple>

namespace waferscope {

namespace {

constexpr std::size_t kSlack = 24; ///< nodes that wait for every one that is kept
constexpr int kMostAlike = 3; ///< nodes kept that leave the same room

} // namespace

PeelBeam::PeelBeam(const PlacementProblem& problem, const ShapeTable& shapes, const PeelTable& table,
                   const std::vector<std::size_t>& order)
    : m_problem(problem)
    , m_shapes(shapes)
    , m_table(table)
    , m_order(order)
    , m_earlier(order.size())
{
    std::vector<std::size_t> place(order.size());
    for (std::size_t at = 0; at < order.size(); ++at) {
        place[order[at]] = at;
        m_class.push_back(problem.shapes->classOf(order[at]));
    }
    for (const auto& [from, to, weight] : problem.streams) {
        const auto [first, second] = std::minmax(place[from], place[to]);
        m_earlier[second].push_back({first, weight});
    }
    double streams = 0.0;
    m_crossing.assign(order.size() + 1, 0.0);
    for (std::size_t at = order.size(); at-- > 0;) {
        for (const Earlier& earlier : m_earlier[at])
            streams += earlier.weight;
        m_crossing[at] = streams / static_cast<double>(order.size() - at);
    }
}

std::vector<StripLayout> PeelBeam::search(std::size_t width, std::size_t most, const JobControl& job)
{
    m_width = width;
    m_kept.clear();
    m_levels.assign(m_order.size() + 1, {});
    Node root;
    root.rest = {{0, 0}, m_problem.width, m_problem.height};
    if (m_table.fits(0, root.rest.width, root.rest.height))
        m_levels[0].push_back(root);
    for (std::size_t level = 0; level < m_order.size(); ++level) {
        const std::size_t first = m_kept.size();
        keepBest(level, width);
        for (std::size_t index = first; index < m_kept.size(); ++index) {
            if (job.stopRequested())
                return {};
            expand(index);
        }
    }
    const std::size_t first = m_kept.size();
    keepBest(m_order.size(), most);
    std::vector<StripLayout> layouts;
    for (std::size_t index = first; index < m_kept.size(); ++index)
        layouts.push_back(layoutOf(m_kept[index]));
    return layouts;
}

/// Moves the best of a level to those that are kept. Few of them leave the same room: the others are much alike.
void PeelBeam::keepBest(std::size_t level, std::size_t width)
{
    std::vector<Node>& nodes = m_levels[level];
    std::stable_sort(nodes.begin(), nodes.end(), [](const Node& a, const Node& b) { return a.rank < b.rank; });
    std::map<std::tuple<int, int, int, int, bool>, int> alike;
    std::size_t kept = 0;
    for (const Node& node : nodes) {
        if (kept == width)
            break;
        if (++alike[{node.rest.width, node.rest.height, node.thickness, node.free, runsSouth(node.side)}] > kMostAlike)
            continue;
        m_kept.push_back(node);
        ++kept;
    }
    nodes = {};
}

void PeelBeam::expand(std::size_t index)
{
    const Node node = m_kept[index];
    if (node.thickness > 0) {
        Node strip = node;
        strip.opens = false;
        addStacks(strip, index);
    }
    openStrips(index, false);
    openStrips(index, true);
}

/// Strips as thick as the next kernels need, for every number of them.
void PeelBeam::openStrips(std::size_t index, bool runsSouth)
{
    const Node node = m_kept[index];
    const std::size_t first = node.end();
    const int length = runsSouth ? node.rest.height : node.rest.width;
    const int room = runsSouth ? node.rest.width : node.rest.height;
    int last = 0;
    for (std::size_t end = first + 1; end <= std::min(m_order.size(), first + m_table.longest()); ++end) {
        int thickness = m_table.rowThickness(first, end, length);
        if (thickness > room)
            return;
        if (end == m_order.size())
            thickness = room;
        if (thickness != last)
            openStrip(node, index, runsSouth, thickness);
        last = thickness;
    }
}

void PeelBeam::openStrip(const Node& from, std::size_t index, bool runsSouth, int thickness)
{
    for (const bool isFar : {false, true})
        for (const bool isReversed : {false, true}) {
            if (from.thickness == 0 && (isFar || isReversed)) // the first one: the others are its mirror images
                continue;
            Node strip = from;
            strip.opens = true;
            strip.isReversed = isReversed;
            strip.thickness = thickness;
            PeRect& rest = strip.rest;
            strip.along = runsSouth ? rest.origin.y : rest.origin.x;
            strip.free = runsSouth ? rest.height : rest.width;
            const int near = runsSouth ? rest.origin.x : rest.origin.y;
            strip.across = isFar ? near + (runsSouth ? rest.width : rest.height) - thickness : near;
            if (runsSouth)
                strip.side = isFar ? FabricSide::East : FabricSide::West;
            else
                strip.side = isFar ? FabricSide::South : FabricSide::North;
            if (!isFar)
                (runsSouth ? rest.origin.x : rest.origin.y) += thickness;
            (runsSouth ? rest.width : rest.height) -= thickness;
            addStacks(strip, index);
        }
}

/// The next kernels as a stack on an open strip, one or more of them, where everything behind them still fits.
void PeelBeam::addStacks(const Node& strip, std::size_t index)
{
    const std::size_t first = strip.end();
    for (std::size_t kernels = 1; kernels <= std::min(m_table.mostStacked(), m_order.size() - first); ++kernels) {
        const int length = m_table.stackLength(first, kernels, strip.thickness);
        if (length > strip.free)
            continue;
        Node node = strip;
        node.before = index;
        node.first = first;
        node.kernels = kernels;
        node.free -= length;
        if (!canEnd(node))
            continue;
        placeKernels(node, length);
        node.rank += node.wire;
        std::vector<Node>& level = m_levels[node.end()];
        if (level.size() >= kSlack * m_width) {
            const auto middle = level.begin() + static_cast<std::ptrdiff_t>(level.size() / 2);
            std::nth_element(level.begin(), middle, level.end(),
                             [](const Node& a, const Node& b) { return a.rank < b.rank; });
            level.erase(middle, level.end());
        }
        level.push_back(node);
    }
}

/// Whether the kernels behind a node fit on what is free of its strip and on the rest. Ranks it by the way through
/// them.
bool PeelBeam::canEnd(Node& node) const
{
    std::size_t end = node.end();
    const std::size_t most = std::min(m_order.size(), node.end() + m_table.longest());
    while (end < most && m_table.rowLength(node.end(), end + 1, node.thickness) <= node.free)
        ++end;
    if (!m_table.fits(end, node.rest.width, node.rest.height))
        return false;
    const int way =
        m_table.rowLength(node.end(), end, node.thickness) + m_table.wayThrough(end, node.rest.width, node.rest.height);
    node.rank = 2.0 * m_crossing[node.end()] * way;
    return true;
}

/// As the decoder does: in the middle of the strip, or as a stack that begins at the side nearer to the kernel before.
void PeelBeam::placeKernels(Node& node, int length) const
{
    const bool south = runsSouth(node.side);
    const int middle = node.isReversed ? 2 * (node.along + node.free) + length : 2 * node.along + length;
    if (!node.isReversed)
        node.along += length;
    std::array<int, kMostStacked> sizes{node.thickness};
    int total = node.thickness;
    if (node.kernels > 1) {
        total = 0;
        for (std::size_t at = 0; at < node.kernels; ++at)
            total += sizes[at] = m_shapes.leastThickness(m_class[node.first + at], length);
    }
    int across = 2 * node.across + (node.thickness - total) / 2 * 2;
    int sign = 1;
    if (node.kernels > 1 && node.first > 0) {
        const Point last = centreOf(m_kept[node.before], node.first - 1);
        const int centre = south ? last.x : last.y;
        if (std::abs(centre - across) > std::abs(centre - across - 2 * total)) {
            across += 2 * total;
            sign = -1;
        }
    }
    for (std::size_t at = 0; at < node.kernels; ++at) {
        const int centre = across + sign * sizes[at];
        across += 2 * sign * sizes[at];
        node.centres[at] = south ? Point{centre, middle} : Point{middle, centre};
        for (const Earlier& earlier : m_earlier[node.first + at]) {
            const Point other = centreOf(node, earlier.place);
            node.wire +=
                earlier.weight * (std::abs(node.centres[at].x - other.x) + std::abs(node.centres[at].y - other.y));
        }
    }
}

PeelBeam::Point PeelBeam::centreOf(const Node& node, std::size_t place) const
{
    const Node* at = &node;
    while (at->first > place)
        at = &m_kept[at->before];
    return at->centres[place - at->first];
}

StripLayout PeelBeam::layoutOf(const Node& last) const
{
    StripLayout layout;
    layout.order = m_order;
    layout.isStacked.assign(m_order.size(), 0);
    int kernels = 0;
    for (const Node* node = &last; node->kernels > 0; node = &m_kept[node->before]) {
        kernels += static_cast<int>(node->kernels);
        for (std::size_t at = 1; at < node->kernels; ++at)
            layout.isStacked[node->first + at] = 1;
        if (!node->opens)
            continue;
        Strip strip;
        strip.kernels = kernels;
        strip.side = node->side;
        strip.isReversed = node->isReversed;
        layout.strips.push_back(strip);
        kernels = 0;
    }
    std::reverse(layout.strips.begin(), layout.strips.end());
    return layout;
}

} // namespace waferscope
