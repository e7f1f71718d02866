#pragma once

#include "views/drawing/wafer/wafer_picture.h"

#include <QPainter>
#include <QRectF>

namespace waferscope {

/// Weight streaming: the layer at work over its filled rectangle, the front of the weights, and along the north edge,
/// where weights enter the columns, the queue of layers: sent, in flight, next.
void paintStreaming(QPainter& painter, const WaferPicture& picture);

/// Box of the queue's strip in logical pixels; null when there is none.
[[nodiscard]] QRectF queueBox(const WaferPicture& picture);

} // namespace waferscope
