#include "views/drawing/network/graph_layout.h"

#include "core/base/check.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace waferscope {

namespace {

constexpr std::size_t kMostCompared = 64; ///< ways into one frame
constexpr double kPastTitle = 0.7; ///< of the room for a frame's name
constexpr double kTitleGap = 4.0; ///< between a frame's name and a way

/// An end of a stretch within one frame: a box in it, or a gate of the frame itself.
struct End {
    RowKind row = RowKind::Inner;
    std::size_t index = 0; ///< of the box, or of the source whose gate it is

    friend auto operator<=>(const End&, const End&) = default;
};

/// What runs within one frame from one end to another.
struct Stretch {
    End from;
    End to;
    std::size_t source;
    std::size_t way; ///< one of those that run here

    friend bool operator<(const Stretch& a, const Stretch& b)
    {
        return std::tie(a.source, a.from, a.to) < std::tie(b.source, b.from, b.to);
    }
};

/// The inside of a frame, or the whole picture.
struct Area {
    std::vector<std::size_t> boxes;
    std::set<Stretch> stretches;
    std::map<std::size_t, double> entrances; ///< by source: x from the frame's left
    std::map<std::size_t, double> exits;
    std::vector<End> vertices;
    std::vector<Stretch> edges; ///< as they went into the layout
    std::vector<WayHeading> headings; ///< by edge
    LayeredLayout layout;
    QPointF inset; ///< of the layout in the frame
    double titleLeft = 0.0; ///< in the frame
};

class Nester {
public:
    Nester(const std::vector<BoxRequest>& boxes, const std::vector<WayRequest>& ways, const GraphConfig& config)
        : m_boxes(boxes)
        , m_ways(ways)
        , m_config(config)
        , m_areas(boxes.size() + 1)
    {
        for (const BoxRequest& box : boxes)
            m_sizes.push_back(box.size);
    }

    GraphLayout make()
    {
        for (std::size_t i = 0; i < m_boxes.size(); ++i) {
            WAFERSCOPE_CHECK(!m_boxes[i].parent || (*m_boxes[i].parent < i && m_boxes[*m_boxes[i].parent].isFrame));
            areaOf(m_boxes[i].parent).boxes.push_back(i);
        }
        for (std::size_t way = 0; way < m_ways.size(); ++way)
            addWay(way);
        for (std::size_t i = m_boxes.size(); i-- > 0;) // the inner ones first
            if (m_boxes[i].isFrame)
                layOut(i);
        layOut(std::nullopt);
        m_layout.size = areaOf(std::nullopt).layout.size;
        m_layout.boxes.resize(m_boxes.size());
        m_layout.titles.resize(m_boxes.size());
        place(std::nullopt, {0, 0});
        for (std::size_t i = 0; i < m_boxes.size(); ++i)
            if (m_boxes[i].isFrame)
                place(i, m_layout.boxes[i].topLeft());
        joinPieces();
        return std::move(m_layout);
    }

private:
    using Frame = std::optional<std::size_t>;

    Area& areaOf(Frame frame) { return m_areas[frame ? *frame : m_boxes.size()]; }

    [[nodiscard]] std::size_t depthOf(std::size_t box) const
    {
        std::size_t depth = 0;
        for (Frame frame = m_boxes[box].parent; frame; frame = m_boxes[*frame].parent)
            ++depth;
        return depth;
    }

    /// Cuts a way into what runs inside each frame.
    void addWay(std::size_t way)
    {
        const std::size_t source = m_ways[way].from;
        std::size_t from = source;
        std::size_t to = m_ways[way].to;
        WAFERSCOPE_CHECK(from != to && !m_boxes[from].isFrame && !m_boxes[to].isFrame);
        End leaves{RowKind::Inner, from};
        End arrives{RowKind::Inner, to};
        std::size_t fromDepth = depthOf(from);
        std::size_t toDepth = depthOf(to);
        while (m_boxes[from].parent != m_boxes[to].parent) {
            if (fromDepth >= toDepth) {
                areaOf(m_boxes[from].parent).stretches.insert({leaves, {RowKind::Exit, source}, source, way});
                from = *m_boxes[from].parent;
                leaves = {RowKind::Inner, from};
                --fromDepth;
            } else {
                areaOf(m_boxes[to].parent).stretches.insert({{RowKind::Entrance, source}, arrives, source, way});
                to = *m_boxes[to].parent;
                arrives = {RowKind::Inner, to};
                --toDepth;
            }
        }
        areaOf(m_boxes[from].parent).stretches.insert({leaves, arrives, source, way});
    }

