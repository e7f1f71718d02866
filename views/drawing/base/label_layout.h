#pragma once

#include "views/drawing/base/text_style.h"
#include "views/drawing/wafer/wafer_picture.h"

#include <QRectF>
#include <QString>

#include <vector>

namespace waferscope {

enum class LabelDirection { Across, Down };

/// Text of one region and where it goes, in logical pixels. For Down the text is turned clockwise inside the box.
struct RegionLabel {
    KernelId kernel;
    QRectF box;
    QString title;
    QString detail; ///< a second line; may be empty
    LabelDirection direction = LabelDirection::Across;
};

/// Names on fills are strong; tags on a heat map are not.
[[nodiscard]] TextWeight labelWeight(PictureKind kind);

/// Labels that fit: each inside the part of its region that is seen, none over another nor over what is reserved. The
/// selection comes first, then the pointed at, then by size; what finds no room is left out.
[[nodiscard]] std::vector<RegionLabel> placedLabels(const WaferPicture& picture, const std::vector<QRectF>& reserved);

} // namespace waferscope
