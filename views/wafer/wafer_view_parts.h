#pragma once

#include "views/drawing/wafer/wafer_scene.h"
#include "views/wafer/wafer_camera.h"
#include "views/wafer/wafer_mouse.h"
#include "views/wafer/wafer_view.h"

#include <utility>

namespace waferscope {

/// What a WaferView consists of; only its own sources include this.
class WaferView::Parts {
public:
    explicit Parts(WaferView& view)
        : mouse(view, camera)
    {
    }

    WaferPicture picture;
    WaferScene scene;
    WaferCamera camera;
    WaferMouse mouse;
    bool fitsWafer = true; ///< nobody has moved the camera since it fitted: it follows the pane's size
    bool silent = false; ///< the camera moves because a linked view has moved
    bool focusRing = false;
};

/// Sets a part of the picture; true when that changed something.
template <typename T>
bool replace(T& part, T value)
{
    if (part == value)
        return false;
    part = std::move(value);
    return true;
}

inline constexpr double kZoomStep = 1.25; ///< of one notch of the wheel or one key
inline constexpr double kClickReach = 6.0; ///< logical pixels: the nearest thing within them is what is meant

} // namespace waferscope