    static void addVertices(Area& area)
    {
        std::set<std::size_t> entrances;
        std::set<std::size_t> exits;
        for (const Stretch& stretch : area.stretches) {
            if (stretch.from.row == RowKind::Entrance)
                entrances.insert(stretch.source);
            if (stretch.to.row == RowKind::Exit)
                exits.insert(stretch.source);
        }
        for (const std::size_t source : entrances)
            area.vertices.push_back({RowKind::Entrance, source});
        for (const std::size_t box : area.boxes)
            area.vertices.push_back({RowKind::Inner, box});
        for (const std::size_t source : exits)
            area.vertices.push_back({RowKind::Exit, source});
    }

    static std::map<End, std::size_t> numbersOf(const Area& area)
    {
        std::map<End, std::size_t> numbers;
        for (const End& end : area.vertices)
            numbers.emplace(end, numbers.size());
        return numbers;
    }

    /// In the order of the ways, as near as may be to the order of the boxes, which decides where ways run round.
    static void sortVertices(Area& area)
    {
        const std::map<End, std::size_t> numbers = numbersOf(area);
        std::vector<std::size_t> before(area.vertices.size(), 0); // ways that come from vertices not yet taken
        std::vector<std::vector<std::size_t>> below(area.vertices.size());
        for (const Stretch& stretch : area.stretches) {
            below[numbers.at(stretch.from)].push_back(numbers.at(stretch.to));
            ++before[numbers.at(stretch.to)];
        }
        std::set<std::size_t> waiting;
        std::set<std::size_t> ready;
        for (std::size_t i = 0; i < before.size(); ++i)
            (before[i] == 0 ? ready : waiting).insert(i);
        std::vector<End> sorted;
        while (!ready.empty() || !waiting.empty()) {
            std::set<std::size_t>& from = ready.empty() ? waiting : ready;
            const std::size_t next = *from.begin();
            from.erase(from.begin());
            sorted.push_back(area.vertices[next]);
            for (const std::size_t lower : below[next])
                if (--before[lower] == 0 && waiting.erase(lower) > 0)
                    ready.insert(lower);
        }
        area.vertices = std::move(sorted);
    }

    /// Where ways of a source leave or enter a vertex, from its middle.
    [[nodiscard]] double gateAt(const End& end, RowKind row, std::size_t source) const
    {
        if (end.row != RowKind::Inner || !m_boxes[end.index].isFrame)
            return 0.0;
        const Area& area = m_areas[end.index];
        const std::map<std::size_t, double>& gates = row == RowKind::Exit ? area.exits : area.entrances;
        const auto gate = gates.find(source);
        return gate == gates.end() ? 0.0 : gate->second - m_sizes[end.index].width() / 2;
    }

    /// Turns the insides of a frame round, left for right.
    void mirror(std::size_t frame)
    {
        Area& area = m_areas[frame];
        const double width = area.layout.size.width();
        for (QPointF& centre : area.layout.centres)
            centre.setX(width - centre.x());
        for (LayeredPiece& piece : area.layout.pieces) {
            piece.start.setX(width - piece.start.x());
            piece.end.setX(width - piece.end.x());
        }
        for (auto* gates : {&area.entrances, &area.exits})
            for (auto& [source, x] : *gates)
                x = m_sizes[frame].width() - x;
        area.titleLeft = m_sizes[frame].width() - area.titleLeft - m_boxes[frame].size.width();
        area.inset.setX(m_sizes[frame].width() - area.inset.x() - width);
        for (const std::size_t box : area.boxes)
            if (m_boxes[box].isFrame)
                mirror(box);
    }

    /// Turns frames round that ways enter in the reverse of the order in which they leave the frame before.
    void untwist(const Area& area)
    {
        for (const std::size_t box : area.boxes) {
            if (!m_boxes[box].isFrame)
                continue;
            std::vector<const Stretch*> entering;
            for (const Stretch& stretch : area.stretches)
                if (stretch.to == End{RowKind::Inner, box} && stretch.from.row == RowKind::Inner)
                    entering.push_back(&stretch);
            std::ptrdiff_t twisted = 0; // pairs that cross, less those that do not
            for (std::size_t i = 0; i < std::min(entering.size(), kMostCompared); ++i)
                for (std::size_t j = 0; j < i; ++j)
                    twisted += twistOf(*entering[i], *entering[j]);
            if (twisted > 0)
                mirror(box);
        }
    }

