#pragma once

#include "views/drawing/wafer/wafer_picture.h"

#include <QPainter>
#include <QRectF>

#include <optional>

namespace waferscope {

/// Edge of the wafer, and the PEs' own edges when they are large enough to be told apart.
void paintOutline(QPainter& painter, const WaferPicture& picture);

/// A ring around one PE that somebody points at.
void paintMarked(QPainter& painter, const WaferPicture& picture);

/// A round number of PEs and how long it is, logical pixels.
struct ScaleBar {
    int pes = 1;
    double length = 0.0;
    QRectF box; ///< lower left of the pane
};
[[nodiscard]] std::optional<ScaleBar> scaleBarOf(const WaferPicture& picture);
void paintScaleBar(QPainter& painter, const WaferPicture& picture);

/// Lower right: the pointed at PE, its kernel and its value.
[[nodiscard]] QString pointedText(const WaferPicture& picture);
[[nodiscard]] QRectF pointedBox(const WaferPicture& picture); ///< null: nothing pointed at
void paintPointed(QPainter& painter, const WaferPicture& picture);

/// The notice in the middle of the pane.
void paintNotice(QPainter& painter, const WaferPicture& picture);

} // namespace waferscope
