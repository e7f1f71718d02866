#pragma once

#include "views/drawing/network/layered_layout.h"

#include <QRectF>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace waferscope {

/// A box of a graph, or a frame around those that name it as their parent.
struct BoxRequest {
    QSizeF size; ///< of a frame: of its name
    std::optional<std::size_t> parent; ///< a lower index
    bool isFrame = false;
};

struct WayRequest {
    std::size_t from; ///< neither end is a frame
    std::size_t to;
};

enum class WayHeading { Down, Up };

/// A part of one or several ways that begin at the same box.
struct GraphPiece {
    QPointF start; ///< above the end, whichever way it is gone
    double curveTop = 0.0;
    double curveBottom = 0.0;
    QPointF end;
    std::size_t from = 0; ///< the box where its ways begin
    std::optional<std::size_t> arrivesAt; ///< the box that it ends at (up: begins at); none: it goes on
    std::optional<std::size_t> previous; ///< the one above it; none: it begins at a box
    std::size_t way = 0; ///< one of those that go along it
    WayHeading heading = WayHeading::Down;

    [[nodiscard]] QRectF bounds() const { return QRectF(start, end).normalized(); }
};

struct GraphLayout {
    QSizeF size;
    std::vector<QRectF> boxes; ///< by box
    std::vector<double> titles; ///< by box: across, where a frame's name begins, clear of the ways that enter
    std::vector<GraphPiece> pieces;
    std::vector<std::size_t> lastPieces; ///< by way
    std::size_t crossings = 0;
    std::size_t crossingsAtFirst = 0;
};

struct GraphConfig {
    LayeredConfig rows;
    double frameTop = 30.0; ///< room for a frame's name
    double framePadding = 14.0;
};

/// Boxes in rows from top to bottom in the order of the ways, frames around what stands in them. Nothing overlaps but
/// a box and its frame. Ways run down, except where they run round; there one runs up. Ways cross a frame once for
/// each box that they begin at.
[[nodiscard]] GraphLayout graphLayout(const std::vector<BoxRequest>& boxes, const std::vector<WayRequest>& ways,
                                      const GraphConfig& config = {});

} // namespace waferscope
