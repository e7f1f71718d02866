#include "views/drawing/network/network_painter.h"

#include "views/drawing/base/pattern.h"
#include "views/drawing/base/text_style.h"

#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace waferscope {

namespace {

constexpr double kFillShare = 0.85;
constexpr double kPatternSpacing = 10.0;
constexpr double kNamesFrom = 0.42; ///< scales below which they cannot be read
constexpr double kDetailsFrom = 0.55;
constexpr double kPatternFrom = 0.5;
constexpr double kArrowsFrom = 0.25;
constexpr double kWidestWay = 4.0;
constexpr double kArrow = 7.0;
constexpr double kNotFound = 0.22; ///< opacity

class NetworkPainter {
public:
    NetworkPainter(QPainter& painter, const NetworkPicture& picture)
        : m_painter(painter)
        , m_picture(picture)
        , m_scene(*picture.scene)
        , m_theme(themeOf(picture.theme))
        , m_seen(picture.camera.toScene({0, 0}),
                 picture.camera.toScene(QPointF(picture.size.width(), picture.size.height())))
        , m_nameFont(pictureFont(TextSize::Base, TextWeight::Strong))
        , m_detailFont(pictureFont(TextSize::Label))
        , m_names(m_nameFont)
        , m_details(m_detailFont)
    {
    }

    void paint()
    {
        m_painter.save();
        m_painter.translate(m_picture.camera.offset);
        m_painter.scale(scale(), scale());
        m_painter.setRenderHint(QPainter::Antialiasing);
        m_painter.setRenderHint(QPainter::TextAntialiasing);
        for (std::size_t i = 0; i < m_scene.graph.nodes.size(); ++i)
            if (m_scene.isOpen(i) && isSeen(i))
                paintFrame(i);
        paintWays();
        for (std::size_t i = 0; i < m_scene.graph.nodes.size(); ++i)
            if (isSeen(i))
                m_scene.isOpen(i) ? paintFrameName(i) : paintCard(i);
        paintMarks();
        m_painter.restore();
    }

private:
    [[nodiscard]] double scale() const { return m_picture.camera.scale; }
    [[nodiscard]] bool shows(double from) const { return m_picture.detail == PictureDetail::Full || scale() >= from; }
    [[nodiscard]] const QRectF& box(std::size_t node) const { return m_scene.layout.boxes[node]; }
    [[nodiscard]] bool isSeen(std::size_t node) const { return box(node).adjusted(-6, -6, 6, 6).intersects(m_seen); }
    [[nodiscard]] bool isDimmed(std::size_t node) const { return !m_picture.found.empty() && !m_picture.found[node]; }
    [[nodiscard]] QColor canvas() const { return m_theme.sunken; }

    /// Frames in frames differ in turn.
    [[nodiscard]] QColor groundOf(std::size_t frame) const
    {
        std::size_t depth = 0;
        for (auto parent = m_scene.graph.nodes[frame].parent; parent; parent = m_scene.graph.nodes[*parent].parent)
            ++depth;
        return depth % 2 == 0 ? m_theme.window : m_theme.sunken;
    }

    void paintFrame(std::size_t node)
    {
        m_painter.setPen(QPen(m_theme.line, 1.0));
        m_painter.setBrush(groundOf(node));
        m_painter.drawRoundedRect(box(node), 2 * kRadius, 2 * kRadius);
    }

    void paintFrameName(std::size_t node)
    {
        const QRectF glyph = glyphBox(m_scene, node);
        if (!shows(kNamesFrom))
            return;
        const QString& name = m_scene.graph.nodes[node].name;
        const QRectF text = m_scene.titles[node].adjusted(kGlyph + 6.0, 0, 4, 0);
        m_painter.setOpacity(isDimmed(node) ? kNotFound * 2 : 1.0);
        m_painter.fillRect(text.adjusted(-2, 6, 2, -6), groundOf(node)); // over ways that enter here
        m_painter.setPen(m_theme.text);
        m_painter.setFont(m_nameFont);
        m_painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter, name);
        paintGlyph(glyph, m_theme.text, m_theme.panel, false);
        m_painter.setOpacity(1.0);
    }

    void paintGlyph(const QRectF& glyph, const QColor& line, const QColor& fill, bool plus)
    {
        m_painter.setPen(QPen(line, 1.0));
        m_painter.setBrush(fill);
        m_painter.drawRoundedRect(glyph, kRadius, kRadius);
        m_painter.setPen(QPen(line, 1.5));
        const QPointF middle = glyph.center();
        m_painter.drawLine(middle - QPointF(4, 0), middle + QPointF(4, 0));
        if (plus)
            m_painter.drawLine(middle - QPointF(0, 4), middle + QPointF(0, 4));
    }

