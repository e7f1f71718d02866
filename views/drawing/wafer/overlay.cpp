#include "views/drawing/wafer/overlay.h"

#include "views/drawing/base/label_layout.h"
#include "views/drawing/wafer/furniture.h"
#include "views/drawing/wafer/ghost_painter.h"
#include "views/drawing/wafer/legend.h"
#include "views/drawing/wafer/region_painter.h"
#include "views/drawing/wafer/route_painter.h"
#include "views/drawing/wafer/streaming_painter.h"

namespace waferscope {

void paintOverlay(QPainter& painter, const WaferPicture& picture)
{
    painter.setClipRect(QRectF(QPointF(0, 0), picture.viewport.logicalSize()));
    if (picture.contents) {
        std::vector<QRectF> reserved{legendBox(picture), pointedBox(picture)};
        if (const auto bar = scaleBarOf(picture))
            reserved.push_back(bar->box);
        paintRegions(painter, picture);
        paintDeadPes(painter, picture);
        paintStreaming(painter, picture);
        paintOutline(painter, picture);
        paintRoutes(painter, picture);
        paintLabels(painter, picture, placedLabels(picture, reserved));
        paintSelection(painter, picture);
        paintMarked(painter, picture);
        paintGhost(painter, picture);
        paintLegend(painter, picture);
        paintScaleBar(painter, picture);
        paintPointed(painter, picture);
    }
    paintNotice(painter, picture);
}

} // namespace waferscope
