#pragma once

#include <QPointF>
#include <QSizeF>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace waferscope {

/// Where a vertex may stand: streams enter at the top of a block and leave at its bottom.
enum class RowKind { Entrance, Inner, Exit };

struct LayeredVertex {
    QSizeF size;
    RowKind row = RowKind::Inner;
};

/// Runs down from one vertex to another. Edges of one bundle that leave a vertex at the same place share their way as
/// far as it goes.
struct LayeredEdge {
    std::size_t from;
    std::size_t to;
    double leavesAt = 0.0; ///< from the middle of `from`, across
    double arrivesAt = 0.0; ///< from the middle of `to`, across
    std::size_t bundle = 0;
};

/// A part of edges' ways from a row to the next: straight down, a curve between the rows, straight down.
struct LayeredPiece {
    QPointF start;
    double curveTop = 0.0;
    double curveBottom = 0.0;
    QPointF end;
    std::optional<std::size_t> previous; ///< the piece that it goes on from
    std::size_t edge; ///< one of those whose way it is
};

struct LayeredConfig {
    double betweenRows = 40.0;
    double betweenVertices = 20.0;
    double betweenWays = 12.0; ///< of edges that pass a row
    int sweeps = 12; ///< of each kind
    std::size_t mostBends = 20000; ///< beyond them long edges run straight, behind what lies between
};

struct LayeredLayout {
    QSizeF size;
    std::vector<QPointF> centres; ///< by vertex
    std::vector<std::size_t> rows; ///< by vertex, 0 at the top
    std::vector<LayeredPiece> pieces;
    std::vector<std::size_t> lastPieces; ///< by edge
    std::size_t crossings = 0; ///< of ways between neighbouring rows
    std::size_t crossingsAtFirst = 0; ///< with every row in the vertices' order
};

/// A layered drawing (Sugiyama, Tagawa, Toda, IEEE Trans. SMC 11, 1981): rows by the longest way from above, few
/// crossings, short ways. Vertices of a row never overlap and stand in no way. Edges must run from a lower index to a
/// higher one, entrances come first and exits last. Same input, same answer.
[[nodiscard]] LayeredLayout layeredLayout(const std::vector<LayeredVertex>& vertices,
                                          const std::vector<LayeredEdge>& edges, const LayeredConfig& config = {});

} // namespace waferscope
