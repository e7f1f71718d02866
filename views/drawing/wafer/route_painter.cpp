#include "views/drawing/wafer/route_painter.h"

#include <QList>
#include <QPolygonF>

#include <algorithm>
#include <cmath>

namespace waferscope {

namespace {

constexpr double kThinnest = 1.0;
constexpr double kThickest = 4.0; ///< logical pixels, of the lane with most wavelets
constexpr double kArrow = 7.0;

QPointF stepOf(Direction direction)
{
    switch (direction) {
    case Direction::East: return {1, 0};
    case Direction::West: return {-1, 0};
    case Direction::South: return {0, 1};
    case Direction::North: return {0, -1};
    }
    return {};
}

QLineF lineOf(const Viewport& viewport, const LaneRun& run)
{
    const QPointF from(run.from.x + 0.5, run.from.y + 0.5);
    return {viewport.toLogical(from), viewport.toLogical(from + stepOf(run.direction) * run.length)};
}

bool concerns(const WaferRoute& route, const std::vector<KernelId>& selection)
{
    return std::any_of(selection.begin(), selection.end(),
                       [&route](KernelId kernel) { return kernel == route.from || kernel == route.to; });
}

/// Gradients take the same way back: forward lanes stand for both.
QList<QLineF> forwardLines(const WaferRoute& route, const Viewport& viewport)
{
    QList<QLineF> lines;
    for (const LaneRun& run : route.runs)
        if (!run.backward && run.length > 0)
            lines.append(lineOf(viewport, run));
    return lines;
}

double penWidthOf(const WaferRoute& route, const WaferPicture& picture)
{
    std::int64_t most = 0;
    for (const LaneRun& run : route.runs)
        most = std::max(most, run.wavelets);
    const double share = double(most) / double(std::max<std::int64_t>(picture.contents->mostWavelets, 1));
    const double pe = 1.0 / picture.viewport.pesPerLogicalPixel(); // a lane is one PE wide: never wider
    return std::clamp(kThickest * std::sqrt(share), kThinnest, std::max(kThinnest, pe * 0.7));
}

void paintLines(QPainter& painter, const QList<QLineF>& lines, const QColor& colour, double width)
{
    painter.setPen(QPen(colour, width, Qt::SolidLine, Qt::SquareCap));
    painter.drawLines(lines);
}

/// At the consumer's end of a bundle: the last run's end nearest to the middle of all last ends.
void paintArrow(QPainter& painter, const WaferRoute& route, const WaferPicture& picture)
{
    const WaferRegion* consumer = picture.contents->find(route.to);
    QList<QLineF> last;
    for (const LaneRun& run : route.runs) {
        const QPointF step = stepOf(run.direction);
        const PeCoord end{run.from.x + static_cast<int>(step.x()) * run.length,
                          run.from.y + static_cast<int>(step.y()) * run.length};
        if (!run.backward && run.length > 0 && consumer && consumer->rectangle.contains(end))
            last.append(lineOf(picture.viewport, run));
    }
    if (last.isEmpty())
        return;
    const QLineF line = last.at(last.size() / 2);
    const QPointF along = (line.p2() - line.p1()) / std::max(line.length(), 1e-9);
    const QPointF aside(-along.y(), along.x());
    painter.setPen(Qt::NoPen);
    painter.drawPolygon(QPolygonF({line.p2() + along * 2, line.p2() - along * kArrow + aside * kArrow * 0.55,
                                   line.p2() - along * kArrow - aside * kArrow * 0.55}));
}

} // namespace

void paintRoutes(QPainter& painter, const WaferPicture& picture)
{
    const Theme& theme = themeOf(picture.theme);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    if (picture.routes == Visibility::Shown) {
        QColor muted = picture.kind == PictureKind::Layers ? theme.text : theme.panel;
        muted.setAlphaF(0.35F);
        for (const WaferRoute& route : picture.contents->routes)
            paintLines(painter, forwardLines(route, picture.viewport), muted, kThinnest);
    }
    for (const WaferRoute& route : picture.contents->routes) {
        if (!concerns(route, picture.selection))
            continue;
        const QList<QLineF> lines = forwardLines(route, picture.viewport);
        const double width = penWidthOf(route, picture);
        QColor halo = theme.panel;
        halo.setAlphaF(0.7F);
        paintLines(painter, lines, halo, width + 2.0);
        paintLines(painter, lines, theme.accent, width);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setBrush(theme.accent);
        paintArrow(painter, route, picture);
        painter.setRenderHint(QPainter::Antialiasing, false);
    }
    painter.restore();
}

} // namespace waferscope
