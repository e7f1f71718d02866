#pragma once

#include "views/drawing/wafer/wafer_contents.h"
#include "views/wafer/wafer_view.h"

#include <QPointF>

namespace waferscope {

enum class Snapping { ToPes, ToNeighbours };

/// Where a dragged kernel's origin goes: a whole PE with all of the kernel inside the fabric. ToNeighbours also draws
/// it to the edges of other regions and of the fabric that lie within a reach in PEs, each way by itself.
[[nodiscard]] PeCoord snappedOrigin(const WaferContents& contents, const WaferRegion& region, QPointF wanted,
                                    double reach, Snapping snapping);

/// A rectangle whose edge or corner has been dragged by so many PEs; at least 1 x 1 and inside the fabric.
[[nodiscard]] PeRect resized(const PeRect& rectangle, ResizeHandle handle, QPointF offset, const PeRect& fabric);

[[nodiscard]] bool moves(ResizeHandle handle, ResizeHandle edge); ///< whether a handle takes that edge with it

/// The cursor of a handle.
[[nodiscard]] Qt::CursorShape cursorOf(ResizeHandle handle);

/// The handle of a region under a logical pixel.
[[nodiscard]] std::optional<ResizeHandle> handleAt(const Viewport& viewport, const WaferRegion& region,
                                                   QPointF logical);

} // namespace waferscope
