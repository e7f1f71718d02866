#include "views/network/network_camera.h"

#include <algorithm>

namespace waferscope {

namespace {

constexpr double kReadable = 0.6; ///< a network that fits only at a smaller scale begins at its top instead
constexpr double kSmallestStart = 0.45;
constexpr double kLargestStart = 0.8;
constexpr double kMargin = 16.0;
constexpr double kInSight = 48.0; ///< of the network, at least
constexpr double kSmallest = 0.01;
constexpr double kLargest = 4.0;

/// How far something must move to lie in from .. to; what is larger lies in its middle.
double shiftInto(double low, double high, double from, double to)
{
    if (high - low > to - from)
        return (from + to - low - high) / 2;
    return std::max(0.0, from - low) - std::max(0.0, high - to);
}

} // namespace

void NetworkCamera::beginAgain()
{
    m_untouched = true;
    if (!m_picture.scene)
        return;
    GraphCamera camera = fittedCamera(*m_picture.scene, m_picture.size, 1.0);
    if (camera.scale < kReadable) {
        const double whole = m_picture.scene->layout.size.width();
        const double across = (m_picture.size.width() - 2 * kMargin) / std::max(1.0, whole);
        camera.scale = std::clamp(across, std::max(camera.scale, kSmallestStart), kLargestStart);
        camera.offset = QPointF((m_picture.size.width() - whole * camera.scale) / 2, kMargin);
    }
    m_picture.camera = camera;
}

void NetworkCamera::fit()
{
    if (!m_picture.scene)
        return;
    m_untouched = false;
    m_picture.camera = fittedCamera(*m_picture.scene, m_picture.size);
}

void NetworkCamera::moveTo(GraphCamera camera)
{
    if (!m_picture.scene)
        return;
    const QSizeF whole = m_picture.scene->layout.size * camera.scale;
    const auto inSight = [](double offset, double length, double pane) {
        return std::clamp(offset, std::min(kInSight - length, pane - kInSight), pane - kInSight);
    };
    camera.offset = {inSight(camera.offset.x(), whole.width(), m_picture.size.width()),
                     inSight(camera.offset.y(), whole.height(), m_picture.size.height())};
    m_untouched = false;
    m_picture.camera = camera;
}

void NetworkCamera::panBy(QPointF offset)
{
    GraphCamera camera = m_picture.camera;
    camera.offset += offset;
    moveTo(camera);
}

void NetworkCamera::zoomBy(double factor, QPointF at)
{
    GraphCamera camera = m_picture.camera;
    const QPointF place = camera.toScene(at);
    camera.scale = std::clamp(camera.scale * factor, kSmallest, kLargest);
    camera.offset = at - place * camera.scale;
    moveTo(camera);
}

void NetworkCamera::reveal(std::size_t node)
{
    QRectF box = m_picture.camera.toLogical(m_picture.scene->layout.boxes[node]);
    if (m_picture.scene->isOpen(node))
        box.setHeight(std::min(box.height(), m_picture.size.height() / 3.0));
    const QRectF pane = QRectF(QPointF(0, 0), m_picture.size).adjusted(kMargin, kMargin, -kMargin, -kMargin);
    const QPointF shift(shiftInto(box.left(), box.right(), pane.left(), pane.right()),
                        shiftInto(box.top(), box.bottom(), pane.top(), pane.bottom()));
    if (!shift.isNull())
        panBy(shift);
}

void NetworkCamera::keep(QPointF before, QPointF after)
{
    if (m_untouched)
        beginAgain();
    if (!m_untouched || m_picture.camera.scale < kReadable)
        panBy(before - m_picture.camera.toLogical(after));
}

void NetworkCamera::resize(QSize size)
{
    const QSizeF before = m_picture.size;
    m_picture.size = size;
    if (m_untouched)
        beginAgain();
    else if (!before.isEmpty())
        panBy(QPointF((m_picture.size.width() - before.width()) / 2, 0));
}

} // namespace waferscope
