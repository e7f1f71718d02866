#pragma once

#include "core/base/geometry.h"

#include <QPointF>
#include <QRectF>
#include <QSize>

namespace waferscope {

/// What the camera sees. PE (x, y) covers [x, x + 1) x [y, y + 1); y grows downwards, as on the fabric. A plain value.
struct Viewport {
    QPointF centre; ///< in PEs: what lies in the middle of the pane
    double pesPerPixel = 1.0; ///< PEs a device pixel; above 0
    QSize size; ///< of the pane in device pixels
    double pixelRatio = 1.0; ///< device pixels a logical pixel

    [[nodiscard]] double pesPerLogicalPixel() const { return pesPerPixel * pixelRatio; }
    [[nodiscard]] QSizeF logicalSize() const { return QSizeF(size) / pixelRatio; }

    /// Between PEs and logical pixels of the pane: what mouse events and the overlay speak.
    [[nodiscard]] QPointF toLogical(QPointF pes) const;
    [[nodiscard]] QRectF toLogical(const PeRect& rectangle) const;
    [[nodiscard]] QPointF toPes(QPointF logical) const;

    /// The PE under a logical pixel; may lie outside any fabric.
    [[nodiscard]] PeCoord peAt(QPointF logical) const;

    /// What is seen of a fabric; 0 x 0 when nothing.
    [[nodiscard]] PeRect visiblePart(const PeRect& fabric) const;

    /// PEs that one value of a field should stand for, each way, so that no PE falls between two device pixels.
    [[nodiscard]] int fieldStride() const;

    friend bool operator==(const Viewport&, const Viewport&) = default;
};

/// Space in logical pixels that a fitted rectangle leaves free on each side of the pane.
struct FitMargins {
    double left = 24.0;
    double top = 24.0;
    double right = 24.0;
    double bottom = 24.0;
};

/// Shows all of a rectangle, as large as the margins allow.
[[nodiscard]] Viewport fitted(const Viewport& viewport, const PeRect& rectangle, const FitMargins& margins = {});

/// Zooms by a factor (above 1: closer) and keeps what lies under a logical pixel where it is. Bounded by zoomLimits.
[[nodiscard]] Viewport zoomed(const Viewport& viewport, double factor, QPointF logical, const PeRect& fabric);

/// Moves what is seen by logical pixels. The fabric's middle never leaves the pane by more than half of it.
[[nodiscard]] Viewport panned(const Viewport& viewport, QPointF logicalOffset, const PeRect& fabric);

/// A point of the way from one camera to another; share 0 .. 1. Zoom runs evenly in its logarithm.
[[nodiscard]] Viewport between(const Viewport& from, const Viewport& to, double share);

} // namespace waferscope
