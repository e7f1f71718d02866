#include "views/drawing/base/pattern.h"

#include <QList>

#include <algorithm>
#include <cmath>

namespace waferscope {

namespace {

/// Places start + i x step, whole i, inside [first, last).
QList<double> places(double start, double step, double first, double last)
{
    const auto from = static_cast<long long>(std::ceil((first - start) / step));
    const auto end = static_cast<long long>(std::ceil((last - start) / step));
    QList<double> found;
    for (long long i = from; i < end; ++i)
        found.append(start + double(i) * step);
    return found;
}

/// Lines x + y = c (rising, slope 1) or x - y = c (falling, slope -1), cut to a box.
void diagonals(const QRectF& box, QPointF anchor, double spacing, double slope, QList<QLineF>& lines)
{
    const auto offsetOf = [slope](QPointF point) { return point.x() + slope * point.y(); };
    const double first = offsetOf(slope > 0 ? box.topLeft() : box.bottomLeft());
    const double last = offsetOf(slope > 0 ? box.bottomRight() : box.topRight());
    for (const double c : places(offsetOf(anchor), spacing * std::sqrt(2.0), first, last)) {
        const double top = c - slope * box.top(); // x where it meets the top
        const double bottom = c - slope * box.bottom();
        const auto yAt = [c, slope](double x) { return (c - x) * slope; };
        const double left = std::clamp(std::min(top, bottom), box.left(), box.right());
        const double right = std::clamp(std::max(top, bottom), box.left(), box.right());
        lines.append(QLineF(left, yAt(left), right, yAt(right)));
    }
}

void parallels(const QRectF& box, QPointF anchor, double spacing, Qt::Orientation orientation, QList<QLineF>& lines)
{
    if (orientation == Qt::Horizontal)
        for (const double y : places(anchor.y() + spacing / 2, spacing, box.top(), box.bottom()))
            lines.append(QLineF(box.left(), y, box.right(), y));
    else
        for (const double x : places(anchor.x() + spacing / 2, spacing, box.left(), box.right()))
            lines.append(QLineF(x, box.top(), x, box.bottom()));
}

/// Short strokes in a brick arrangement.
void strokes(const QRectF& box, QPointF anchor, double spacing, double length, QList<QLineF>& lines)
{
    const double startY = anchor.y() + spacing / 2;
    for (const double y : places(startY, spacing, box.top(), box.bottom())) {
        const bool even = std::llround((y - startY) / spacing) % 2 == 0;
        const double startX = anchor.x() + spacing / 2 + (even ? 0.0 : spacing / 2);
        for (const double x : places(startX, spacing, box.left(), box.right()))
            lines.append(QLineF(x, y, std::min(x + length, box.right()), y));
    }
}

QList<QLineF> linesOf(Pattern pattern, const QRectF& box, QPointF anchor, double spacing)
{
    QList<QLineF> lines;
    if (pattern == Pattern::Rising || pattern == Pattern::Crossed)
        diagonals(box, anchor, spacing, 1.0, lines);
    if (pattern == Pattern::Falling || pattern == Pattern::Crossed)
        diagonals(box, anchor, spacing, -1.0, lines);
    if (pattern == Pattern::Horizontal || pattern == Pattern::Grid)
        parallels(box, anchor, spacing, Qt::Horizontal, lines);
    if (pattern == Pattern::Vertical || pattern == Pattern::Grid)
        parallels(box, anchor, spacing, Qt::Vertical, lines);
    if (pattern == Pattern::Dots)
        strokes(box, anchor, spacing, 1.0, lines);
    if (pattern == Pattern::Dashes)
        strokes(box, anchor, spacing, spacing / 2, lines);
    return lines;
}

} // namespace

Pattern patternOf(LayerKind kind)
{
    switch (kind) {
    case LayerKind::Embedding: return Pattern::Dots;
    case LayerKind::Convolution: return Pattern::Plain;
    case LayerKind::Linear: return Pattern::Rising;
    case LayerKind::Attention: return Pattern::Crossed;
    case LayerKind::Recurrent: return Pattern::Horizontal;
    case LayerKind::Normalisation: return Pattern::Vertical;
    case LayerKind::Pointwise: return Pattern::Dashes;
    case LayerKind::Pooling: return Pattern::Falling;
    case LayerKind::Loss: return Pattern::Grid;
    case LayerKind::Other: break;
    }
    return Pattern::Plain;
}

void paintPattern(QPainter& painter, const QRectF& rectangle, const QRectF& seen, Pattern pattern, const QColor& colour,
                  double spacing, double penWidth)
{
    const QRectF box = rectangle & seen;
    if (pattern == Pattern::Plain || box.isEmpty())
        return;
    const bool slanted = pattern == Pattern::Rising || pattern == Pattern::Falling || pattern == Pattern::Crossed;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, slanted);
    painter.setPen(QPen(colour, penWidth, Qt::SolidLine, Qt::FlatCap));
    painter.drawLines(linesOf(pattern, box, rectangle.topLeft(), spacing));
    painter.restore();
}

} // namespace waferscope