    /// 1 when two ways from one frame to another must cross, −1 when not, 0 when that is not sure.
    [[nodiscard]] std::ptrdiff_t twistOf(const Stretch& one, const Stretch& other) const
    {
        if (one.from != other.from)
            return 0;
        const auto side = [](double difference) -> std::ptrdiff_t {
            return difference > 0 ? 1 : difference < 0 ? -1 : 0;
        };
        const std::ptrdiff_t leaving =
            side(gateAt(one.from, RowKind::Exit, one.source) - gateAt(other.from, RowKind::Exit, other.source));
        const std::ptrdiff_t entering =
            side(gateAt(one.to, RowKind::Entrance, one.source) - gateAt(other.to, RowKind::Entrance, other.source));
        return -leaving * entering;
    }

    /// Ways that enter run straight until they are past the frame's name.
    [[nodiscard]] QSizeF sizeOf(const End& end) const
    {
        if (end.row == RowKind::Inner)
            return m_sizes[end.index];
        return {0.0, end.row == RowKind::Entrance ? m_config.frameTop * kPastTitle : 0.0};
    }

    void layOut(Frame frame)
    {
        Area& area = areaOf(frame);
        untwist(area);
        addVertices(area);
        sortVertices(area);
        const std::map<End, std::size_t> numbers = numbersOf(area);
        std::vector<LayeredVertex> vertices;
        for (const End& end : area.vertices)
            vertices.push_back({sizeOf(end), end.row});
        std::vector<LayeredEdge> edges;
        for (const Stretch& stretch : area.stretches) {
            const std::size_t from = numbers.at(stretch.from);
            const std::size_t to = numbers.at(stretch.to);
            area.edges.push_back(stretch);
            area.headings.push_back(from < to ? WayHeading::Down : WayHeading::Up);
            if (from < to)
                edges.push_back({from, to, gateAt(stretch.from, RowKind::Exit, stretch.source),
                                 gateAt(stretch.to, RowKind::Entrance, stretch.source), stretch.source});
            else // gone upwards; on a way of its own
                edges.push_back({to, from, 0.0, 0.0, m_boxes.size() + edges.size()});
        }
        area.layout = layeredLayout(vertices, edges, m_config.rows);
        if (frame)
            close(*frame, area);
    }

    /// Puts a frame around what was laid out. An entrance lies on its upper edge, an exit on its lower one.
    void close(std::size_t frame, Area& area)
    {
        const auto isGated = [&area](RowKind row) {
            return std::any_of(area.vertices.begin(), area.vertices.end(),
                               [row](const End& end) { return end.row == row; });
        };
        const double padding = m_config.framePadding;
        const double above = isGated(RowKind::Entrance) ? 0.0 : m_config.frameTop;
        const double below = isGated(RowKind::Exit) ? 0.0 : padding;
        const QSizeF inner = area.layout.size;
        double width = std::max(inner.width() + 2 * padding, m_boxes[frame].size.width());
        area.inset = {(width - inner.width()) / 2, above};
        width += makeRoomForTitle(area, width, m_boxes[frame].size.width());
        m_sizes[frame] = {width, std::max(inner.height() + above + below, m_config.frameTop)};
        for (std::size_t i = 0; i < area.vertices.size(); ++i) {
            const double x = area.inset.x() + area.layout.centres[i].x();
            if (area.vertices[i].row == RowKind::Entrance)
                area.entrances[area.vertices[i].index] = x;
            if (area.vertices[i].row == RowKind::Exit)
                area.exits[area.vertices[i].index] = x;
        }
    }

    /// Finds the leftmost place for a frame's name between the ways that enter; else moves these, and says how far.
    static double makeRoomForTitle(Area& area, double width, double title)
    {
        std::vector<double> ways;
        for (std::size_t i = 0; i < area.vertices.size(); ++i)
            if (area.vertices[i].row == RowKind::Entrance)
                ways.push_back(area.inset.x() + area.layout.centres[i].x());
        std::sort(ways.begin(), ways.end());
        ways.push_back(width + kTitleGap);
        area.titleLeft = 0.0;
        for (const double way : ways) {
            if (way - kTitleGap >= area.titleLeft + title)
                return 0.0;
            area.titleLeft = way + kTitleGap;
        }
        area.titleLeft = 0.0;
        const double missing = title + kTitleGap - ways.front();
        area.inset.setX(area.inset.x() + missing);
        return ways.size() == 2 ? 2 * missing : missing; // a single way stays in the middle
    }

