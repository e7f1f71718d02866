#include "views/wafer/wafer_camera.h"

namespace waferscope {

namespace {

constexpr int kGlide = 150; ///< milliseconds

}

WaferCamera::WaferCamera(QObject* parent)
    : QObject(parent)
{
    m_animation.setStartValue(0.0);
    m_animation.setEndValue(1.0);
    m_animation.setDuration(kGlide);
    m_animation.setEasingCurve(QEasingCurve::OutCubic);
    connect(&m_animation, &QVariantAnimation::valueChanged, this,
            [this](const QVariant& share) { advance(share.toDouble()); });
}

void WaferCamera::setMotion(Motion motion)
{
    m_motion = motion;
    if (motion == Motion::Reduced && m_animation.state() == QAbstractAnimation::Running)
        jumpTo(m_to);
}

void WaferCamera::jumpTo(const Viewport& viewport)
{
    m_animation.stop();
    m_from = m_to = viewport;
    if (m_viewport == viewport)
        return;
    m_viewport = viewport;
    Q_EMIT moved();
}

void WaferCamera::glideTo(const Viewport& viewport)
{
    if (m_motion == Motion::Reduced || viewport.size != m_viewport.size) {
        jumpTo(viewport);
        return;
    }
    if (m_to == viewport)
        return;
    m_animation.stop();
    m_from = m_viewport;
    m_to = viewport;
    m_animation.start();
}

void WaferCamera::advance(double share)
{
    const Viewport next = share >= 1.0 ? m_to : between(m_from, m_to, share);
    if (next == m_viewport)
        return;
    m_viewport = next;
    Q_EMIT moved();
}

} // namespace waferscope
