#include "views/drawing/wafer/viewport.h"

#include <algorithm>
#include <cmath>

namespace waferscope {

namespace {

constexpr double kClosest = 64.0; ///< logical pixels a PE, at most
constexpr double kSmallestShare = 0.25; ///< of the pane that the fabric fills at least

double limited(double pesPerPixel, const Viewport& viewport, const PeRect& fabric)
{
    const double across = std::max(double(fabric.width) / std::max(viewport.size.width(), 1),
                                   double(fabric.height) / std::max(viewport.size.height(), 1));
    const double nearest = 1.0 / (kClosest * viewport.pixelRatio);
    return std::clamp(pesPerPixel, nearest, std::max(nearest, across / kSmallestShare));
}

QPointF limitedCentre(QPointF centre, const PeRect& fabric)
{
    return {std::clamp(centre.x(), double(fabric.origin.x), double(fabric.right())),
            std::clamp(centre.y(), double(fabric.origin.y), double(fabric.bottom()))};
}

} // namespace

QPointF Viewport::toLogical(QPointF pes) const
{
    const QSizeF pane = logicalSize();
    return (pes - centre) / pesPerLogicalPixel() + QPointF(pane.width() / 2, pane.height() / 2);
}

QRectF Viewport::toLogical(const PeRect& rectangle) const
{
    return {toLogical(QPointF(rectangle.origin.x, rectangle.origin.y)),
            toLogical(QPointF(rectangle.right(), rectangle.bottom()))};
}

QPointF Viewport::toPes(QPointF logical) const
{
    const QSizeF pane = logicalSize();
    return centre + (logical - QPointF(pane.width() / 2, pane.height() / 2)) * pesPerLogicalPixel();
}

PeCoord Viewport::peAt(QPointF logical) const
{
    const QPointF pes = toPes(logical);
    return {static_cast<int>(std::floor(pes.x())), static_cast<int>(std::floor(pes.y()))};
}

PeRect Viewport::visiblePart(const PeRect& fabric) const
{
    const QSizeF pane = logicalSize();
    const PeCoord first = peAt({0, 0});
    const PeCoord last = peAt({pane.width(), pane.height()});
    const int left = std::max(first.x, fabric.origin.x);
    const int top = std::max(first.y, fabric.origin.y);
    const int width = std::min(last.x + 1, fabric.right()) - left;
    const int height = std::min(last.y + 1, fabric.bottom()) - top;
    if (width <= 0 || height <= 0)
        return {fabric.origin, 0, 0};
    return {{left, top}, width, height};
}

int Viewport::fieldStride() const
{
    constexpr double kSlack = 0.02; // of a pixel: not a new stride for rounding
    return std::max(1, static_cast<int>(std::ceil(pesPerPixel - kSlack)));
}

Viewport fitted(const Viewport& viewport, const PeRect& rectangle, const FitMargins& margins)
{
    const QSizeF pane = viewport.logicalSize();
    const double width = std::max(pane.width() - margins.left - margins.right, 16.0);
    const double height = std::max(pane.height() - margins.top - margins.bottom, 16.0);
    const double pesPerLogical = std::max(rectangle.width / width, rectangle.height / height);
    Viewport fit = viewport;
    fit.pesPerPixel = std::max(pesPerLogical, 1.0 / kClosest) / viewport.pixelRatio;
    // Free space beyond the margins is shared by both sides, so the rectangle sits in the middle where it can.
    const auto shift = [&](double free, double before, double after) {
        return std::clamp(0.0, before - free / 2, std::max(before - free / 2, free / 2 - after));
    };
    const double freeAcross = pane.width() - rectangle.width / fit.pesPerLogicalPixel();
    const double freeDown = pane.height() - rectangle.height / fit.pesPerLogicalPixel();
    const QPointF middle(rectangle.origin.x + rectangle.width / 2.0, rectangle.origin.y + rectangle.height / 2.0);
    fit.centre = middle
        - QPointF(shift(freeAcross, margins.left, margins.right), shift(freeDown, margins.top, margins.bottom))
            * fit.pesPerLogicalPixel();
    return fit;
}

Viewport zoomed(const Viewport& viewport, double factor, QPointF logical, const PeRect& fabric)
{
    const QPointF anchor = viewport.toPes(logical);
    Viewport closer = viewport;
    closer.pesPerPixel = limited(viewport.pesPerPixel / factor, viewport, fabric);
    closer.centre += anchor - closer.toPes(logical);
    return closer;
}

Viewport panned(const Viewport& viewport, QPointF logicalOffset, const PeRect& fabric)
{
    Viewport moved = viewport;
    moved.centre = limitedCentre(viewport.centre - logicalOffset * viewport.pesPerLogicalPixel(), fabric);
    return moved;
}

Viewport between(const Viewport& from, const Viewport& to, double share)
{
    Viewport way = to;
    way.pesPerPixel = from.pesPerPixel * std::pow(to.pesPerPixel / from.pesPerPixel, share);
    // The centre follows the zoom, so that a point that both cameras show at one pixel stays there on the way.
    const double span = to.pesPerPixel - from.pesPerPixel;
    const double done = std::abs(span) < 1e-9 * to.pesPerPixel ? share : (way.pesPerPixel - from.pesPerPixel) / span;
    way.centre = from.centre + (to.centre - from.centre) * done;
    return way;
}

} // namespace waferscope
