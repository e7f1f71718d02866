#pragma once

#include "views/drawing/base/palette.h"
#include "views/timeline/timeline_data.h"

#include <QImage>

namespace waferscope {

/// The rows of a timeline between two times, one over the other, in device pixels.
[[nodiscard]] QImage timelineImage(const TimelineData& data, Cycles from, Cycles to, QSize size, const Theme& theme);

/// A square of a band's pattern, for the legend.
[[nodiscard]] QImage bandSwatch(TimelineBand band, QSize size, const QColor& colour, const QColor& surface);

} // namespace waferscope
