#include "views/drawing/pattern.h"

#include <QList>

#include <algorithm>
#include <cmath>

namespace waferscope {

namespace {

/// Lines x + y = c (rising) or x - y = c (falling), cut to a box.
void diagonals(const QRectF& box, QPointF anchor, double spacing, double slope, QList<QLineF>& lines)
{
    const double step = spacing * std::sqrt(2.0);
    const auto offsetOf = [slope](QPointF point) { return point.x() + slope * point.y(); };
    const double one = offsetOf(slope > 0 ? box.topLeft() : box.bottomLeft());
    const double other = offsetOf(slope > 0 ? box.bottomRight() : box.topRight());
    const double start = offsetOf(anchor);
    for (double c = start + std::ceil((one - start) / step) * step; c < other; c += step) {
        const double top = c - slope * box.top(); // x where it meets the top
        const double bottom = c - slope * box.bottom();
        const auto yAt = [&](double x) { return (c - x) * slope; };
        const double left = std::clamp(std::min(top, bottom), box.left(), box.right());
        const double right = std::clamp(std::max(top, bottom), box.left(), box.right());
        lines.append(QLineF(left, yAt(left), right, yAt(right)));
    }
}

void parallels(const QRectF& box, QPointF anchor, double spacing, Qt::Orientation orientation, QList<QLineF>& lines)
{
    const bool across = orientation == Qt::Horizontal;
    const double first = across ? box.top() : box.left();
    const double last = across ? box.bottom() : box.right();
    const double start = (across ? anchor.y() : anchor.x()) + spacing / 2;
    for (double c = start + std::ceil((first - start) / spacing) * spacing; c < last; c += spacing)
        lines.append(across ? QLineF(box.left(), c, box.right(), c) : QLineF(c, box.top(), c, box.bottom()));
}

/// Short strokes in a brick arrangement; of length 0 they are dots.
void strokes(const QRectF& box, QPointF anchor, double spacing, double length, QList<QLineF>& lines)
{
    const double startY = anchor.y() + spacing / 2;
    auto row = static_cast<long long>(std::ceil((box.top() - startY) / spacing));
    for (double y = startY + double(row) * spacing; y < box.bottom(); y += spacing, ++row) {
        const double startX = anchor.x() + spacing / 2 + (row % 2 == 0 ? 0.0 : spacing / 2);
        for (double x = startX + std::ceil((box.left() - startX) / spacing) * spacing; x < box.right(); x += spacing)
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