    /// Boxes and pieces of one area, whose frame has its place.
    void place(Frame frame, QPointF corner)
    {
        const Area& area = areaOf(frame);
        const QPointF shift = corner + area.inset;
        for (std::size_t i = 0; i < area.vertices.size(); ++i) {
            if (area.vertices[i].row != RowKind::Inner)
                continue;
            const QSizeF size = m_sizes[area.vertices[i].index];
            m_layout.boxes[area.vertices[i].index] =
                QRectF(area.layout.centres[i] + shift - QPointF(size.width(), size.height()) / 2, size);
        }
        if (frame)
            m_layout.titles[*frame] = corner.x() + area.titleLeft;
        m_layout.crossings += area.layout.crossings;
        m_layout.crossingsAtFirst += area.layout.crossingsAtFirst;
        addPieces(frame, area, shift);
    }

    /// A gate or a box of a frame, with the source whose ways meet there.
    using Meeting = std::tuple<std::size_t, End, std::size_t>;

    [[nodiscard]] Meeting meetingAt(Frame frame, const End& end, std::size_t source, RowKind side) const
    {
        if (end.row != RowKind::Inner)
            return {frame ? *frame : m_boxes.size(), end, source};
        if (m_boxes[end.index].isFrame) // seen from outside
            return {end.index, {side, source}, source};
        return {m_boxes.size(), end, source};
    }

    void addPieces(Frame frame, const Area& area, QPointF shift)
    {
        const std::size_t first = m_layout.pieces.size();
        for (const LayeredPiece& laid : area.layout.pieces) {
            const Stretch& stretch = area.edges[laid.edge];
            GraphPiece piece;
            piece.start = laid.start + shift;
            if (stretch.from.row == RowKind::Entrance && !laid.previous)
                piece.start.setY(shift.y());
            piece.end = laid.end + shift;
            piece.curveTop = laid.curveTop + shift.y();
            piece.curveBottom = laid.curveBottom + shift.y();
            piece.from = stretch.source;
            piece.way = stretch.way;
            piece.heading = area.headings[laid.edge];
            if (laid.previous)
                piece.previous = *laid.previous + first;
            else
                m_starts.push_back(
                    {m_layout.pieces.size(), meetingAt(frame, stretch.from, stretch.source, RowKind::Exit)});
            m_layout.pieces.push_back(piece);
        }
        for (std::size_t i = 0; i < area.edges.size(); ++i) {
            const std::size_t last = first + area.layout.lastPieces[i];
            const Stretch& stretch = area.edges[i];
            m_layout.pieces[last].way = stretch.way;
            m_ends[meetingAt(frame, stretch.to, stretch.source, RowKind::Entrance)] = last;
            if (stretch.to.row != RowKind::Inner || m_boxes[stretch.to.index].isFrame)
                continue;
            std::size_t arriving = last;
            while (area.headings[i] == WayHeading::Up && m_layout.pieces[arriving].previous)
                arriving = *m_layout.pieces[arriving].previous;
            m_layout.pieces[arriving].arrivesAt = stretch.to.index;
        }
    }

    /// Through the gates: where a piece begins at one, it goes on from the piece that ends there.
    void joinPieces()
    {
        for (const auto& [piece, meeting] : m_starts)
            if (const auto before = m_ends.find(meeting); before != m_ends.end())
                m_layout.pieces[piece].previous = before->second;
        for (const WayRequest& way : m_ways)
            m_layout.lastPieces.push_back(m_ends.at({m_boxes.size(), {RowKind::Inner, way.to}, way.from}));
    }

    const std::vector<BoxRequest>& m_boxes;
    const std::vector<WayRequest>& m_ways;
    const GraphConfig& m_config;
    std::vector<QSizeF> m_sizes; ///< by box
    std::vector<Area> m_areas; ///< by frame, then the whole
    std::vector<std::pair<std::size_t, Meeting>> m_starts;
    std::map<Meeting, std::size_t> m_ends;
    GraphLayout m_layout;
};

} // namespace

GraphLayout graphLayout(const std::vector<BoxRequest>& boxes, const std::vector<WayRequest>& ways,
                        const GraphConfig& config)
{
    return Nester(boxes, ways, config).make();
}

} // namespace waferscope
