#pragma once

#include "views/drawing/base/drawing.h"
#include "views/drawing/base/palette.h"
#include "views/drawing/network/graph_layout.h"
#include "views/drawing/network/network_graph.h"

#include <QImage>
#include <QRectF>
#include <QSize>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace waferscope {

/// A graph with its places. Immutable and shared; made anew when a block opens or closes.
struct NetworkScene {
    NetworkOutline outline;
    NetworkGraph graph;
    GraphLayout layout;
    std::vector<QRectF> titles; ///< by node: of an open block, its − and its name
    std::vector<QString> shapes; ///< by node: what leaves it, of one sample; empty when that is not one shape
    std::int64_t most = 1; ///< elements of the largest link

    [[nodiscard]] bool isOpen(std::size_t node) const { return graph.nodes[node].role == GraphRole::OpenBlock; }
    [[nodiscard]] bool isBlock(std::size_t node) const
    {
        return isOpen(node) || graph.nodes[node].role == GraphRole::ClosedBlock;
    }

    /// The innermost node under a point of the scene.
    [[nodiscard]] std::optional<std::size_t> nodeAt(QPointF place) const;
    /// The block whose + or − lies under a point, within a reach.
    [[nodiscard]] std::optional<std::size_t> glyphAt(QPointF place, double reach) const;
    /// The nearest link within a reach.
    [[nodiscard]] std::optional<std::size_t> linkAt(QPointF place, double reach) const;
    /// The node itself if it is shown, else the block that stands for it.
    [[nodiscard]] std::optional<std::size_t> shownFor(const LayerNode& layer) const;
};

/// Measures the names, so it needs a QGuiApplication.
[[nodiscard]] std::shared_ptr<const NetworkScene> networkSceneOf(const NetworkOutline& outline, const OpenBlocks& open);

/// Where a block's + or − is drawn, in scene coordinates.
[[nodiscard]] QRectF glyphBox(const NetworkScene& scene, std::size_t node);

/// From a scene to logical pixels.
struct GraphCamera {
    QPointF offset;
    double scale = 1.0;

    [[nodiscard]] QPointF toLogical(QPointF place) const { return place * scale + offset; }
    [[nodiscard]] QRectF toLogical(const QRectF& box) const { return {toLogical(box.topLeft()), box.size() * scale}; }
    [[nodiscard]] QPointF toScene(QPointF logical) const { return (logical - offset) / scale; }

    friend bool operator==(const GraphCamera&, const GraphCamera&) = default;
};

/// As seen: no texts where they are too small to be read. Full: for files that can be zoomed into.
enum class PictureDetail { AsSeen, Full };

/// Everything that one picture of a network shows. A plain value, cheap to copy.
struct NetworkPicture {
    ThemeKind theme = ThemeKind::Light;
    std::shared_ptr<const NetworkScene> scene; ///< none: an empty pane with `notice`
    QSizeF size; ///< logical pixels
    double pixelRatio = 1.0;
    GraphCamera camera;
    std::optional<std::size_t> chosen; ///< node
    std::optional<KernelId> kernel; ///< layers of it are marked beside the chosen
    std::optional<std::size_t> hovered;
    std::vector<bool> found; ///< by node; empty: nobody searches
    QString notice;
    PictureDetail detail = PictureDetail::AsSeen;
};

/// The whole network, not larger than `most` times life size.
[[nodiscard]] GraphCamera fittedCamera(const NetworkScene& scene, QSizeF size, double most = 1.25);

/// The picture for a file: life size, or smaller where that would pass what its format can hold.
[[nodiscard]] NetworkPicture wholePicture(std::shared_ptr<const NetworkScene> scene, ThemeKind theme,
                                          PictureFormat format);

/// Needs a QGuiApplication (offscreen will do).
[[nodiscard]] QImage renderImage(const NetworkPicture& picture);
[[nodiscard]] Result<std::string> encoded(const NetworkPicture& picture, PictureFormat format);

} // namespace waferscope
