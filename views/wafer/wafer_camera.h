#pragma once

#include "views/drawing/wafer/viewport.h"
#include "views/wafer/wafer_view.h"

#include <QObject>
#include <QVariantAnimation>

namespace waferscope {

/// Moves a viewport: 150 ms ease-out, or at once with reduced motion. Its timer runs only while it moves.
class WaferCamera : public QObject {
    Q_OBJECT
public:
    explicit WaferCamera(QObject* parent = nullptr);

    [[nodiscard]] const Viewport& viewport() const { return m_viewport; } ///< shown now
    [[nodiscard]] const Viewport& target() const { return m_to; } ///< where it is going, or is

    void setMotion(Motion motion);
    void jumpTo(const Viewport& viewport);
    void glideTo(const Viewport& viewport);

Q_SIGNALS:
    void moved();

private:
    void advance(double share);

    QVariantAnimation m_animation;
    Motion m_motion = Motion::Full;
    Viewport m_viewport;
    Viewport m_from;
    Viewport m_to;
};

} // namespace waferscope
