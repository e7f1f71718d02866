#include "views/drawing/network/layered_layout.h"

#include "core/base/check.h"
#include "views/drawing/network/row_order.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <tuple>

namespace waferscope {

namespace {

constexpr double kChainPull = 8.0; ///< how much straighter ways are that nothing leaves or joins
constexpr double kWidestRoom = 260.0; ///< that one of a chain takes for another
constexpr double kSlope = 0.12; ///< how much lower a way leads for each pixel across
constexpr double kLoose = 0.01; ///< pull of a point without neighbours towards where it is

/// A vertex, or a bend where long edges pass a row.
struct Point {
    double width = 0.0;
    double height = 0.0;
    bool isBend = false;
    double x = 0.0; ///< of the middle
};

/// One piece of ways, from a point to one in the next row.
struct Step {
    std::size_t upper;
    std::size_t lower;
    double leavesAt;
    double arrivesAt;
    std::optional<std::size_t> previous;
    std::size_t edge;
};

std::vector<std::size_t> rowsOf(const std::vector<LayeredVertex>& vertices, const std::vector<LayeredEdge>& edges)
{
    std::vector<std::vector<std::size_t>> above(vertices.size());
    std::vector<std::vector<std::size_t>> below(vertices.size());
    for (const LayeredEdge& edge : edges) {
        WAFERSCOPE_CHECK(edge.from < edge.to && edge.to < vertices.size());
        above[edge.to].push_back(edge.from);
        below[edge.from].push_back(edge.to);
    }
    const bool entered = !vertices.empty() && vertices.front().row == RowKind::Entrance;
    std::vector<std::size_t> rows(vertices.size(), 0);
    std::size_t last = 0;
    for (std::size_t i = 0; i < vertices.size(); ++i) {
        if (vertices[i].row == RowKind::Entrance)
            continue;
        rows[i] = entered ? 1 : 0;
        for (const std::size_t upper : above[i])
            rows[i] = std::max(rows[i], rows[upper] + 1);
        if (vertices[i].row == RowKind::Inner)
            last = std::max(last, rows[i]);
    }
    for (std::size_t i = vertices.size(); i-- > 0;) {
        if (vertices[i].row == RowKind::Exit)
            rows[i] = last + 1;
        if (vertices[i].row != RowKind::Inner || below[i].size() <= above[i].size())
            continue;
        std::size_t lowest = vertices.size() + 1; // near to those that it feeds, rather than far above them
        for (const std::size_t lower : below[i])
            lowest = std::min(lowest, rows[lower] - 1);
        rows[i] = std::max(rows[i], lowest);
    }
    return rows;
}

class Maker {
public:
    Maker(const std::vector<LayeredVertex>& vertices, const std::vector<LayeredEdge>& edges,
          const LayeredConfig& config)
        : m_vertices(vertices)
        , m_edges(edges)
        , m_config(config)
    {
        m_layout.rows = rowsOf(vertices, edges);
    }

    LayeredLayout make()
    {
        addPoints();
        addSteps();
        m_layout.crossingsAtFirst = crossingsOf(m_graph);
        untangle(m_graph, m_config.sweeps);
        m_layout.crossings = crossingsOf(m_graph);
        widenChains();
        placeAcross();
        placeDown();
        addPieces();
        return std::move(m_layout);
    }

private:
    void addPoints()
    {
        const std::size_t rows =
            m_vertices.empty() ? 0 : 1 + *std::max_element(m_layout.rows.begin(), m_layout.rows.end());
        m_graph.rows.resize(rows);
        for (std::size_t i = 0; i < m_vertices.size(); ++i) {
            m_points.push_back({m_vertices[i].size.width(), m_vertices[i].size.height(), false, 0.0});
            m_rowOf.push_back(m_layout.rows[i]);
            m_graph.rows[m_layout.rows[i]].push_back(i);
        }
        m_graph.above.resize(m_points.size());
        m_graph.below.resize(m_points.size());
        m_stepsAbove.resize(m_points.size());
        m_stepsBelow.resize(m_points.size());
    }

    std::size_t addBend(std::size_t row)
    {
        const std::size_t bend = m_points.size();
        m_points.push_back({0.0, 0.0, true, 0.0});
        m_rowOf.push_back(row);
        m_graph.rows[row].push_back(bend);
        m_graph.above.emplace_back();
        m_graph.below.emplace_back();
        m_stepsAbove.emplace_back();
        m_stepsBelow.emplace_back();
        return bend;
    }

    std::size_t addStep(const Step& step)
    {
        m_stepsBelow[step.upper].push_back(m_steps.size());
        m_stepsAbove[step.lower].push_back(m_steps.size());
        m_steps.push_back(step);
        if (m_rowOf[step.upper] + 1 == m_rowOf[step.lower]) { // others have had too many bends
            m_graph.below[step.upper].push_back(step.lower);
            m_graph.above[step.lower].push_back(step.upper);
        }
        return m_steps.size() - 1;
    }