    void paintCard(std::size_t node)
    {
        const GraphNode& shown = m_scene.graph.nodes[node];
        const bool isEnd = shown.layer == nullptr;
        const QColor fill = isEnd ? m_theme.panel : blended(colourOf(shown.kind), kFillShare, m_theme.panel);
        const QColor ink = isEnd ? m_theme.text : textOn(fill);
        const QRectF card = cardOf(node);
        m_painter.setOpacity(isDimmed(node) ? kNotFound : 1.0);
        if (card.bottom() < box(node).bottom())
            paintStack(card, fill);
        m_painter.setPen(isEnd ? QPen(m_theme.muted, 1.0) : QPen(Qt::NoPen));
        m_painter.setBrush(fill);
        const double radius = isEnd ? card.height() / 2 : kRadius;
        m_painter.drawRoundedRect(card, radius, radius);
        if (!isEnd && shows(kPatternFrom))
            paintKindPattern(card, shown.kind, ink);
        if (shows(kNamesFrom))
            paintTexts(card, shown, ink);
        if (shown.role == GraphRole::ClosedBlock && shows(kNamesFrom))
            paintGlyph(glyphBox(m_scene, node), m_theme.text, m_theme.panel, true);
        m_painter.setOpacity(1.0);
    }

    /// A card without the edges of those behind it.
    [[nodiscard]] QRectF cardOf(std::size_t node) const
    {
        const GraphNode& shown = m_scene.graph.nodes[node];
        const bool stacked = shown.role == GraphRole::ClosedBlock && shown.layer->repeats > 1;
        return box(node).adjusted(0, 0, 0, stacked ? -kStack : 0.0);
    }

    void paintStack(const QRectF& card, const QColor& fill)
    {
        m_painter.setPen(QPen(canvas(), 1.0));
        for (const double down : {kStack, kStack / 2}) {
            m_painter.setBrush(blended(fill, down == kStack ? 0.45 : 0.7, m_theme.panel));
            m_painter.drawRoundedRect(card.adjusted(down, kStack, -down, down), kRadius, kRadius);
        }
    }

    /// The second cue of the kind; fainter than on the wafer, since a text lies over it.
    void paintKindPattern(const QRectF& card, LayerKind kind, QColor ink)
    {
        ink.setAlphaF(0.1F);
        paintPattern(m_painter, card, m_seen, patternOf(kind), ink, kPatternSpacing);
    }

    void paintTexts(const QRectF& card, const GraphNode& node, const QColor& ink)
    {
        const double right = node.role == GraphRole::ClosedBlock ? kGlyph + 12.0 : kCardPadding;
        QRectF text = card.adjusted(kCardPadding, 0, -right, 0);
        const bool twoLines = !node.detail.isEmpty() && shows(kDetailsFrom);
        const int across = node.role == GraphRole::ClosedBlock ? Qt::AlignLeft : Qt::AlignHCenter;
        if (twoLines)
            text = text.adjusted(0, 6, 0, -card.height() / 2 + 2);
        m_painter.setPen(ink);
        m_painter.setFont(m_nameFont);
        m_painter.drawText(text, across | Qt::AlignVCenter,
                           m_names.elidedText(node.name, Qt::ElideMiddle, text.width()));
        if (!twoLines)
            return;
        text = QRectF(text.left(), card.top() + card.height() / 2, text.width(), card.height() / 2 - 5);
        m_painter.setFont(m_detailFont);
        m_painter.drawText(text, across | Qt::AlignVCenter,
                           m_details.elidedText(node.detail, Qt::ElideRight, text.width()));
    }

    [[nodiscard]] double widthOf(const GraphPiece& piece) const
    {
        const double elements = static_cast<double>(std::max<std::int64_t>(1, m_scene.graph.links[piece.way].elements));
        const double most = static_cast<double>(m_scene.most);
        const double share = std::sqrt(std::sqrt(elements / most)); // a sixteenth of the elements is half as wide
        return std::max(1.0, kWidestWay * share);
    }

    void paintWays()
    {
        const bool searching = !m_picture.found.empty();
        const QColor colour = blended(m_theme.muted, searching ? 0.35 : 0.7, canvas());
        for (const GraphPiece& piece : m_scene.layout.pieces)
            paintPiece(piece, colour);
        if (m_picture.hovered && !m_scene.isOpen(*m_picture.hovered))
            paintWaysOf(*m_picture.hovered, m_theme.text);
        if (m_picture.chosen && !m_scene.isOpen(*m_picture.chosen))
            paintWaysOf(*m_picture.chosen, m_theme.accent);
        if (shows(kDetailsFrom))
            paintShapes();
    }

    void paintWaysOf(std::size_t node, const QColor& colour)
    {
        const std::vector<GraphPiece>& pieces = m_scene.layout.pieces;
        for (const GraphPiece& piece : pieces)
            if (piece.from == node)
                paintPiece(piece, colour);
        for (std::size_t way = 0; way < m_scene.graph.links.size(); ++way) {
            if (m_scene.graph.links[way].to != node)
                continue;
            std::optional<std::size_t> piece = m_scene.layout.lastPieces[way];
            for (; piece; piece = pieces[*piece].previous)
                paintPiece(pieces[*piece], colour);
        }
    }

