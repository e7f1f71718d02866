#include "views/drawing/network/network_picture.h"

#include "views/drawing/base/drawing.h"
#include "views/drawing/base/text_style.h"
#include "views/drawing/network/network_painter.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QLineF>

#include <algorithm>
#include <cmath>

namespace waferscope {

namespace {

constexpr double kMargin = 24.0; ///< logical pixels around a fitted network
constexpr double kLeastCard = 96.0;
constexpr double kWidestCard = 250.0;
constexpr double kTitlePadding = 8.0;
constexpr double kLeastScale = 0.002;
constexpr double kLargestSide = 16000.0; ///< logical pixels; a PDF page ends at 19,200
constexpr double kMostPixels = 80e6; ///< of a PNG

bool isStacked(const GraphNode& node)
{
    return node.role == GraphRole::ClosedBlock && node.layer->repeats > 1;
}

QSizeF cardSize(const GraphNode& node, const QFontMetricsF& names, const QFontMetricsF& details)
{
    double width = std::max(names.horizontalAdvance(node.name), details.horizontalAdvance(node.detail));
    width += 2 * kCardPadding + (node.role == GraphRole::ClosedBlock ? kGlyph + 4.0 : 0.0);
    const double height = (node.detail.isEmpty() ? kLowCardHeight : kCardHeight) + (isStacked(node) ? kStack : 0.0);
    return {std::clamp(std::ceil(width), kLeastCard, kWidestCard), height};
}

std::vector<BoxRequest> boxesOf(const NetworkGraph& graph)
{
    const QFontMetricsF names(pictureFont(TextSize::Base, TextWeight::Strong));
    const QFontMetricsF details(pictureFont(TextSize::Label));
    std::vector<BoxRequest> boxes;
    for (const GraphNode& node : graph.nodes) {
        const bool isFrame = node.role == GraphRole::OpenBlock;
        const double title = std::ceil(names.horizontalAdvance(node.name)) + kGlyph + 8.0 + 2 * kTitlePadding;
        boxes.push_back({isFrame ? QSizeF(title, kFrameTop) : cardSize(node, names, details), node.parent, isFrame});
    }
    return boxes;
}

std::vector<QRectF> titlesOf(const std::vector<BoxRequest>& boxes, const GraphLayout& layout)
{
    std::vector<QRectF> titles(boxes.size());
    for (std::size_t i = 0; i < boxes.size(); ++i)
        if (boxes[i].isFrame)
            titles[i] = QRectF(layout.titles[i] + kTitlePadding, layout.boxes[i].top(),
                               boxes[i].size.width() - 2 * kTitlePadding, kFrameTop);
    return titles;
}

QString sampleShapeText(const Shape& shape)
{
    QStringList extents; // without the batch
    for (std::size_t i = shape.size() > 1 ? 1 : 0; i < shape.size(); ++i)
        extents << QString::number(shape[i]);
    return extents.join(QStringLiteral(" × "));
}

/// By node: the shape of what it sends, where all that it sends is one tensor.
std::vector<QString> shapesOf(const Network& network, const NetworkGraph& graph)
{
    std::vector<std::optional<TensorId>> sent(graph.nodes.size());
    std::vector<bool> mixed(graph.nodes.size(), false);
    for (const GraphLink& link : graph.links) {
        const std::int64_t whole = elementCount(network.shapeOf(link.tensor)) / network.batch();
        if ((sent[link.from] && *sent[link.from] != link.tensor) || link.elements != whole)
            mixed[link.from] = true;
        sent[link.from] = link.tensor;
    }
    std::vector<QString> shapes(graph.nodes.size());
    for (std::size_t i = 0; i < shapes.size(); ++i)
        if (sent[i] && !mixed[i] && graph.nodes[i].layer) // an input's own card has its shape
            shapes[i] = sampleShapeText(network.shapeOf(*sent[i]));
    return shapes;
}

QPointF curvePoint(const GraphPiece& piece, double at)
{
    const double middle = (piece.curveTop + piece.curveBottom) / 2;
    const double rest = 1.0 - at;
    const double early = rest * rest * rest + 3 * rest * rest * at; // share of the start, across
    const double y = rest * rest * rest * piece.curveTop + 3 * rest * at * middle + at * at * at * piece.curveBottom;
    return {early * piece.start.x() + (1.0 - early) * piece.end.x(), y};
}

double distanceTo(const GraphPiece& piece, QPointF place)
{
    constexpr int kSteps = 12;
    const auto toLine = [place](QPointF from, QPointF to) {
        const QPointF along = to - from;
        const double length = QPointF::dotProduct(along, along);
        const double share = length > 0 ? std::clamp(QPointF::dotProduct(place - from, along) / length, 0.0, 1.0) : 0.0;
        return QLineF(from + share * along, place).length();
    };
    QPointF last(piece.start.x(), piece.curveTop);
    double nearest = std::min(toLine(piece.start, last), toLine({piece.end.x(), piece.curveBottom}, piece.end));
    for (int step = 1; step <= kSteps; ++step) {
        const QPointF next = curvePoint(piece, double(step) / kSteps);
        nearest = std::min(nearest, toLine(last, next));
        last = next;
    }
    return nearest;
}

Drawing drawingOf(const NetworkPicture& picture)
{
    return {(picture.size * picture.pixelRatio).toSize(), picture.pixelRatio,
            QCoreApplication::translate("waferscope::NetworkPicture", "Network"),
            [&picture](QPainter& painter) { paintNetwork(painter, picture); }};
}

} // namespace

std::shared_ptr<const NetworkScene> networkSceneOf(const NetworkOutline& outline, const OpenBlocks& open)
{
    auto scene = std::make_shared<NetworkScene>();
    scene->outline = outline;
    scene->graph = networkGraphOf(outline, open);
    std::vector<WayRequest> ways;
    for (const GraphLink& link : scene->graph.links) {
        ways.push_back({link.from, link.to});
        scene->most = std::max(scene->most, link.elements);
    }
    const std::vector<BoxRequest> boxes = boxesOf(scene->graph);
    scene->layout = graphLayout(boxes, ways);
    scene->titles = titlesOf(boxes, scene->layout);
    scene->shapes = shapesOf(*outline.network, scene->graph);
    return scene;
}

std::optional<std::size_t> NetworkScene::nodeAt(QPointF place) const
{
    for (std::size_t i = layout.boxes.size(); i-- > 0;)
        if (layout.boxes[i].contains(place))
            return i;
    return std::nullopt;
}

std::optional<std::size_t> NetworkScene::glyphAt(QPointF place, double reach) const
{
    for (std::size_t i = graph.nodes.size(); i-- > 0;)
        if (isBlock(i) && glyphBox(*this, i).adjusted(-reach, -reach, reach, reach).contains(place))
            return i;
    return std::nullopt;
}

std::optional<std::size_t> NetworkScene::linkAt(QPointF place, double reach) const
{
    std::optional<std::size_t> best;
    double nearest = reach;
    for (const GraphPiece& piece : layout.pieces) {
        if (!piece.bounds().adjusted(-reach, -reach, reach, reach).contains(place))
            continue;
        const double distance = distanceTo(piece, place);
        if (distance > nearest)
            continue;
        nearest = distance;
        best = piece.way;
    }
    return best;
}

std::optional<std::size_t> NetworkScene::shownFor(const LayerNode& layer) const
{
    for (const LayerNode* wanted = &layer; wanted; wanted = wanted->parent)
        for (std::size_t i = 0; i < graph.nodes.size(); ++i)
            if (graph.nodes[i].layer == wanted)
                return i;
    return std::nullopt;
}

QRectF glyphBox(const NetworkScene& scene, std::size_t node)
{
    const QRectF& box = scene.layout.boxes[node];
    const GraphNode& shown = scene.graph.nodes[node];
    const double middle = scene.isOpen(node) ? box.top() + kFrameTop / 2
                                             : (box.top() + box.bottom() - (isStacked(shown) ? kStack : 0)) / 2;
    const double left = scene.isOpen(node) ? scene.titles[node].left() : box.right() - 8.0 - kGlyph;
    return {left, middle - kGlyph / 2, kGlyph, kGlyph};
}

GraphCamera fittedCamera(const NetworkScene& scene, QSizeF size, double most)
{
    const QSizeF whole = scene.layout.size;
    GraphCamera camera;
    camera.scale = std::min({most, (size.width() - 2 * kMargin) / std::max(1.0, whole.width()),
                             (size.height() - 2 * kMargin) / std::max(1.0, whole.height())});
    camera.scale = std::max(camera.scale, kLeastScale);
    camera.offset =
        QPointF(size.width() - whole.width() * camera.scale, size.height() - whole.height() * camera.scale) / 2;
    return camera;
}

NetworkPicture wholePicture(std::shared_ptr<const NetworkScene> scene, ThemeKind theme, PictureFormat format)
{
    const bool isDrawn = format != PictureFormat::Png;
    NetworkPicture picture;
    picture.theme = theme;
    picture.detail = isDrawn ? PictureDetail::Full : PictureDetail::AsSeen;
    const QSizeF whole = scene->layout.size + QSizeF(2 * kMargin, 2 * kMargin);
    const double side = std::max(whole.width(), whole.height());
    const double pixels = isDrawn ? 1.0 : whole.width() * whole.height();
    const double scale = std::min({1.0, kLargestSide / side, std::sqrt(kMostPixels / pixels)});
    picture.size = QSizeF(std::ceil(whole.width() * scale), std::ceil(whole.height() * scale));
    picture.camera = {QPointF(kMargin, kMargin) * scale, scale};
    picture.scene = std::move(scene);
    return picture;
}

QImage renderImage(const NetworkPicture& picture)
{
    return renderImage(drawingOf(picture));
}

Result<std::string> encoded(const NetworkPicture& picture, PictureFormat format)
{
    return encoded(drawingOf(picture), format);
}

} // namespace waferscope