    /// Edges that leave together share one chain of bends; each leaves it in the row above its end.
    void addSteps()
    {
        using Start = std::tuple<std::size_t, std::size_t, double>; // vertex, bundle, place
        std::map<Start, std::vector<std::size_t>> chains; // the steps to the bends that exist
        for (std::size_t index = 0; index < m_edges.size(); ++index) {
            const LayeredEdge& edge = m_edges[index];
            std::vector<std::size_t>& chain = chains[{edge.from, edge.bundle, edge.leavesAt}];
            const std::size_t span = m_rowOf[edge.to] - m_rowOf[edge.from];
            if (m_points.size() + span > m_vertices.size() + m_config.mostBends) {
                m_layout.lastPieces.push_back(
                    addStep({edge.from, edge.to, edge.leavesAt, edge.arrivesAt, std::nullopt, index}));
                continue;
            }
            while (chain.size() + 1 < span) {
                const std::size_t upper = chain.empty() ? edge.from : m_steps[chain.back()].lower;
                const std::size_t bend = addBend(m_rowOf[upper] + 1);
                chain.push_back(addStep({upper, bend, chain.empty() ? edge.leavesAt : 0.0, 0.0,
                                         chain.empty() ? std::nullopt : std::optional(chain.back()), index}));
            }
            const bool direct = span == 1;
            const std::size_t upper = direct ? edge.from : m_steps[chain[span - 2]].lower;
            m_layout.lastPieces.push_back(addStep({upper, edge.to, direct ? edge.leavesAt : 0.0, edge.arrivesAt,
                                                   direct ? std::nullopt : std::optional(chain[span - 2]), index}));
        }
    }

    [[nodiscard]] bool isChain(const Step& step) const
    {
        return m_graph.below[step.upper].size() == 1 && m_graph.above[step.lower].size() == 1;
    }

    /// Points that form a chain keep the same distance from their neighbours, so that they can stand in line.
    void widenChains()
    {
        for (const Point& point : m_points)
            m_room.push_back(point.width);
        for (std::size_t row = 1; row < m_graph.rows.size(); ++row)
            widen(row, m_stepsAbove, [](const Step& step) { return step.upper; });
        for (std::size_t row = m_graph.rows.size(); row-- > 0;)
            widen(row, m_stepsBelow, [](const Step& step) { return step.lower; });
    }

    template <typename Neighbour>
    void widen(std::size_t row, const std::vector<std::vector<std::size_t>>& steps, Neighbour neighbour)
    {
        for (const std::size_t point : m_graph.rows[row])
            for (const std::size_t step : steps[point])
                if (isChain(m_steps[step]) && m_rowOf[m_steps[step].upper] + 1 == m_rowOf[m_steps[step].lower])
                    m_room[point] = std::max(m_room[point], std::min(m_room[neighbour(m_steps[step])], kWidestRoom));
    }

    [[nodiscard]] double apart(std::size_t left, std::size_t right) const
    {
        const bool ways = m_points[left].isBend && m_points[right].isBend;
        return (m_room[left] + m_room[right]) / 2 + (ways ? m_config.betweenWays : m_config.betweenVertices);
    }

    struct Pull {
        double place = 0.0;
        double weight = 0.0;
    };

    enum class Side { Above, Below, Both };

    [[nodiscard]] Pull pullOn(std::size_t point, Side side) const
    {
        double sum = 0.0;
        double weight = 0.0;
        const auto add = [&](const Step& step, double place) {
            const double pull = isChain(step) ? kChainPull : 1.0;
            sum += pull * place;
            weight += pull;
        };
        if (side != Side::Below)
            for (const std::size_t index : m_stepsAbove[point])
                add(m_steps[index],
                    m_points[m_steps[index].upper].x + m_steps[index].leavesAt - m_steps[index].arrivesAt);
        if (side != Side::Above)
            for (const std::size_t index : m_stepsBelow[point])
                add(m_steps[index],
                    m_points[m_steps[index].lower].x + m_steps[index].arrivesAt - m_steps[index].leavesAt);
        return weight > 0.0 ? Pull{sum / weight, weight} : Pull{m_points[point].x, kLoose};
    }

    /// Puts a row's points as near as they may be to where they are pulled: the least sum of squares that keeps their
    /// order and their distances (pool adjacent violators).
    void placeRow(const std::vector<std::size_t>& row, Side side)
    {
        struct Pool {
            double sum;
            double weight;
            std::size_t count;
        };
        std::vector<double> offsets; // of each point from the first, packed
        std::vector<Pool> pools;
        for (std::size_t i = 0; i < row.size(); ++i) {
            offsets.push_back(i == 0 ? 0.0 : offsets.back() + apart(row[i - 1], row[i]));
            const Pull pull = pullOn(row[i], side);
            pools.push_back({pull.weight * (pull.place - offsets[i]), pull.weight, 1});
            while (pools.size() > 1) {
                const Pool& last = pools.back();
                Pool& before = pools[pools.size() - 2];
                if (before.sum * last.weight <= last.sum * before.weight)
                    break;
                before = {before.sum + last.sum, before.weight + last.weight, before.count + last.count};
                pools.pop_back();
            }
        }
        std::size_t at = 0;
        for (const Pool& pool : pools)
            for (std::size_t i = 0; i < pool.count; ++i, ++at)
                m_points[row[at]].x = pool.sum / pool.weight + offsets[at];
    }