    void paintPiece(const GraphPiece& piece, const QColor& colour)
    {
        const double reach = kArrow + kWidestWay;
        if (!piece.bounds().adjusted(-reach, -reach, reach, reach).intersects(m_seen))
            return;
        const double width = widthOf(piece);
        const bool arrow = piece.arrivesAt && shows(kArrowsFrom);
        const double head = arrow ? kArrow + width : 0.0;
        QPointF start = piece.start;
        QPointF end = piece.end;
        (piece.heading == WayHeading::Down ? end : start) -=
            QPointF(0, piece.heading == WayHeading::Down ? head : -head);
        m_painter.setPen(QPen(colour, std::max(width, 0.7 / scale()), Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        m_painter.setBrush(Qt::NoBrush);
        const double middle = (piece.curveTop + piece.curveBottom) / 2;
        if (std::abs(start.x() - end.x()) < 0.25) {
            m_painter.drawLine(start, end);
        } else {
            QPainterPath path(start);
            path.lineTo(start.x(), piece.curveTop);
            path.cubicTo(start.x(), middle, end.x(), middle, end.x(), std::min(piece.curveBottom, end.y()));
            path.lineTo(end);
            m_painter.drawPath(path);
        }
        if (arrow)
            paintArrow(piece, colour, width);
    }

    void paintArrow(const GraphPiece& piece, const QColor& colour, double width)
    {
        const bool down = piece.heading == WayHeading::Down;
        const QPointF tip = down ? piece.end : piece.start;
        const double length = kArrow + width;
        const QPointF back(0, down ? -length : length);
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(colour);
        m_painter.drawPolygon(
            QPolygonF{tip, tip + back + QPointF(length * 0.45, 0), tip + back - QPointF(length * 0.45, 0)});
    }

    /// What leaves a node, beside the beginning of its way, away from where that leads.
    void paintShapes()
    {
        m_painter.setFont(m_detailFont);
        m_painter.setPen(m_theme.muted);
        std::optional<std::size_t> last; // a node's pieces follow each other, so its shape is written once
        for (const GraphPiece& piece : m_scene.layout.pieces) {
            const QString& shape = m_scene.shapes[piece.from];
            const bool begins = !piece.previous && piece.heading == WayHeading::Down;
            if (!begins || shape.isEmpty() || last == piece.from || !isSeen(piece.from))
                continue;
            last = piece.from;
            const double width = m_details.horizontalAdvance(shape);
            if (width > box(piece.from).width() / 2 + 6)
                continue;
            const bool left = piece.end.x() > piece.start.x() + 1;
            const double x = left ? piece.start.x() - 7 - width : piece.start.x() + 7;
            m_painter.drawText(QRectF(x, piece.start.y() + 1, width + 1, 16), Qt::AlignLeft | Qt::AlignVCenter, shape);
        }
    }

    void paintMarks()
    {
        if (m_picture.kernel)
            for (std::size_t i = 0; i < m_scene.graph.nodes.size(); ++i) {
                const LayerNode* layer = m_scene.graph.nodes[i].layer;
                if (layer && layer->layer && layer->kernel == m_picture.kernel && i != m_picture.chosen && isSeen(i))
                    paintRing(i, m_theme.accent, 1.0);
            }
        if (m_picture.hovered && m_picture.hovered != m_picture.chosen)
            paintRing(*m_picture.hovered, m_theme.text, 1.5);
        if (m_picture.chosen)
            paintRing(*m_picture.chosen, m_theme.accent, 2.5);
    }

    void paintRing(std::size_t node, const QColor& colour, double width)
    {
        const QRectF ring = (m_scene.isOpen(node) ? box(node) : cardOf(node)).adjusted(-3, -3, 3, 3);
        const bool isEnd = m_scene.graph.nodes[node].layer == nullptr;
        const double radius = isEnd ? ring.height() / 2 : kRadius + 2;
        m_painter.setPen(QPen(colour, std::max(width, 1.0 / scale())));
        m_painter.setBrush(Qt::NoBrush);
        m_painter.drawRoundedRect(ring, radius, radius);
    }

    QPainter& m_painter;
    const NetworkPicture& m_picture;
    const NetworkScene& m_scene;
    const Theme& m_theme;
    QRectF m_seen; ///< scene coordinates
    QFont m_nameFont;
    QFont m_detailFont;
    QFontMetricsF m_names;
    QFontMetricsF m_details;
};

} // namespace

void paintNetwork(QPainter& painter, const NetworkPicture& picture)
{
    const QRectF pane(QPointF(0, 0), picture.size);
    painter.fillRect(pane, themeOf(picture.theme).sunken);
    if (picture.scene && !picture.scene->graph.nodes.empty()) {
        NetworkPainter(painter, picture).paint();
        return;
    }
    painter.setPen(themeOf(picture.theme).muted);
    painter.setFont(pictureFont(TextSize::Base));
    painter.drawText(pane.adjusted(16, 16, -16, -16), Qt::AlignCenter | Qt::TextWordWrap, picture.notice);
}

} // namespace waferscope
