#pragma once

#include "views/drawing/network/network_picture.h"

#include <cstddef>

namespace waferscope {

/// Moves the camera of a picture of a network; some of the network always stays in sight. Until somebody has moved it,
/// it follows the pane's size. Distances are logical pixels.
class NetworkCamera {
public:
    /// `picture` must outlive this. Without a scene nothing moves.
    explicit NetworkCamera(NetworkPicture& picture)
        : m_picture(picture)
    {
    }

    void beginAgain(); ///< the whole network, or its top where the whole would be too small to read
    void fit(); ///< the whole network
    void panBy(QPointF offset);
    void zoomBy(double factor, QPointF at);
    void reveal(std::size_t node); ///< pans as little as it takes to see a node, or an open block's upper edge
    /// After the scene was made anew: what lay at `before` in the pane, now at `after` in the scene, lies there again.
    void keep(QPointF before, QPointF after);
    void resize(QSize size); ///< of the pane: what was in the middle of its width stays there

private:
    void moveTo(GraphCamera camera);

    NetworkPicture& m_picture;
    bool m_untouched = true; ///< nobody has moved it
};

} // namespace waferscope