    void pack(const std::vector<std::size_t>& row)
    {
        double width = 0.0;
        for (std::size_t i = 0; i < row.size(); ++i) {
            width += i == 0 ? 0.0 : apart(row[i - 1], row[i]);
            m_points[row[i]].x = width;
        }
        for (const std::size_t point : row)
            m_points[point].x -= width / 2;
    }

    void placeAcross()
    {
        for (const std::vector<std::size_t>& row : m_graph.rows)
            pack(row);
        for (int time = 0; time < m_config.sweeps; ++time) {
            const bool last = time + 3 > m_config.sweeps;
            for (const std::vector<std::size_t>& row : m_graph.rows)
                placeRow(row, last ? Side::Both : Side::Above);
            for (std::size_t row = m_graph.rows.size(); row-- > 0;)
                placeRow(m_graph.rows[row], last ? Side::Both : Side::Below);
        }
        alignGates();
        double left = 0.0;
        double right = 0.0;
        for (std::size_t i = 0; i < m_points.size(); ++i) {
            left =
                i == 0 ? m_points[i].x - m_points[i].width / 2 : std::min(left, m_points[i].x - m_points[i].width / 2);
            right =
                i == 0 ? m_points[i].x + m_points[i].width / 2 : std::max(right, m_points[i].x + m_points[i].width / 2);
        }
        for (Point& point : m_points)
            point.x -= left;
        m_layout.size.setWidth(right - left);
    }

    /// Where one way enters and one leaves, they do so in line: blocks below each other then stand straight.
    void alignGates()
    {
        if (m_vertices.size() < 2 || m_graph.rows.front().size() != 1 || m_graph.rows.back().size() != 1)
            return;
        Point& entrance = m_points[m_graph.rows.front().front()];
        Point& exit = m_points[m_graph.rows.back().front()];
        if (m_vertices.front().row == RowKind::Entrance && m_vertices.back().row == RowKind::Exit)
            entrance.x = exit.x = (entrance.x + exit.x) / 2;
    }

    /// Rows are as high as their highest; where ways go far across, the next is further down.
    void placeDown()
    {
        std::vector<double> widest(m_graph.rows.size(), 0.0);
        for (const Step& step : m_steps) {
            const double across = m_points[step.upper].x + step.leavesAt - m_points[step.lower].x - step.arrivesAt;
            widest[m_rowOf[step.upper]] = std::max(widest[m_rowOf[step.upper]], std::abs(across));
        }
        double top = 0.0;
        for (std::size_t row = 0; row < m_graph.rows.size(); ++row) {
            double height = 0.0;
            for (const std::size_t point : m_graph.rows[row])
                height = std::max(height, m_points[point].height);
            m_tops.push_back(top);
            m_bottoms.push_back(top + height);
            top += height + m_config.betweenRows + std::min(m_config.betweenRows, widest[row] * kSlope);
        }
        m_layout.size.setHeight(m_bottoms.empty() ? 0.0 : m_bottoms.back());
        for (std::size_t i = 0; i < m_vertices.size(); ++i)
            m_layout.centres.emplace_back(m_points[i].x, (m_tops[m_rowOf[i]] + m_bottoms[m_rowOf[i]]) / 2);
    }

    void addPieces()
    {
        for (const Step& step : m_steps) {
            const Point& upper = m_points[step.upper];
            const Point& lower = m_points[step.lower];
            LayeredPiece piece;
            piece.curveTop = m_bottoms[m_rowOf[step.upper]];
            piece.curveBottom = m_tops[m_rowOf[step.lower]];
            piece.start = {upper.x + step.leavesAt,
                           upper.isBend ? piece.curveTop : m_layout.centres[step.upper].y() + upper.height / 2};
            piece.end = {lower.x + step.arrivesAt,
                         lower.isBend ? m_bottoms[m_rowOf[step.lower]]
                                      : m_layout.centres[step.lower].y() - lower.height / 2};
            piece.previous = step.previous;
            piece.edge = step.edge;
            m_layout.pieces.push_back(piece);
        }
    }

    const std::vector<LayeredVertex>& m_vertices;
    const std::vector<LayeredEdge>& m_edges;
    const LayeredConfig& m_config;
    std::vector<Point> m_points; ///< the vertices, then the bends
    std::vector<std::size_t> m_rowOf; ///< by point
    std::vector<Step> m_steps;
    std::vector<std::vector<std::size_t>> m_stepsAbove; ///< by point: those that arrive at it
    std::vector<std::vector<std::size_t>> m_stepsBelow;
    std::vector<double> m_room; ///< by point: the width that it takes in its row
    std::vector<double> m_tops; ///< by row
    std::vector<double> m_bottoms;
    RowGraph m_graph;
    LayeredLayout m_layout;
};

} // namespace

LayeredLayout layeredLayout(const std::vector<LayeredVertex>& vertices, const std::vector<LayeredEdge>& edges,
                            const LayeredConfig& config)
{
    return Maker(vertices, edges, config).make();
}

} // namespace waferscope
