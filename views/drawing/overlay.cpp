#include "views/drawing/overlay.h"

#include "views/drawing/furniture.h"
#include "views/drawing/ghost_painter.h"
#include "views/drawing/label_layout.h"
#include "views/drawing/legend.h"
#include "views/drawing/region_painter.h"
#include "views/drawing/route_painter.h"
#include "views/drawing/streaming_painter.h"

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
