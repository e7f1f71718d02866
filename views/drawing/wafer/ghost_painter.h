#pragma once

#include "views/drawing/wafer/wafer_picture.h"

#include <QPainter>

namespace waferscope {

/// A dragged or resized kernel where it would land: the kind's colour, translucent; hatched, with the reason, when that
/// is illegal; where it came from stays as a dashed outline. Its origin and size are written beside it.
void paintGhost(QPainter& painter, const WaferPicture& picture);

} // namespace waferscope
